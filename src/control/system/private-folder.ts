import { mkdirSync, statSync } from 'node:fs'
import { StartError, messageOf } from './start-error.ts'

/** Group and others may write. */
const SHARED_BITS = 0o022

/** Everybody may make files, but touch only their own. */
const STICKY_BIT = 0o1000

/**
 * Makes a folder that its owner alone may enter, or makes sure that nobody else can put another file
 * in the place of ours.
 *
 * @throws StartError where somebody else can.
 */
export function preparePrivateFolder(folder: string): void {
  const { mode, uid } = madeOrFound(folder)
  const isShared = (mode & SHARED_BITS) !== 0 && (mode & STICKY_BIT) === 0
  if (isShared) {
    throw new StartError(`${folder} may be written by others: chmod go-w, or name another folder`)
  }
  if (uid !== 0 && uid !== process.geteuid?.()) {
    throw new StartError(`${folder} belongs to another user: name another folder`)
  }
}

function madeOrFound(folder: string): { readonly mode: number; readonly uid: number } {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return statSync(folder)
  } catch (error) {
    throw new StartError(`the folder ${folder} cannot be made: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
