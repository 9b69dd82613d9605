import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { measure, waitsIn } from '../../tools/tests/measured.ts'
import { testsReached } from '../../tools/tests/reach.ts'
import { tableOf } from '../../tools/tests/table.ts'
import { partsIn } from '../../tools/tests/tap-text.ts'
import { type Tree, isProgram } from '../../tools/tests/tree.ts'

const NEAR = new URL('../../tools/tests/near.ts', import.meta.url).pathname
const TIMES = new URL('../../tools/tests/times.ts', import.meta.url).pathname
const NODE_MODULES = new URL('../../node_modules', import.meta.url).pathname

/** The test runner loads itself into every child; none of these is one of its tests. */
const ENV = { PATH: process.env['PATH'] }

function small(files: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(files).map(([path, text]) => [path, isProgram(path) ? text : null]))
}

/** By itself: else this file would be taken to import it. */
const DAY = "'../src/model/day.ts'"

const TREE = small({
  'src/model/index.ts': `export { type Word, wordOf } from './word.ts'\nexport { dayOf } from './day.ts'\n`,
  'src/model/word.ts': `export type Word = string\nexport function wordOf(): Word {}\n`,
  'src/model/day.ts': '',
  'src/model/place.ts': '',
  'src/house/index.ts': `export { hold } from './rooms/index.ts'\n`,
  'src/house/rooms/index.ts': `export { hold } from './hold.ts'\nexport { let as allow } from './let.ts'\n`,
  'src/house/rooms/hold.ts': `import {\n  dayOf,\n} from '../../model/index.ts'\nnew Worker(new URL('thread.ts', import.meta.url))\n`,
  'src/house/rooms/let.ts': `import { type Place } from '../../model/place.ts'\nimport { type Word } from '../../model/index.ts'\n`,
  'src/house/rooms/thread.ts': 'const page = new URL(`../pages/${name}.html`, import.meta.url)\n',
  'src/house/pages/door.html': '',
  'src/house/pages/door.css': '',
  'src/house/browser/solve.client.js': '',
  'src/house/scripts.ts': `for (const part of ['solve', 'test', 'docs']) load(part)\n`,
  'bin/gate': 'exec node "$here/src/house/scripts.ts"\n',
  'docs/page.md': '',
  'test/support/gate.ts': `import * as house from '../../src/house/index.ts'\n`,
  'test/support/command.ts': `spawn(new URL('../../bin/gate', import.meta.url))\n`,
  'test/data/cases.json': '',
  'test/word.test.ts': `import { wordOf } from '../src/model/index.ts'\n`,
  'test/day.test.ts': `const { dayOf } = await import(${DAY})\n`,
  'test/house.test.ts': `import './support/gate.ts'\n`,
  'test/command.test.ts': `import { start } from './support/command.ts'\nstart('test')\n`,
  'test/data.test.ts': `read('../test/data/cases.json', import.meta.dirname)\n`,
  'test/docs.test.ts': `for (const path of filesIn('docs')) t.ok(path)\n`,
})

const ALL = [...TREE.keys()].filter((path) => path.endsWith('.test.ts')).toSorted()

const reaches: readonly [changed: string, tests: string, why: string][] = [
  ['src/model/word.ts', 'word', 'by the name that is asked for at the door, and nobody else'],
  ['src/model/day.ts', 'day house', 'itself, and by a door behind a door'],
  ['src/model/index.ts', 'house word', 'a door is stood on itself'],
  ['src/model/place.ts', '', 'of types nothing runs'],
  ['src/house/rooms/let.ts', '', 'what a door has and nobody asks for'],
  ['src/house/rooms/thread.ts', 'house', 'a thread is named'],
  ['src/house/pages/door.html', 'house', 'what is named but for a part of it'],
  ['src/house/pages/door.css', '', 'and has that ending'],
  ['src/house/browser/solve.client.js', 'command', 'a script, by its name without the ending'],
  ['bin/gate', 'command', 'a program of the shell'],
  ['test/data/cases.json', 'data', 'data'],
  ['docs/page.md', 'docs', 'a folder that is listed; a word alone is no folder'],
  ['docs/gone.md', 'docs', 'what was removed'],
  ['test/day.test.ts', 'day', 'a test reaches itself'],
  ['LICENSE', '', 'what nobody names'],
]

t.test('a change reaches the tests that run what it changes', async (t) => {
  for (const [changed, tests, why] of reaches) {
    const want = tests.split(' ').filter(Boolean)
    t.strictSame(
      testsReached(TREE, [changed]),
      want.map((name) => `test/${name}.test.ts`),
      `${changed}: ${why}`,
    )
  }
  t.strictSame(testsReached(TREE, ['docs/page.md', 'src/model/word.ts']), [
    'test/docs.test.ts',
    'test/word.test.ts',
  ])
  t.strictSame(testsReached(TREE, ['package-lock.json']), ALL, 'other packages are under all')
})

/** A checkout in small, committed. */
function checkout(t: Test, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-near-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) write(folder, path, text)
  symlinkSync(NODE_MODULES, join(folder, 'node_modules'))
  git(folder, 'init', '--quiet')
  commit(folder)
  return folder
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.lu', ...args], {
    cwd,
    env: ENV,
  })
}

function commit(folder: string): void {
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', 'so far')
}

function run(
  cwd: string,
  program: string,
  ...args: readonly string[]
): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, [program, ...args], { cwd, env: ENV, encoding: 'utf8' })
}

const CHECKOUT = {
  '.gitignore': 'node_modules\n.tap\n',
  'package.json': '{ "type": "module", "tap": { "type-strip-only": true } }',
  'src/sum.ts': 'export const sum = (a: number, b: number): number => a + b\n',
  'test/sum.test.ts': `import t from 'tap'\nimport { sum } from '../src/sum.ts'\nt.equal(sum(1, 2), 3)\n`,
  'test/other.test.ts': `import t from 'tap'\nt.fail('it is not asked')\n`,
}

t.test('what is not committed is tested, or what came since a revision', async (t) => {
  const folder = checkout(t, CHECKOUT)
  const nothing = run(folder, NEAR)
  t.match(nothing, { status: 0, stdout: '0 files changed since HEAD reach 0 tests\n' })

  write(folder, 'src/sum.ts', `${CHECKOUT['src/sum.ts']}\n`)
  const listed = '1 files changed since HEAD reach 1 tests\ntest/sum.test.ts\n'
  t.match(run(folder, NEAR, '--list'), { status: 0, stdout: listed })
  const passed = run(folder, NEAR)
  t.equal(passed.status, 0, String(passed.stdout))
  t.match(passed.stdout, /ok\b.*sum\.test\.ts/)
  t.notMatch(passed.stdout, 'other.test.ts')

  write(folder, 'src/sum.ts', CHECKOUT['src/sum.ts'].replace('+', '-'))
  write(folder, 'test/new.test.ts', '')
  commit(folder)
  t.match(run(folder, NEAR, '--list', 'HEAD~1').stdout, 'test/new.test.ts\ntest/sum.test.ts\n')
  const failed = run(folder, NEAR, 'HEAD~1')
  t.equal(failed.status, 1)
  t.match(failed.stdout, 'should be equal')
})

t.test('an unknown revision is told, and wrong usage', async (t) => {
  const folder = checkout(t, CHECKOUT)
  t.match(run(folder, NEAR, 'nowhere'), { status: 1, stderr: /nowhere/ })
  const usage = 'usage: npm run test:near [-- [--list] [REVISION]]\n'
  t.match(run(folder, NEAR, 'HEAD', 'HEAD'), { status: 2, stderr: usage })
  t.match(run(folder, NEAR, '--all'), { status: 2, stderr: usage })
})

t.test('a file is measured: its parts, its timers, whether it passed', async (t) => {
  const folder = checkout(t, {
    ...CHECKOUT,
    'test/slow.test.ts': `import t from 'tap'
import { Worker } from 'node:worker_threads'
const later = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))
t.test('it waits', () => later(200))
t.test('a thread does', (t) => {
  new Worker(new URL('../src/thread.ts', import.meta.url)).once('exit', () => t.end())
})`,
    'src/thread.ts': 'setTimeout(() => undefined, 201)\n',
  })
  const { ok, cpuMs, wallMs, parts, waits } = await measure(join(folder, 'test/slow.test.ts'))
  t.ok(ok)
  t.ok(cpuMs === null || cpuMs > 0)
  t.ok(wallMs >= 401)
  t.strictSame(
    parts.map(({ name }) => name),
    ['it waits', 'a thread does'],
  )
  t.match(waits, [
    { from: /src\/thread\.ts:1$/, count: 1, longestMs: 201 },
    { from: /test\/slow\.test\.ts:3$/, count: 1, longestMs: 200 },
  ])
  t.notOk((await measure(join(folder, 'test/other.test.ts'))).ok)

  const table = run(folder, TIMES, 'test/sum.test.ts', 'test/other.test.ts')
  t.equal(table.status, 1, 'one of them fails')
  t.match(table.stdout, /\n +\d+\.\d .* test\/other\.test\.ts {2}FAILED\n/)
  t.match(table.stdout, 'all 2, one after the other')
})

t.test('parts are read out of a report', async (t) => {
  const report = `TAP version 14
# Subtest: one
    ok 1 - should be equal
    1..1
ok 1 - one # time=1234.5ms
not ok 2 - two # time=2s
ok 3 - three # SKIP
1..3
# time=3250.1ms
`
  t.strictSame(partsIn(report), [
    { name: 'one', ok: true, ms: 1234.5 },
    { name: 'two', ok: false, ms: 2000 },
  ])
})

t.test('timers of one place are told together', async (t) => {
  t.strictSame(waitsIn('300 src/a.ts:1\n5000 src/b.ts:2\n250 src/a.ts:1\n'), [
    { from: 'src/b.ts:2', count: 1, longestMs: 5000 },
    { from: 'src/a.ts:1', count: 2, longestMs: 300 },
  ])
})

t.test('the slowest come first, with what they wait for', async (t) => {
  const quick = { path: 'test/a.test.ts', ok: true, wallMs: 900, cpuMs: 1000, parts: [], waits: [] }
  const slow = {
    path: 'test/b.test.ts',
    ok: false,
    wallMs: 12_345,
    cpuMs: 2345,
    parts: [
      { name: 'short', ok: true, ms: 499 },
      { name: 'long', ok: true, ms: 1500 },
      { name: 'longer', ok: true, ms: 9000 },
    ],
    waits: [{ from: 'src/a.ts:7', count: 2, longestMs: 5000 }],
  }
  const unknown = { ...quick, path: 'test/c.test.ts', wallMs: 800, cpuMs: null }
  t.equal(
    tableOf([unknown, quick, slow], 3),
    `seconds    CPU  waits  file
   12.3    2.3   10.0  test/b.test.ts  FAILED
                       9.0 s: longer
                       1.5 s: long
                       timers of src/a.ts:7: 2, up to 5000 ms
    0.9    1.0    0.0  test/a.test.ts
    0.8      ?      ?  test/c.test.ts
   14.0    3.3   10.0  all 3, one after the other`,
  )
  t.notMatch(tableOf([unknown, quick, slow], 1), 'test/a.test.ts')
})
