import { type Stats } from 'node:fs'

/** What the system says of a path. */
export type FoundAt = Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO'>

/**
 * What a path leads to that is no file; null for a file. What is read from a pipe is gone, and one that
 * nobody writes to would be waited for without end: only the pipe that a shell has just opened is read.
 */
export function whyNoFile(path: string, found: FoundAt): string | null {
  if (found.isDirectory()) return 'a folder'
  if (found.isFile() || (found.isFIFO() && /^\/(?:dev|proc)\//.test(path))) return null
  return found.isFIFO() ? 'a pipe: name a file' : 'no file'
}
