import { statfsSync } from 'node:fs'
import type { AnswerFileProblem } from '../../config/index.ts'
import { ANSWER_SHARE } from '../../limits/index.ts'
import { type SlowReaderSettings } from '../../model/index.ts'
import { lookAtFolder, problemOf } from '../../record/index.ts'

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

/** What comes in the way of trying something there; null where nothing does, or no file is wanted. */
export function answerProblemOf(
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
