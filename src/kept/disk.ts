import {
  chmodSync,
  close,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  lstat,
  mkdir,
  open,
  openSync,
  read,
  readdir,
  rename,
  statSync,
  unlink,
  writev,
} from 'node:fs'
import { promisify } from 'node:util'

/** What the store does with the disk: the one place where a disk can fail, and where tests make it fail. */
export interface Disk {
  /**
   * Makes a new file, for its owner alone. At once, so that a thread that ends has made the file it has
   * reserved room for, or neither.
   */
  readonly create: (path: string) => number
  readonly open: (path: string, flags: 'r' | 'r+') => Promise<number>
  /** Writes all of them. */
  readonly write: (file: number, pieces: readonly Uint8Array[], position: number) => Promise<void>
  /** Fewer bytes where the file ends. */
  readonly read: (file: number, length: number, position: number) => Promise<Buffer>
  readonly size: (file: number) => Promise<number>
  readonly truncate: (file: number, length: number) => Promise<void>
  /** Settles when the file's bytes would survive a loss of power. */
  readonly sync: (file: number) => Promise<void>
  readonly close: (file: number) => Promise<void>
  /** Settles when the names in the folder would. */
  readonly syncFolder: (path: string) => Promise<void>
  readonly makeFolder: (path: string) => Promise<void>
  readonly list: (path: string) => Promise<readonly string[]>
  readonly rename: (from: string, to: string) => Promise<void>
  readonly remove: (path: string) => Promise<void>
  /** When it was written last; wall clock. */
  readonly changedMs: (path: string) => Promise<number>
}

/** The disk failed. `code` is the system's, such as `ENOSPC`. */
export class DiskError extends Error {
  override readonly name = 'DiskError'
  readonly code: string
  readonly doing: string

  constructor(code: string, doing: string, options: ErrorOptions = {}) {
    super(`${doing}: ${code}`, options)
    this.code = code
    this.doing = doing
  }
}

/** There is no such file: somebody else was quicker with it. */
export function isMissing(error: unknown): boolean {
  return error instanceof DiskError && error.code === 'ENOENT'
}

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Whatever is not for the owner. */
const OTHERS_BITS = 0o077

const promised = {
  close: promisify(close),
  fdatasync: promisify(fdatasync),
  fstat: promisify(fstat),
  fsync: promisify(fsync),
  ftruncate: promisify(ftruncate),
  lstat: promisify(lstat),
  mkdir: promisify(mkdir),
  open: promisify(open),
  read: promisify(read),
  readdir: promisify(readdir),
  rename: promisify(rename),
  unlink: promisify(unlink),
  writev: promisify(writev),
}

/** The real one. Every failure is a `DiskError`. */
export const systemDisk: Disk = {
  create(path) {
    try {
      return openSync(path, 'wx', FILE_MODE)
    } catch (error) {
      throw diskErrorFrom(error, 'create')
    }
  },
  open: (path, flags) => attempt('open', promised.open(path, flags)),
  write: (file, pieces, position) => attempt('write', writeAll(file, pieces, position)),
  read: (file, length, position) => attempt('read', readAll(file, length, position)),
  size: (file) =>
    attempt(
      'stat',
      promised.fstat(file).then(({ size }) => size),
    ),
  truncate: (file, length) => attempt('truncate', promised.ftruncate(file, length)),
  sync: (file) => attempt('sync', promised.fdatasync(file)),
  close: (file) => attempt('close', promised.close(file)),
  syncFolder: (path) => attempt('sync', syncFolder(path)),
  makeFolder: (path) => attempt('make folder', makeFolder(path)),
  list: (path) => attempt('list', promised.readdir(path)),
  rename: (from, to) => attempt('rename', promised.rename(from, to)),
  remove: (path) => attempt('remove', promised.unlink(path)),
  changedMs: (path) =>
    attempt(
      'stat',
      promised.lstat(path).then(({ mtimeMs }) => mtimeMs),
    ),
}

async function attempt<T>(doing: string, done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    throw diskErrorFrom(error, doing)
  }
}

function diskErrorFrom(error: unknown, doing: string): DiskError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return new DiskError(code, doing, { cause: error })
}

/** A disk that is nearly full writes a part; the next call then says why. */
async function writeAll(
  file: number,
  pieces: readonly Uint8Array[],
  position: number,
): Promise<void> {
  const total = pieces.reduce((sum, { length }) => sum + length, 0)
  const { bytesWritten } = await promised.writev(file, pieces, position)
  if (bytesWritten === total) return
  const rest = Buffer.concat(pieces).subarray(bytesWritten)
  await writeAll(file, [rest], position + bytesWritten)
}

async function readAll(file: number, length: number, position: number): Promise<Buffer> {
  const into = Buffer.allocUnsafeSlow(length)
  let have = 0
  while (have < length) {
    const { bytesRead } = await promised.read(file, into, have, length - have, position + have)
    if (bytesRead === 0) break
    have += bytesRead
  }
  return into.subarray(0, have)
}

async function syncFolder(path: string): Promise<void> {
  const folder = await promised.open(path, 'r')
  try {
    await promised.fsync(folder)
  } finally {
    await promised.close(folder)
  }
}

/** @throws Error where the folder belongs to somebody else. */
async function makeFolder(path: string): Promise<void> {
  await promised.mkdir(path, { recursive: true, mode: FOLDER_MODE })
  const { mode, uid } = statSync(path)
  if (uid !== process.geteuid?.()) throw Object.assign(new Error(path), { code: 'EPERM' })
  if ((mode & OTHERS_BITS) !== 0) chmodSync(path, FOLDER_MODE)
}
