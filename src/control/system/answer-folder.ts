import { closeSync, statfsSync, writeSync } from 'node:fs'
import { type AnswerFileProblem } from '../../config/index.ts'
import { type SlowReaderSettings } from '../../model/index.ts'
import { ANSWER_SHARE, type SpoolDisk, systemSpoolDisk } from '../../proxy/index.ts'
import { lookAtFolder, problemOf } from '../../record/index.ts'
import { StartError } from './start-error.ts'

/** So much is written to see whether anything can be: what the file's blocks have at most. */
const PROBE_BYTES = 64 * 1024

/** Of the file that is made to see it: gone before it is written. */
const PROBE_NAME = 'probe'

/** These pass by themselves, or when somebody makes room: the gate tries again. */
const PASSING: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/** How many bytes this user may still write on the disk of a folder. */
export type FreeBytes = (folder: string) => number

/**
 * Why answers to slow readers cannot wait in their folder, as far as it can be seen without making anything; null
 * where they can, or where the configuration wants no file.
 */
export function lookAtAnswerFolder(
  settings: SlowReaderSettings,
  free: FreeBytes = freeBytes,
): AnswerFileProblem | null {
  return answerProblemOf(settings, ({ folder }) => {
    requireRoom(settings, free(lookAtFolder(folder)))
  })
}

/**
 * Makes the folder, and writes there what a worker will; a disk that is full is noted.
 * @throws StartError where that cannot be done.
 */
export function tryAnswerFolder(
  settings: SlowReaderSettings,
  { onNote }: { readonly onNote: (line: string) => void },
  disk: Pick<SpoolDisk, 'open'> = systemSpoolDisk,
): void {
  const problem = answerProblemOf(settings, ({ folder }) => {
    const file = disk.open(folder, PROBE_NAME)
    try {
      writeSync(file, Buffer.alloc(PROBE_BYTES))
    } finally {
      closeSync(file)
    }
  })
  if (problem === null) return
  const why = `answers to slow readers cannot wait in ${problem.folder}: ${problem.why}`
  if (problem.isPassing) return onNote(why)
  throw new StartError(`${why}; mend it, or write "slowReaders: { fileMax: none }"`)
}

function answerProblemOf(
  settings: SlowReaderSettings,
  look: (settings: SlowReaderSettings) => void,
): AnswerFileProblem | null {
  const { folder, fileBytesMax } = settings
  const problem = fileBytesMax === 0 ? null : problemOf(() => look(settings))
  if (problem === null) return null
  const { why, code, isCertain } = problem
  return { folder, why, isCertain, isPassing: PASSING.has(code) }
}

/** For what one answer may have, at least. */
function requireRoom({ fileBytesMax }: SlowReaderSettings, free: number): void {
  if (free >= fileBytesMax * ANSWER_SHARE) return
  throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
