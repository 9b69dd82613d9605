import { resolve } from 'node:path'
import { readRanges } from '../../client/index.ts'
import { rangeFilesOf } from './agent-places.ts'
import { whyUnusable } from './agents.ts'
import { type FilesRead, type Surroundings, fileAt, textIn } from './file-read.ts'
import { quote } from '../text/mistake.ts'
import { type ReadText } from '../text/source.ts'

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
  { root }: Pick<ReadText, 'root'>,
  { folder, files: found }: Surroundings,
  before: FilesRead,
): SteadyFiles {
  const files = new Map(found)
  const now = { folder, files: found }
  const then = { folder, files: before }
  const kept: string[] = []
  for (const file of root === null ? [] : rangeFilesOf(root)) {
    const copy = fileAt(file, then)
    if (whyUnusable(copy) !== null) continue
    const why =
      whyUnusable(fileAt(file, now)) ?? whyShrunken(countIn(file, now), countIn(file, then))
    if (why === null) continue
    files.set(resolve(folder, file), copy)
    kept.push(`the list ${quote(file)} ${why}: the copy read before stays in force`)
  }
  return { files, kept }
}

function whyShrunken(now: number, then: number): string | null {
  return now * SHRINK_MAX < then ? `has shrunk from ${then} networks to ${now}` : null
}

function countIn(file: string, around: Surroundings): number {
  const text = textIn(file, around)
  const ranges = text === null ? null : readRanges(text)
  return ranges?.ok === true ? ranges.networks.length : 0
}
