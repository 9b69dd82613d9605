import { TEST_FILES_MAX } from '../schema/bounds.ts'
import { type Surroundings, fileAt } from '../files/file-read.ts'
import { quote } from '../text/mistake.ts'
import { type Place, listAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** A file of tests that cannot be read would test nothing, and nobody would notice. */
export function checkTestFiles(root: Place, report: Report, around: Surroundings): void {
  for (const { value, offset } of listAt(root, 'tests', TEST_FILES_MAX)) {
    if (typeof value !== 'string') continue
    const read = fileAt(value, around)
    if ('text' in read) continue
    const message = `the file ${quote(value)} ${read.problem}`
    report.error(offset, { code: 'PAART_TEST_FILE', message })
  }
}
