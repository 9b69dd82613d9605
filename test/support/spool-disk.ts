import { type SpoolDisk } from '../../src/kept/spool-disk.ts'

/** A disk in memory that does nothing until a test lets it. */
export interface TestDisk extends SpoolDisk {
  /** Does one of the things that wait, the one at `place` among them; false where nothing waits. */
  readonly work: (place?: number) => boolean
  /** How many things wait. */
  readonly waiting: () => number
  /** What the disk holds. */
  readonly bytes: Buffer
  /** How many files are open. */
  readonly openFiles: () => number
  /** From now on what is written fails so; null: no more. */
  readonly failWrites: (code: string | null) => void
  /** From now on what is read fails so, or no file can be opened. */
  readonly failAll: (code: string) => void
}

const error = (code: string | null): Error | null =>
  code === null ? null : Object.assign(new Error(code), { code })

/** A disk of so many bytes, for one file. */
export function testDisk(size: number): TestDisk {
  const bytes = Buffer.alloc(size)
  const waiting: (() => void)[] = []
  let open = 0
  let writes: string | null = null
  let all: string | null = null
  return {
    bytes,
    open() {
      const failed = error(all)
      if (failed !== null) throw failed
      open++
      return 1
    },
    write(_file, pieces, position, done) {
      waiting.push(() => {
        if (writes === null) Buffer.concat(pieces).copy(bytes, position)
        done(error(all ?? writes))
      })
    },
    read(_file, into, position, done) {
      waiting.push(() => {
        bytes.copy(into, 0, position, position + into.length)
        done(error(all))
      })
    },
    close: () => void open--,
    work(place = 0) {
      const [task] = waiting.splice(place, 1)
      task?.()
      return task !== undefined
    },
    waiting: () => waiting.length,
    openFiles: () => open,
    failWrites: (code) => void (writes = code),
    failAll: (code) => void (all = code),
  }
}
