import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Its owner writes, its group reads: who asked for what is nobody else's business. */
const MODE = 0o640
const FOLDER_MODE = 0o750

/** A pipe that nobody reads from is an error at once, not a wait without end. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK

/** Whoever asks may not do it; another user may. */
const NOT_ALLOWED: ReadonlySet<string> = new Set(['EACCES', 'EPERM'])

const WORDS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not write there'],
  ['EDQUOT', 'this user may have no more of its disk'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ENOSPC', 'its disk is full'],
  ['ENOENT', 'a link leads to a folder that is not there'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['ENXIO', 'it is a socket, or a pipe that nobody reads'],
  ['EROFS', 'its file system cannot be written'],
])

/** Why a log, or another file that is to be made, cannot be opened. */
export interface LogProblem {
  readonly why: string
  /** The system's, such as `EACCES`. */
  readonly code: string
  /** Whether it is so for every user. */
  readonly isCertain: boolean
}

/**
 * Opens a log for appending, folders and all. A new one has mode 0640 whatever the umask says; that of
 * an old one is its operator's.
 *
 * @throws Error with the system's code.
 */
export function openLogFile(path: string): number {
  makeFolder(dirname(path))
  try {
    const fd = openSync(path, APPEND | constants.O_CREAT | constants.O_EXCL, MODE)
    fchmodSync(fd, MODE)
    return fd
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    // Also what a link leads to, which may not be there yet.
    return openSync(path, APPEND | constants.O_CREAT, MODE)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  } catch (error) {
    // Of a file in its place the system says more when the log is opened.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** Why this user cannot open `stdout` or the file of that absolute path; null where it can. It is made. */
export function tryLog(to: string): LogProblem | null {
  if (to === 'stdout') return null
  const problem = problemOf(() => closeSync(openLogFile(to)))
  return problem === null ? null : { ...problem, isCertain: true }
}

/** The same, as far as it can be seen without making anything. */
export function lookAtLog(to: string): LogProblem | null {
  return to === 'stdout' ? null : problemOf(() => lookAt(to))
}

function lookAt(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return lookAtMissing(path)
  if (stats.isSocket()) throw Object.assign(new Error('a socket'), { code: 'ENXIO' })
  if (stats.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
  accessSync(path, constants.W_OK)
}

/** A link may lead to a file that is to be made, but makes no folders. */
function lookAtMissing(path: string): void {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  if (!isLink) return void lookAtFolder(dirname(path))
  const folder = dirname(resolve(dirname(path), readlinkSync(path)))
  statSync(folder)
  lookAtFolder(folder)
}

/** The folder, or the one in which it would be made: that is given back. @throws Error with a code of the system's. */
export function lookAtFolder(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return lookAtFolder(dirname(path))
  if (!stats.isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' })
  accessSync(path, constants.W_OK | constants.X_OK)
  return path
}

/** What was wrong with what somebody looked at; null where nothing was. */
export function problemOf(look: () => void): LogProblem | null {
  try {
    look()
    return null
  } catch (error) {
    const code = codeOf(error)
    const why = WORDS.get(code) ?? code
    return { why, code, isCertain: !NOT_ALLOWED.has(code) }
  }
}

/** The system's code of an error, such as `ENOSPC`. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : String(error)
}
