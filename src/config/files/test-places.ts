import { TEST_FILES_MAX } from '../schema/bounds.ts'
import { type Place, listAt } from '../text/place.ts'

/** The files of policy tests that a configuration names, as they are written. */
export function testFilesOf(root: Place): readonly string[] {
  return listAt(root, 'tests', TEST_FILES_MAX).flatMap(({ value }) =>
    typeof value === 'string' ? value : [],
  )
}
