import { closeSync, writeSync } from 'node:fs'
import { type SlowReaderSettings } from '../../model/index.ts'
import { type SpoolDisk, systemSpoolDisk } from '../../kept/index.ts'
import { answerProblemOf } from './answer-look.ts'
import { StartError } from './start-error.ts'

/** So much is written to see whether anything can be: what the file's blocks have at most. */
const PROBE_BYTES = 64 * 1024

/** Of the file that is made to see it: gone before it is written. */
const PROBE_NAME = 'probe'

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
