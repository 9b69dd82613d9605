import { TEST_FILES_MAX } from './bounds.ts'
import { type Surroundings, fileAt } from './file-read.ts'
import { quote } from './mistake.ts'
import { type Place, listAt } from './place.ts'
import { type Report } from './report.ts'

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
