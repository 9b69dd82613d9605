import { resolve } from 'node:path'
import { BACKENDS_MAX } from '../limits/index.ts'
import { rangeFilesOf, wordListsOf } from './agent-places.ts'
import { databaseFilesOf } from './database-places.ts'
import { extendedNames } from './extended-names.ts'
import { networkFilesOf } from './network-places.ts'
import { PRESETS, PRESET_PREFIX, presetFile } from './presets.ts'
import { type Place, mapAt, textAt } from './place.ts'
import { Report } from './report.ts'
import { readSource } from './source.ts'
import { testFilesOf } from './test-places.ts'

/** A file that a configuration names, as whoever may read files found it. */
export type FileRead =
  | { readonly text: string }
  /** Why there is no text: completes `the file …`. A database is none, for whoever wants text. */
  | { readonly problem: string; readonly database?: DatabaseFile }

/** The bytes of a database, in memory that all threads share. */
export interface DatabaseFile {
  readonly memory: SharedArrayBuffer
  /** Of the bytes, so that nobody has to read them all again to compare. */
  readonly digest: string
}

/** The database that was read; undefined where that is none. */
export function databaseIn(read: FileRead | undefined): DatabaseFile | undefined {
  return read !== undefined && 'problem' in read ? read.database : undefined
}

/** By absolute path. */
export type FilesRead = ReadonlyMap<string, FileRead>

export const NO_FILES: FilesRead = new Map()

/** Keys below `tls` whose values are files. */
export const TLS_FILES = ['ca', 'certificate', 'key'] as const

/**
 * The files a configuration names, as absolute paths. They are read once, by the main thread, and
 * handed to every worker together with the text, so that all serve by the same.
 */
export function filesNamedIn(text: string, folder: string): readonly string[] {
  const { root } = readSource(text, new Report('', text))
  if (root === null) return []
  const backends = [...mapAt(root, 'backends').values()].slice(0, BACKENDS_MAX)
  const named = [
    ...backends.flatMap((backend) => tlsFilesOf(backend)),
    ...networkFilesOf(root),
    ...rangeFilesOf(root),
    ...wordListsOf(root),
    ...databaseFilesOf(root),
    ...testFilesOf(root),
  ]
  const presets = needsPresets(root) ? PRESETS.map((name) => presetFile(name)) : []
  return [...new Set([...named.map((path) => resolve(folder, path)), ...presets])]
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
