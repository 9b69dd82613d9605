import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { type Tree, isProgram } from './tree.ts'

/** A listing of a large project: more than fits the default. */
const LISTING_BYTES_MAX = 64 * 1024 * 1024

function git(args: readonly string[]): readonly string[] {
  const listed = execFileSync('git', args, { encoding: 'utf8', maxBuffer: LISTING_BYTES_MAX })
  return listed.split('\0').filter((path) => path !== '')
}

/** The project in the working folder: what Git keeps, and what it would be given next. */
export function readTree(): Tree {
  const paths = git(['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  const present = paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
  return new Map(present.map((path) => [path, isProgram(path) ? readFileSync(path, 'utf8') : null]))
}

/**
 * What differs from a revision: by commits since, by what is not committed, by new files.
 *
 * @throws Error where Git does not know the revision.
 */
export function changedSince(revision: string): readonly string[] {
  const known = git([
    'diff',
    '-z',
    '--name-only',
    '--no-renames',
    '--end-of-options',
    revision,
    '--',
  ])
  return [...known, ...git(['ls-files', '-z', '--others', '--exclude-standard'])].toSorted()
}
