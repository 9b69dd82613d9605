import { TEST_FILES_MAX } from './bounds.ts'
import { type Place, listAt } from './place.ts'

/** The files of policy tests that a configuration names, as they are written. */
export function testFilesOf(root: Place): readonly string[] {
  return listAt(root, 'tests', TEST_FILES_MAX).flatMap(({ value }) =>
    typeof value === 'string' ? value : [],
  )
}
