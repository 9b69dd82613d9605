import { type Place, placeAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

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
