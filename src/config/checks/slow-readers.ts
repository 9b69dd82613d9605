import { type Place, placeAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Why answers cannot wait in their folder: found out by who may look at files. */
export interface AnswerFileProblem {
  readonly folder: string
  readonly why: string
  /** Whether it is so for every user. */
  readonly isCertain: boolean
  /** Whether it may be over without anybody's changing the configuration, as a disk that is full. */
  readonly isPassing: boolean
}

/**
 * An error where no answer will ever wait there, as with forms that nobody can keep: slow readers would hold the
 * application's connections without anybody's having said so. A disk that is full stops no gate.
 */
export function checkAnswerFolder(
  root: Place,
  report: Report,
  problem: AnswerFileProblem | null,
): void {
  if (problem === null) return
  const { folder, why, isCertain, isPassing } = problem
  const { offset } =
    placeAt(root, ['slowReaders', 'folder']) ?? placeAt(root, ['slowReaders']) ?? root
  const message = `answers to slow readers cannot wait in ${folder}: ${why}`
  const said = { code: 'PAART_ANSWER_FILE', message } as const
  if (isPassing) {
    const hint =
      'until there is room they hold connections of the application, half of them at most'
    report.warn(offset, { ...said, hint })
  } else if (isCertain) {
    const hint = 'name another folder, or write "slowReaders: { fileMax: none }"'
    report.error(offset, { ...said, hint })
  } else report.warn(offset, { ...said, hint: 'it is the user of the gate that must be able to' })
}

/** Warns of what it costs to keep answers off the disk. */
export function warnOfSlowReaders(root: Place, report: Report): void {
  const place = placeAt(root, ['slowReaders', 'fileMax'])
  if (place?.value !== 'none') return
  report.warn(place.keyOffset, {
    code: 'PAART_NO_ANSWER_FILE',
    message:
      'without a file whoever reads a long answer slowly holds a connection of the application, and of more than half of them some are broken off',
    hint: 'leave "fileMax" out, unless answers must never be on a disk: they are encrypted there',
  })
}
