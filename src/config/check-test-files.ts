import { resolve } from 'node:path'
import { TEST_FILES_MAX } from './bounds.ts'
import { type FilesRead } from './file-read.ts'
import { quote } from './mistake.ts'
import { type Place, listAt } from './place.ts'
import { type Report } from './report.ts'

/** A file of tests that cannot be read would test nothing, and nobody would notice. */
export function checkTestFiles(
  root: Place,
  report: Report,
  { files, folder }: { readonly files: FilesRead; readonly folder: string },
): void {
  for (const { value, offset } of listAt(root, 'tests', TEST_FILES_MAX)) {
    if (typeof value !== 'string') continue
    const read = files.get(resolve(folder, value)) ?? { problem: 'was not read' }
    if ('text' in read) continue
    const message = `the file ${quote(value)} ${read.problem}`
    report.error(offset, { code: 'PAART_TEST_FILE', message })
  }
}
