import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { PROGRAMS } from '../tools/package/bundle.ts'
import {
  filesIn,
  folderOf,
  importsIn,
  importsOf,
  loadedWith,
  readProjectFile,
  roomOf,
} from './support/sources.ts'

/**
 * Who stands on whom: an import goes to a lower level only. `config` and `proxy` never meet. The
 * demonstration stands beside the house and imports nothing of it.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  demo: [],
  client: ['model'],
  limits: ['model'],
  record: ['model'],
  kept: ['model', 'limits'],
  store: ['model', 'limits'],
  policies: ['model', 'client', 'limits'],
  'challenge-pages': ['model', 'client'],
  backends: ['model', 'client', 'limits'],
  building: ['model', 'client', 'policies'],
  config: ['model', 'client', 'limits', 'policies', 'challenge-pages', 'building'],
  proxy: ['model', 'client', 'limits', 'kept', 'record', 'policies', 'challenge-pages', 'backends'],
  rehearsal: ['model', 'client', 'limits', 'policies', 'config', 'proxy'],
  control: [
    'model',
    'client',
    'limits',
    'kept',
    'store',
    'record',
    'backends',
    'building',
    'config',
    'proxy',
    'rehearsal',
  ],
  cli: ['model', 'config', 'control', 'demo', 'rehearsal'],
}

/**
 * The rooms of a folder: an import goes to a room further left only. What lies at the door knows them all;
 * of what lies there the rooms know what is said beside them, which itself stands on none of them.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'challenge-pages': ['wire', 'wasm', 'browser', 'claim', 'proof', 'pages'],
  backends: ['http1'],
  client: ['addresses', 'signatures', 'looks', 'passes'],
  config: ['text', 'schema', 'files', 'checks', 'compiling', 'pages'],
  control: [
    'system',
    'figures',
    'listening',
    'operators',
    'crew',
    'directories',
    'worker',
    'examining',
    'changes',
    'upgrade',
  ],
  policies: ['orders', 'signals'],
  proxy: [
    'bounds',
    'spool',
    'hops',
    'reading',
    'arrival',
    'answers',
    'forwarding',
    'websocket',
    'doors',
    'kept',
  ],
}

/** What stands behind another door than that of its folder: who comes for the folder does not load it. */
const SECOND_DOORS: ReadonlySet<string> = new Set(['src/control/examining/index.ts'])

const KNOWN_AT_DOOR: Readonly<Record<string, readonly string[]>> = {
  proxy: [
    'asked.ts',
    'at-room.ts',
    'delivery.ts',
    'exchange.ts',
    'gate.ts',
    'headers.ts',
    'judging.ts',
  ],
}

/** In one folder nobody finds anything in more than that. */
const FILES_MAX = 25

/** Longer ones want a room of their own. */
const FILE_LINES_MAX = 300
const FUNCTION_LINES_MAX = 70
const FUNCTION_LINES_MEDIAN_MAX = 12

const sources = filesIn('src').filter((path) => /\.(ts|js)$/.test(path))
const typescript = sources.filter((path) => path.endsWith('.ts'))

t.test('an import goes to a lower level only, and through its door', async (t) => {
  for (const path of typescript) {
    const own = folderOf(path)
    for (const target of importsOf(path)) {
      const other = folderOf(target)
      if (other === own) continue
      t.ok(MAY_IMPORT[own]?.includes(other), `${path} may import ${other}/`)
      const isDoor = target === `src/${other}/index.ts` || SECOND_DOORS.has(target)
      t.ok(isDoor, `${path} enters ${other}/ by its door, not by ${target}`)
    }
  }
})

t.test('nothing that a worker runs leads to the store: no request can wait for it', async (t) => {
  const reached = new Set<string>()
  const waiting = ['src/control/worker/worker.ts', 'src/proxy/index.ts']
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    waiting.push(...importsOf(path))
  }
  t.ok(reached.size > 200, 'the road was walked')
  t.strictSame(
    [...reached].filter((path) => path.startsWith('src/store/')),
    [],
  )
  for (const path of typescript.filter((each) => !each.startsWith('src/store/'))) {
    t.notMatch(readProjectFile(path), /from '@redis\/|import\('@redis\//, path)
  }
})

t.test('a folder has few files, and what has many has rooms', async (t) => {
  const perFolder = Map.groupBy(filesIn('src'), (path) => path.split('/').slice(0, -1).join('/'))
  for (const [folder, paths] of perFolder) {
    t.ok(paths.length <= FILES_MAX, `${folder} has ${paths.length} files`)
  }
})

t.test('an import between the rooms of a folder goes one way', async (t) => {
  for (const [folder, order] of Object.entries(ROOMS)) {
    const inside = [...importsIn('src')].filter(([path]) => folderOf(path) === folder)
    const rooms = new Set(inside.map(([path]) => roomOf(path)).filter((room) => room !== ''))
    t.strictSame([...rooms].toSorted(), [...order].toSorted(), `the rooms of ${folder}`)
    for (const [path, targets] of inside) {
      for (const target of targets.filter((each) => folderOf(each) === folder)) {
        t.ok(mayEnter(path, target), `${path} may import ${target}`)
      }
    }
  }
})

function mayEnter(path: string, target: string): boolean {
  const folder = folderOf(path)
  const [from, to] = [roomOf(path), roomOf(target)]
  const base = path.split('/').at(-1) ?? ''
  const isKnown = (name: string): boolean => KNOWN_AT_DOOR[folder]?.includes(name) ?? false
  if (from === to) return true
  if (to === '') return isKnown(target.split('/').at(-1) ?? '')
  if (from === '') return !isKnown(base)
  const order = ROOMS[folder] ?? []
  return order.indexOf(to) < order.indexOf(from)
}

t.test(
  'who serves knows nothing of texts: what reads them lives in a thread for one compile',
  async (t) => {
    for (const program of ['src/control/worker/worker.ts', 'src/cli/gate-program.ts']) {
      const loaded = loadedWith(program)
      t.ok(loaded.has('jose') && loaded.has('src/building/index.ts'), 'all of it is looked at')
      const foreign = [...loaded].filter((target) =>
        /^(yaml|zod|undici|@redis\/client|src\/config\/.*)$/.test(target),
      )
      t.strictSame(foreign, [], program)
    }
    t.ok(loadedWith('src/control/examining/examiner.ts').has('yaml'))
    const served = [...loadedWith('src/cli/gate-program.ts')].filter((target) =>
      /^src\/(proxy|challenge-pages|rehearsal)\//.test(target),
    )
    t.strictSame(served, [], 'and who looks after them knows of no request')
  },
)

t.test('a package holds every program that a thread is started with', async (t) => {
  const named = typescript.flatMap((path) => [
    ...readProjectFile(path).matchAll(/programFile\('(\w+)'\)/g),
  ])
  t.ok(named.length > 1)
  for (const [, name = ''] of named)
    t.ok(
      PROGRAMS.some((path) => path.endsWith(`/${name}.ts`)),
      name,
    )
})

t.test('no file leads back to itself', async (t) => {
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) return void t.fail(`a cycle: ${[...trail, path].join(' -> ')}`)
    if (done.has(path)) return
    for (const target of importsOf(path)) walk(target, [...trail, path])
    done.add(path)
  }
  const programs = [...typescript, ...filesIn('bench'), ...filesIn('tools')]
  const all = programs.filter((path) => path.endsWith('.ts'))
  for (const path of all) walk(path, [])
  for (const path of all) t.ok(done.has(path), path)
})

t.test('a door is a table of contents: re-exports and nothing else', async (t) => {
  for (const path of typescript.filter((file) => file.endsWith('/index.ts'))) {
    const code = readProjectFile(path)
      .replaceAll(/\/\*[^]*?\*\//g, '')
      .replaceAll(/export (?:\*|\{[^}]*\}) from '[^']+'/g, '')
    t.equal(code.trim(), '', path)
  }
})

t.test('every file is reached by a test, by import or by its name', async (t) => {
  const reached = new Set<string>()
  const waiting = filesIn('test').filter((path) => path.endsWith('.test.ts'))
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    waiting.push(...importsOf(path))
    const named = [...readProjectFile(path).matchAll(/'([\w./-]+)'/g)].map(([, name]) => name ?? '')
    waiting.push(...sources.filter((source) => isNamed(source, named)))
  }
  for (const path of sources) t.ok(reached.has(path), path)
})

/** Started as a thread or a program, or sent to a browser: named in a text, not imported. */
function isNamed(source: string, names: readonly string[]): boolean {
  const base = source.split('/').at(-1) ?? ''
  const isProgram =
    source.endsWith('.client.js') || ['worker.ts', 'examiner.ts', 'generate.ts'].includes(base)
  return isProgram && names.some((name) => name.endsWith(base) || `${name}.client.js` === base)
}

t.test('files and functions stay small', async (t) => {
  for (const path of sources) {
    const lines = readProjectFile(path).split('\n').length - 1
    t.ok(lines <= FILE_LINES_MAX, `${path} has ${lines} lines`)
  }
  const functions = functionSizes()
  t.ok(functions.length > 300, 'the linter counted them')
  for (const { file, lines } of functions) {
    t.ok(lines <= FUNCTION_LINES_MAX, `a function in ${file} has ${lines} lines`)
  }
  const median = functions.map(({ lines }) => lines).toSorted((a, b) => a - b)
  t.ok((median[Math.floor(median.length / 2)] ?? 0) <= FUNCTION_LINES_MEDIAN_MAX, 'the median')
})

/** The linter's own count, made to complain about every function. */
function functionSizes(): readonly { readonly file: string; readonly lines: number }[] {
  const folder = mkdtempSync(join(tmpdir(), 'paart-tidy-'))
  const config = join(folder, 'oxlint.json')
  const options = { max: 0, skipBlankLines: true, skipComments: true }
  const rules = { 'max-lines-per-function': ['error', options] }
  writeFileSync(config, JSON.stringify({ categories: { correctness: 'off' }, rules }))
  const args = ['-c', config, '--format', 'json', 'src']
  // In an empty environment: the test runner loads itself into every child, and the linter then fails.
  const { stdout, stderr } = spawnSync(
    'env',
    ['-i', process.execPath, 'node_modules/oxlint/bin/oxlint', ...args],
    { encoding: 'utf8', maxBuffer: 1e8 },
  )
  rmSync(folder, { recursive: true })
  if (stdout === '') throw new Error(stderr)
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { message: string; filename: string }[]
  }
  return diagnostics.map(({ message, filename }) => ({
    file: filename,
    lines: Number(/\((\d+)\)/.exec(message)?.[1]),
  }))
}

t.test('no module keeps state: it is made in control/ and handed down', async (t) => {
  const state = /^(?:export )?(?:let |var |const \w+ = new (?:Map|Set|WeakMap|WeakSet|LRUCache)\b)/m
  for (const path of typescript) t.notMatch(readProjectFile(path), state, path)
})

t.test('the text of the project speaks of the project alone', async (t) => {
  const foreign = [/(^|[^a-zA-Z.])\/(work|farm)\//, /registry\.[a-z]+js\.org/]
  const texts = ['src', 'test', 'config', 'docs', 'bin'].flatMap(filesIn)
  const outside = texts.filter((path) => path !== 'test/tidy.test.ts' && !path.includes('/data/'))
  for (const path of outside) {
    for (const pattern of foreign) t.notMatch(readProjectFile(path), pattern, path)
  }
})
