import { randomInt } from 'node:crypto'
import { readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'

/** What ids are made of: safe in names of files and of cookies. */
export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits, as ids have: of two folders in fifteen million one has the other's. */
export const MARK_CHARS = 4
const MARK = new RegExp(`^[A-Za-z0-9]{${MARK_CHARS}}$`)

/**
 * What a folder is called in the ids of the forms that lie in it: so whoever is shown a claim sees where its form
 * is, and gates that share a folder are as good as one. Made once, for as long as the folder is there: a link
 * that leads nowhere, since the system makes that with its content or not at all.
 *
 * @throws the system's error where it can be neither read nor made.
 */
export async function markOf(folder: string): Promise<string> {
  const path = join(folder, 'mark')
  const known = await read(path)
  if (known !== null) return known
  await symlink(randomLetters(MARK_CHARS), path).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  const mark = await readlink(path)
  if (!MARK.test(mark)) throw new Error(`${path} is no mark of a folder of kept forms`)
  return mark
}

async function read(path: string): Promise<string | null> {
  try {
    const mark = await readlink(path)
    return MARK.test(mark) ? mark : null
  } catch {
    return null
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

export function randomLetters(count: number): string {
  return Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}
