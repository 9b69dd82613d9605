import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { NOT_RELEASED, readChangelog } from '../../tools/changes/changelog.ts'
import { GUIDE, readFragments } from '../../tools/changes/fragment.ts'
import { readProjectFile } from '../support/sources.ts'

const PROGRAM = new URL('../../tools/changes/run.ts', import.meta.url).pathname
const CHANGES = new URL('../../changes/', import.meta.url)

/** 2026-12-01, whatever the day is. */
const ENV = { ...process.env, SOURCE_DATE_EPOCH: '1796083200' }

const INTRO = '# Changelog\n\nFor operators.\n\n'
const RELEASED = `${INTRO}## 0.1.0 (2026-11-30)\n\n### Added\n\n- The gate.\n`
const WAITING = RELEASED.replace('2026-11-30', NOT_RELEASED)

const FRAGMENTS = {
  'doors.added.md': 'A door for whoever has\n`no key`.\n',
  'answers.fixed.md': 'Answers arrive.\n',
  'bolts.added.md': 'Bolts.\n',
  'holes.security.md': 'A hole is closed.\n',
}

/** A project of these texts alone. */
function project(
  t: Test,
  changelog: string,
  fragments: Readonly<Record<string, string>> = FRAGMENTS,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-changes-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'changes'))
  const versioned = { name: 'gate', version: '0.1.0' }
  const packages = { '': versioned, 'node_modules/other': { version: '0.1.0' } }
  const lock = { ...versioned, lockfileVersion: 3, packages }
  const files = {
    'CHANGELOG.md': changelog,
    'package.json': `${JSON.stringify({ ...versioned, dependencies: {} }, null, 2)}\n`,
    'package-lock.json': `${JSON.stringify(lock, null, 2)}\n`,
    'publiccode.yml': 'name: Gate\nplatforms:\n  - web\n',
    [`changes/${GUIDE}`]: '# How to\n',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  for (const [name, text] of Object.entries(fragments)) {
    writeFileSync(join(folder, 'changes', name), text)
  }
  return folder
}

function change(cwd: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, [PROGRAM, ...args], { cwd, env: ENV, encoding: 'utf8' })
}

function refuse(cwd: string, ...args: readonly string[]): string {
  const ended = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: ENV,
    encoding: 'utf8',
  })
  return `${ended.status} ${ended.stderr.trimEnd()}`
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')

const NEXT_NOTES = `
### Added

- Bolts.
- A door for whoever has
  \`no key\`.

### Fixed

- Answers arrive.

### Security

- A hole is closed.
`

t.test('a release tells its fragments by section and takes them away', async (t) => {
  const folder = project(t, RELEASED)
  change(folder, '0.2.0')
  const next = `## 0.2.0 (2026-12-01)\n${NEXT_NOTES}\n`
  t.equal(read(folder, 'CHANGELOG.md'), INTRO + next + RELEASED.slice(INTRO.length))
  t.strictSame(readdirSync(join(folder, 'changes')), [GUIDE])
})

t.test('a release gives the project its version, and nothing else another one', async (t) => {
  const folder = project(t, RELEASED)
  change(folder, '0.10.0')
  const lock = JSON.parse(read(folder, 'package-lock.json')) as {
    version: string
    packages: Readonly<Record<string, { version: string }>>
  }
  t.equal((JSON.parse(read(folder, 'package.json')) as { version: string }).version, '0.10.0')
  t.equal(lock.version, '0.10.0')
  t.equal(lock.packages['']?.version, '0.10.0')
  t.equal(lock.packages['node_modules/other']?.version, '0.1.0')
})

t.test('two releases follow each other', async (t) => {
  const folder = project(t, RELEASED)
  change(folder, '0.2.0')
  writeFileSync(join(folder, 'changes', 'more.changed.md'), 'More.\n')
  change(folder, '1.0.0')
  t.equal(
    read(folder, 'publiccode.yml'),
    "name: Gate\nsoftwareVersion: '1.0.0'\nreleaseDate: '2026-12-01'\nplatforms:\n  - web\n",
  )
  t.match(read(folder, 'CHANGELOG.md'), /## 1\.0\.0[^]*- More\.\n\n## 0\.2\.0[^]*## 0\.1\.0/)
})

t.test('a version that waits is dated, and gets what was told since', async (t) => {
  const folder = project(t, WAITING)
  change(folder, '0.1.0')
  t.equal(
    read(folder, 'CHANGELOG.md'),
    `${INTRO}## 0.1.0 (2026-12-01)\n${NEXT_NOTES.replace('- Bolts', '- The gate.\n- Bolts')}`,
  )
})

t.test('without a version the next notes are shown and nothing is written', async (t) => {
  const folder = project(t, RELEASED)
  t.equal(change(folder), `## next (${NOT_RELEASED})\n${NEXT_NOTES}`)
  t.equal(change(project(t, RELEASED, {})), 'no changes since the last release\n')
  t.equal(read(folder, 'CHANGELOG.md'), RELEASED)
  t.equal(readdirSync(join(folder, 'changes')).length, 1 + Object.keys(FRAGMENTS).length)
})

t.test('what cannot be released is refused, and nothing is written', async (t) => {
  const released = project(t, RELEASED)
  t.equal(refuse(released, '0.1.0'), '1 0.1.0 is not later than 0.1.0')
  t.equal(refuse(released, '0.0.9'), '1 0.0.9 is not later than 0.1.0')
  t.equal(refuse(released, 'v2'), '1 no version like 1.2.3: v2')
  t.equal(refuse(released, '--help'), '2 usage: npm run changes [-- VERSION]')
  t.equal(refuse(project(t, WAITING), '0.2.0'), '1 0.1.0 is not released yet')
  const empty = project(t, RELEASED, {})
  t.equal(refuse(empty, '0.2.0'), '1 no changes to release: no file in changes/')
  t.equal(
    refuse(project(t, '# Changelog\n'), '0.2.0'),
    '1 CHANGELOG.md: no heading like "## 1.2.3 (2026-12-01)"',
  )
  t.equal(read(released, 'CHANGELOG.md'), RELEASED)
})

t.test('every mistake in the fragments is told at once', async (t) => {
  const folder = project(t, RELEASED, {
    'Big.added.md': 'A.\n',
    'a.removed.md': 'A.\n',
    'b.fixed.md': 'One.\n\nTwo.\n',
    'c.fixed.md': '- A list.\n',
    'd.fixed.md': 'No stop\n',
    'e.fixed.md': `${'long '.repeat(30)}.\n`,
    'f.fixed.md': '',
  })
  t.equal(
    refuse(folder, '0.2.0'),
    `1 Big.added.md: is to be named like what-changed.fixed.md, with one of added, changed, fixed, security
a.removed.md: is to be named like what-changed.fixed.md, with one of added, changed, fixed, security
b.fixed.md: is to be one paragraph
c.fixed.md: is to be prose: no list, no heading
d.fixed.md: is to end with a full stop
e.fixed.md: has a line of more than 120 characters
f.fixed.md: is to be one paragraph`,
  )
})

t.test("the project's own fragments are well formed", async (t) => {
  const names = readdirSync(CHANGES).filter((name) => name !== GUIDE)
  const files = new Map(names.map((name) => [name, readFileSync(new URL(name, CHANGES), 'utf8')]))
  t.equal(readFragments(files).length, names.length)
})

t.test("the changelog's newest version is the project's", async (t) => {
  const { version } = JSON.parse(readProjectFile('package.json')) as { version: string }
  const { newest } = readChangelog(readProjectFile('CHANGELOG.md'))
  t.equal(newest.version, version)
  t.match(newest.date, /^(?:\d{4}-\d{2}-\d{2}|not released yet)$/)
})
