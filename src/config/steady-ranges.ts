import { resolve } from 'node:path'
import { readRanges } from '../client/index.ts'
import { rangeFilesOf } from './agent-places.ts'
import { whyUnusable } from './agents.ts'
import { type FileRead, type FilesRead } from './file-read.ts'
import { quote } from './mistake.ts'
import { Report } from './report.ts'
import { readSource } from './source.ts'

/** An update with fewer than half of the networks before is taken for a broken one. */
const SHRINK_MAX = 2

/** Files as a new configuration shall have them, and what to tell of those that stay as they were. */
export interface SteadyFiles {
  readonly files: FilesRead
  readonly kept: readonly string[]
}

/**
 * Keeps the copy in force of every list of ranges whose update cannot be used or has shrunk: a vendor's
 * bad day must make strangers of nobody's crawlers.
 */
export function steadyRanges(
  written: { readonly text: string; readonly files: FilesRead },
  folder: string,
  before: FilesRead,
): SteadyFiles {
  const { root } = readSource(written.text, new Report('', written.text))
  const files = new Map(written.files)
  const kept: string[] = []
  for (const file of root === null ? [] : rangeFilesOf(root)) {
    const path = resolve(folder, file)
    const copy = before.get(path)
    if (copy === undefined || whyUnusable(copy) !== null) continue
    const why = whyUnusable(files.get(path)) ?? whyShrunken(files.get(path), copy)
    if (why === null) continue
    files.set(path, copy)
    kept.push(`the list ${quote(file)} ${why}: the copy read before stays in force`)
  }
  return { files, kept }
}

function whyShrunken(read: FileRead | undefined, copy: FileRead): string | null {
  const [now, then] = [countOf(read), countOf(copy)]
  return now * SHRINK_MAX < then ? `has shrunk from ${then} networks to ${now}` : null
}

function countOf(read: FileRead | undefined): number {
  const ranges = read !== undefined && 'text' in read ? readRanges(read.text) : null
  return ranges?.ok === true ? ranges.networks.length : 0
}
