/**
 * Told without a version: what the fragments in `changes/` would say of the next release. With one:
 * writes them into CHANGELOG.md under that version and today's date (or SOURCE_DATE_EPOCH's), takes
 * them away, and gives package.json, its lock file and publiccode.yml the version. Commits nothing.
 */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  NOT_RELEASED,
  changelogText,
  readChangelog,
  releaseText,
  withFragments,
} from './changelog.ts'
import { GUIDE, readFragments } from './fragment.ts'
import { NO_NOTES, release } from './release.ts'
import { withReleased, withVersion } from './version.ts'

/** Wrong usage, as in the gate's own commands. */
const USAGE_EXIT = 2

function filesOfFragments(): ReadonlyMap<string, string> {
  const names = existsSync('changes') ? readdirSync('changes') : []
  const fragments = names.filter((name) => name !== GUIDE)
  return new Map(fragments.map((name) => [name, readFileSync(join('changes', name), 'utf8')]))
}

function today(): string {
  const epoch = process.env['SOURCE_DATE_EPOCH']
  const now = epoch === undefined ? new Date() : new Date(Number(epoch) * 1000)
  return now.toISOString().slice(0, '2026-12-01'.length)
}

function preview(): void {
  const fragments = readFragments(filesOfFragments())
  if (fragments.length === 0) return console.log('no changes since the last release')
  const notes = withFragments(NO_NOTES, fragments)
  console.log(releaseText({ version: 'next', date: NOT_RELEASED, notes }).trimEnd())
}

function make(version: string): void {
  const files = filesOfFragments()
  const changelog = readChangelog(readFileSync('CHANGELOG.md', 'utf8'))
  const date = today()
  const next = release(changelog, readFragments(files), { version, date })
  writeFileSync('CHANGELOG.md', changelogText(next))
  for (const file of ['package.json', 'package-lock.json']) {
    writeFileSync(file, withVersion(readFileSync(file, 'utf8'), version))
  }
  const published = readFileSync('publiccode.yml', 'utf8')
  writeFileSync('publiccode.yml', withReleased(published, version, date))
  for (const name of files.keys()) rmSync(join('changes', name))
  console.log(`${version}: ${files.size} changes told in CHANGELOG.md; read it, then commit`)
}

const [version, ...more] = process.argv.slice(2)
if (more.length > 0 || version?.startsWith('-') === true) {
  console.error('usage: npm run changes [-- VERSION]')
  process.exit(USAGE_EXIT)
}
try {
  if (version === undefined) preview()
  else make(version)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
