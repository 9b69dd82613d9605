import { resolve } from 'node:path'

/** A file that a configuration names, as whoever may read files found it. */
export type FileRead =
  /** Of a picture one character for each byte (latin1); of everything else UTF-8. */
  | { readonly text: string }
  /** Why there is no text: completes `the file …`. A database is none, for whoever wants text. */
  | { readonly problem: string; readonly database?: DatabaseFile }

/** The bytes of a database, in memory that all threads share. */
export interface DatabaseFile {
  readonly memory: SharedArrayBuffer
  /** Of the bytes, so that nobody has to read them all again to compare. */
  readonly digest: string
}

/** By absolute path; a variable of the environment by its name behind `env:`. */
export type FilesRead = ReadonlyMap<string, FileRead>

export const NO_FILES: FilesRead = new Map()

/** What stands before the name of a variable among the files. */
export const ENV_PREFIX = 'env:'

/** What is looked at besides the text of a configuration. */
export interface Surroundings {
  /** Absolute: what relative paths are relative to. */
  readonly folder: string
  readonly files: FilesRead
}

/** What was found at a path that a configuration names, as it is written there. */
export function fileAt(path: string, { folder, files }: Surroundings): FileRead {
  return files.get(resolve(folder, path)) ?? { problem: 'was not read' }
}

/** Its text; null where nothing is named, or there is none. */
export function textIn(path: string | undefined, around: Surroundings): string | null {
  const read = path === undefined ? null : fileAt(path, around)
  return read !== null && 'text' in read ? read.text : null
}
