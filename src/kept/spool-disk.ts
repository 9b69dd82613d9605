import { close, mkdirSync, openSync, read, unlinkSync, writev } from 'node:fs'
import { join } from 'node:path'

/** Hears how it ended; null: well. */
export type Done = (error: Error | null) => void

/** What a spool does with the disk: the one place where a disk can fail, and where tests make it fail. */
export interface SpoolDisk {
  /**
   * Makes a file for its owner alone that has no name any more, so that nothing of it outlives the
   * process, however that ends. At once, so that no thread ends between the two. @throws Error
   */
  readonly open: (folder: string, name: string) => number
  /** Writes all of the pieces, or fails. */
  readonly write: (file: number, pieces: readonly Buffer[], position: number, done: Done) => void
  /** Fills the buffer, or fails. */
  readonly read: (file: number, into: Uint8Array, position: number, done: Done) => void
  readonly close: (file: number) => void
}

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

export const systemSpoolDisk: SpoolDisk = {
  open(folder, name) {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
    const path = join(folder, name)
    try {
      return openNameless(path)
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
      // A process died between the two calls: its file is empty, and nobody else's business.
      unlinkSync(path)
      return openNameless(path)
    }
  },
  write: writerOf(writev),
  read: readAll,
  close: (file) => close(file, ignore),
}

/** `x`: never what somebody else has put there, a link neither. */
function openNameless(path: string): number {
  const file = openSync(path, 'wx+', FILE_MODE)
  unlinkSync(path)
  return file
}

/** As Node's `writev`; one that writes a part says how much. */
export type Writev = (
  file: number,
  pieces: readonly Buffer[],
  position: number,
  done: (error: Error | null, written: number) => void,
) => void

/** Writes all of the pieces: a disk that is nearly full writes a part, and the next call says why. */
export function writerOf(write: Writev): SpoolDisk['write'] {
  return function writeAll(file, pieces, position, done) {
    write(file, pieces, position, (error, written) => {
      if (error !== null) return done(error)
      const rest = behind(pieces, written)
      if (rest.length === 0) return done(null)
      if (written === 0) return done(new Error('nothing could be written'))
      return writeAll(file, rest, position + written, done)
    })
  }
}

/** What of the pieces stands behind so many bytes. */
function behind(pieces: readonly Buffer[], bytes: number): readonly Buffer[] {
  let skipped = bytes
  let at = 0
  for (; at < pieces.length; at++) {
    const { length } = pieces[at] ?? { length: 0 }
    if (skipped < length) break
    skipped -= length
  }
  const [first, ...others] = pieces.slice(at)
  return first === undefined ? [] : [first.subarray(skipped), ...others]
}

function readAll(file: number, into: Uint8Array, position: number, done: Done): void {
  read(file, into, 0, into.length, position, (error, bytes) => {
    if (error !== null) return done(error)
    if (bytes === into.length) return done(null)
    if (bytes === 0) return done(new Error('the file ends too early'))
    return readAll(file, into.subarray(bytes), position + bytes, done)
  })
}

function ignore(): void {}
