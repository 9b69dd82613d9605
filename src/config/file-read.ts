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

/** The database that was read; undefined where that is none. */
export function databaseIn(read: FileRead | undefined): DatabaseFile | undefined {
  return read !== undefined && 'problem' in read ? read.database : undefined
}

/** By absolute path. */
export type FilesRead = ReadonlyMap<string, FileRead>

export const NO_FILES: FilesRead = new Map()
