import { chmodSync, chownSync, lstatSync, mkdirSync, renameSync, rmSync, rmdirSync } from 'node:fs'
import { type Server } from 'node:net'
import { join } from 'node:path'
import { type SocketAccess } from '../../model/index.ts'
import { codeOf } from '../system/start-error.ts'

interface Made {
  /** Tells apart those who share a path. */
  readonly name: string
  /** Null for whomever the umask lets. */
  readonly access: SocketAccess | null
}

/**
 * Listens at a path under another name first, then moves the socket there: whoever listened at the
 * path before goes on with the callers it has, and none meets an empty place. With `access` it is made
 * in a folder that nobody else may look into: whoever reaches it meets the mode and the group that it is to have.
 * Settles when connections are accepted.
 */
export function listenAtPath(server: Server, path: string, { name, access }: Made): Promise<void> {
  const made = `${path}.${name}`
  clear(made)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    if (access !== null) mkdirSync(made, { mode: 0o700 })
    const socket = access === null ? made : join(made, INNER)
    server.listen({ path: socket }, () => {
      try {
        if (access !== null) give(socket, path, access)
        renameSync(socket, path)
        if (access !== null) rmdirSync(made)
        resolve()
      } catch (error) {
        reject(error)
      }
    })
  })
}

/** A socket in a folder of its own. */
const INNER = 's'

/** Takes away what somebody has left who ended while he made a socket; what else has this name stays. @throws Error */
function clear(made: string): void {
  if (lstatSync(made, { throwIfNoEntry: false })?.isDirectory() !== true) {
    rmSync(made, { force: true })
    return
  }
  rmSync(join(made, INNER), { force: true })
  rmdirSync(made)
}

function give(socket: string, path: string, { mode, gid }: SocketAccess): void {
  try {
    if (gid !== null) chownSync(socket, process.geteuid?.() ?? 0, gid)
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error
    const why = 'the user of the gate is not in it, or its service may change no groups'
    throw new Error(`unix:${path} cannot be given to its group: ${why}`, { cause: error })
  }
  chmodSync(socket, mode)
}

/** Takes away the socket at a path; any other file stays. */
export function removeSocket(path: string): void {
  if (isSocket(path)) rmSync(path, { force: true })
}

export function isSocket(path: string): boolean {
  try {
    return lstatSync(path).isSocket()
  } catch {
    return false
  }
}
