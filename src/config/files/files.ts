import { resolve } from 'node:path'
import { BACKENDS_MAX } from '../../limits/index.ts'
import { rangeFilesOf, wordListsOf } from './agent-places.ts'
import { databaseFilesOf } from './database-places.ts'
import { logosOf } from './logo.ts'
import { extendedNames } from './extended-names.ts'
import { keyFilesOf } from './signing-keys.ts'
import { networkFilesOf } from './network-places.ts'
import { PRESETS, PRESET_PREFIX, presetFile } from '../schema/presets.ts'
import { type Place, mapAt, textAt } from '../text/place.ts'
import { ENV_PREFIX } from './file-read.ts'
import { type ReadText } from '../text/source.ts'
import { variablesIn } from './variable-places.ts'
import { testFilesOf } from './test-places.ts'

/** Keys below `tls` whose values are files. */
export const TLS_FILES = ['ca', 'certificate', 'key'] as const

/**
 * The files a configuration names, as absolute paths, and the variables of the environment. They are read
 * once, together with the text, so that all threads serve by the same.
 */
export function filesNamedIn({ root }: Pick<ReadText, 'root'>, folder: string): readonly string[] {
  if (root === null) return []
  const backends = [...mapAt(root, 'backends').values()].slice(0, BACKENDS_MAX)
  const named = [
    ...backends.flatMap((backend) => tlsFilesOf(backend)),
    ...networkFilesOf(root),
    ...rangeFilesOf(root),
    ...keyFilesOf(root),
    ...wordListsOf(root),
    ...databaseFilesOf(root),
    ...testFilesOf(root),
    ...logosOf(root),
  ]
  const presets = needsPresets(root) ? PRESETS.map((name) => presetFile(name)) : []
  const variables = variablesIn(root).map((name) => ENV_PREFIX + name)
  return [...new Set([...named.map((path) => resolve(folder, path)), ...presets, ...variables])]
}

/** Of those, the ones that hold bytes and not text. */
export function picturesNamedIn(
  { root }: Pick<ReadText, 'root'>,
  folder: string,
): ReadonlySet<string> {
  return new Set(root === null ? [] : logosOf(root).map((path) => resolve(folder, path)))
}

/** A preset may extend another, and what tests are about stands in their files: all come or none. */
function needsPresets(root: Place): boolean {
  const extended = [...extendedNames(root)]
  return extended.some((name) => name.startsWith(PRESET_PREFIX)) || testFilesOf(root).length > 0
}

function tlsFilesOf(backend: Place): string[] {
  const tls = backend.children.get('tls')
  if (tls === undefined) return []
  return TLS_FILES.flatMap((key) => textAt(tls, key) ?? [])
}
