import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { COUNTED_JOURNEYS, default as counted } from '../../tools/tests/counted.ts'
import { eventually } from '../support/eventually.ts'

const RUN = new URL('../../tools/tests/run.ts', import.meta.url).pathname
const NODE_MODULES = new URL('../../node_modules', import.meta.url).pathname

interface Checkout {
  readonly folder: string
  /** What is put there while it runs. */
  readonly temporary: string
}

const PACKAGE =
  '{ "name": "paart", "version": "0.0.0", "type": "module", "tap": { "type-strip-only": true } }'
const SUM = 'export const sum = (a: number, b: number): number => a + b\n'

function checkout(t: Test, files: Readonly<Record<string, string>>): Checkout {
  const root = mkdtempSync(join(tmpdir(), 'paart-runner-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  const [folder, temporary] = [join(root, 'checkout'), join(root, 'temporary')]
  mkdirSync(temporary)
  const all = { 'package.json': PACKAGE, 'src/sum.ts': SUM, ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  symlinkSync(NODE_MODULES, join(folder, 'node_modules'))
  return { folder, temporary }
}

/** The test runner loads itself into every child; none of these is one of its tests. */
function environment({ temporary }: Checkout): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], TMPDIR: temporary }
}

function run(
  checkout: Checkout,
  more: Readonly<Record<string, string>> = {},
): ReturnType<typeof spawnSync> {
  const env = { ...environment(checkout), ...more }
  return spawnSync(process.execPath, [RUN], {
    cwd: checkout.folder,
    env,
    encoding: 'utf8',
  })
}

const ALONE = `import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import t from 'tap'
const [sum, program, later] = ['sum', 'program', 'later'].map((name) => new URL(\`../src/\${name}.ts\`, import.meta.url))
writeFileSync(sum, 'export const sum = (): string => "another"\\n')
writeFileSync(later, 'export const later: number = 7\\n')
t.equal((await import(sum.href)).sum(1, 2), 3)
t.equal(execFileSync(process.execPath, [program.pathname], { encoding: 'utf8' }), '3\\n')
const thread = new Worker(program, { stdout: true })
t.equal(String((await once(thread.stdout, 'data'))[0]), '3\\n')
t.equal((await import(later.href)).later, 7, 'what came later is there as well')
`

/** What the gate begins with, and a part of it. */
const GATE = {
  'src/cli/main.ts': `import { place } from '../control/place.ts'
console.log(JSON.stringify([import.meta.main, import.meta.filename, place()]))
`,
  'src/control/place.ts': `export const place = (): unknown[] => [
  new Error().stack?.includes('place.ts'),
  import.meta.main,
  import.meta.url,
  import.meta.filename,
  import.meta.dirname,
]
`,
  'src/control/examining/examiner.ts': '',
  'src/control/worker/worker.ts': '',
  'test/place.test.ts': `import { execFileSync } from 'node:child_process'
import t from 'tap'
const { place } = await import(new URL('../src/control/place.ts', import.meta.url).href)
const main = new URL('../src/cli/main.ts', import.meta.url).pathname
t.equal(place()[0], true)
const told = JSON.parse(execFileSync(process.execPath, [main], { encoding: 'utf8' }))
const dist = told[1].replace(/\\/src\\/cli\\/main-whole\\.js$/, '')
t.match(dist, process.env.TMPDIR)
t.strictSame(told, [
  true,
  dist + '/src/cli/main-whole.js',
  [false, false, 'file://' + dist + '/src/control/place.js', dist + '/src/control/place.js', dist + '/src/control'],
])
`,
}

const SUMS = `import t from 'tap'\nimport { sum } from '../src/sum.ts'\nt.equal(sum(1, 2), 3)\n`

/** What one program compiled the next one finds, but where coverage is counted. */
const CACHE = `import { getCompileCacheDir } from 'node:module'
${SUMS}t.equal(getCompileCacheDir() === undefined, process.env.PAART_TEST_COVERAGE === '1')
`

const MAP = `import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
${SUMS}t.equal(findSourceMap(fileURLToPath(import.meta.resolve('tap'))), undefined)
`

/** A line that nothing reaches. */
const UNREACHED = `type Number = {\n  a: number\n}\n\n${SUM}\nexport function never(a: number): number {\n  return a\n}\n`

/** What tap says of a file that passed. */
const passed = (name: string): RegExp => new RegExp(`^ok \\d+ - test/${name}\\.test\\.ts`, 'm')

t.test('a run of tests, of which none is counted', async (t) => {
  const place = checkout(t, {
    ...GATE,
    'src/sum.ts': UNREACHED,
    'src/program.ts': `import { sum } from './sum.ts'\nconsole.log(sum(1, 2))\n`,
    'test/alone.test.ts': ALONE,
    'test/cache.test.ts': CACHE,
    'test/map.test.ts': MAP,
  })
  const { status, stdout } = run(place)
  t.match(stdout, passed('alone'), 'programs run as they were when it began, in threads too')
  t.match(
    stdout,
    passed('place'),
    'the gate begins with what a package has, and its parts find their places there',
  )
  t.match(stdout, passed('cache'), 'what one program compiled the next one finds')
  t.match(stdout, passed('map'), 'no source map of a package is read')
  t.equal(status, 0, String(stdout))
  t.notMatch(stdout, /sum\.ts +\|/, 'what is not reached is nobody told')
  t.strictSame(readdirSync(place.temporary), [], 'nothing is left')
})

t.test('where lines are counted, what the gate begins with is many modules', async (t) => {
  t.equal(run(checkout(t, GATE), { PAART_TEST_COVERAGE: '1' }).status, 1)
})

t.test('what is not reached is told by its line', async (t) => {
  const place = checkout(t, { 'src/sum.ts': UNREACHED, 'test/sum.test.ts': SUMS })
  const { status, stdout } = run(place, { PAART_TEST_COVERAGE: '1' })
  t.equal(status, 1)
  t.match(stdout, /sum\.ts +\| .* \| 8-9 /)
})

t.test('each journey that is counted is there, and counts', async (t) => {
  for (const path of COUNTED_JOURNEYS) t.strictSame(counted(path), [], path)
})

t.test('what tests of whole programs reach is not counted, and read as by everybody', async (t) => {
  const place = checkout(t, {
    'test/cache.test.ts': CACHE,
    'test/support/command.ts': '',
    'test/journeys/whole.test.ts': `import '../support/command.ts'
import { getCompileCacheDir } from 'node:module'
import t from 'tap'
const { never } = await import(new URL('../../src/never.ts', import.meta.url).href)
never(false)
t.not(getCompileCacheDir(), undefined)
`,
    'src/never.ts': `export function never(is: boolean): void {\n  if (is) throw new Error('never')\n}\n`,
  })
  const { status, stdout } = run(place, { PAART_TEST_COVERAGE: '1' })
  t.equal(status, 0, String(stdout))
  t.notMatch(stdout, /never\.ts/)
  t.strictSame(readdirSync(place.temporary), [], 'nothing is left')
})

/** Passes where the other one runs meanwhile. */
function meets(own: string, other: string): string {
  return `import { existsSync, writeFileSync } from 'node:fs'
import t from 'tap'
t.test('it meets the other', async (t) => {
  writeFileSync('${own}', '')
  for (let looks = 0; looks < 2_000 && !existsSync('${other}'); looks++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  t.ok(existsSync('${other}'))
})
`
}

t.test('two files run at once, on few cores too', async (t) => {
  const place = checkout(t, {
    'test/one.test.ts': meets('one', 'two'),
    'test/two.test.ts': meets('two', 'one'),
  })
  const { status, stdout } = run(place)
  t.equal(status, 0, String(stdout))
})

t.test('a run that is told to end leaves nothing', async (t) => {
  const place = checkout(t, { 'test/one.test.ts': meets('one', 'two') })
  const child = spawn(process.execPath, [RUN], {
    cwd: place.folder,
    env: environment(place),
    stdio: 'ignore',
  })
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve))
  await eventually('it runs', () => readdirSync(place.folder).includes('one'))
  child.kill('SIGTERM')
  writeFileSync(join(place.folder, 'two'), '')
  t.not(await ended, null, 'it has ended by itself')
  t.strictSame(readdirSync(place.temporary), [])
})
