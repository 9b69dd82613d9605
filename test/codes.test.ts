import t from 'tap'
import { EXIT } from '../src/cli/index.ts'
import { FAILURES } from '../src/proxy/answers/failure.ts'
import { REFUSALS } from '../src/proxy/reading/refusal.ts'
import { PROOF_REFUSALS } from '../src/proxy/doors/silent-door.ts'
import { builtInLimit } from '../src/policies/index.ts'
import { readTables, withTables } from './support/codes/page.ts'
import { CODE_TABLES } from './support/codes/tables.ts'
import { filesIn, readProjectFile, type SourcePath } from './support/sources.ts'
import { factsOf } from './support/facts.ts'

/*
 * Every code that somebody can meet stands in docs/codes.md with what to do, and no other. The lists
 * in the source are the measure; that they are whole is held by the compiler, and by what is sought
 * in the texts here.
 */

const page = readProjectFile('docs/codes.md')
const tables = readTables(page)

const sources = filesIn('src').filter((path) => /\.(ts|js)$/.test(path))
const documents = [
  ...filesIn('docs').filter((path) => path.endsWith('.md')),
  ...['README', 'ARCHITECTURE', 'CONTRIBUTING', 'SECURITY', 'CHANGELOG'].map(
    (name) => `${name}.md`,
  ),
]

/** Of the environment, what tests, their runner and benchmarks read. */
const variables = soughtIn(
  ['test', 'bench', 'tools'].flatMap(filesIn).filter((path) => /\.(ts|cjs)$/.test(path)),
  /process\.env(?:\.|\[')(PAART_[A-Z_]+)/g,
)

/** Of the environment, what the gate reads. */
const variablesOfGate = soughtIn(sources, /\benv(?:\.|\[')([A-Z_]+)\b/g)

/** All that a pattern finds in files, each once, by the file it was found in first. */
function soughtIn(paths: readonly SourcePath[], pattern: RegExp): ReadonlyMap<string, SourcePath> {
  const found = new Map<string, SourcePath>()
  for (const path of paths) {
    for (const [, code = ''] of readProjectFile(path).matchAll(pattern)) {
      if (!found.has(code)) found.set(code, path)
    }
  }
  return found
}

t.test('every list of codes has its table, and every table its list', async (t) => {
  t.same([...tables.keys()].toSorted(), Object.keys(CODE_TABLES).toSorted())
})

for (const [name, { rows, written }] of Object.entries(CODE_TABLES)) {
  t.test(`the table of ${name} has what there is, each with what to do`, async (t) => {
    const told = tables.get(name) ?? new Map<string, readonly string[]>()
    const missing = [...rows.keys()].filter((code) => !told.has(code))
    const stale = [...told.keys()].filter((code) => !rows.has(code))
    t.same(missing, [], 'not in docs/codes.md: run "npm run docs" and say what to do')
    t.same(stale, [], 'in docs/codes.md and nowhere else: run "npm run docs"')
    const silent = [...told].filter(([, cells]) => cells.slice(-written.length).includes(''))
    t.same(
      silent.map(([code]) => code),
      [],
      'nothing is said of what to do',
    )
  })
}

t.test('what the source knows of the codes is told as it is: run "npm run docs"', async (t) => {
  t.equal(withTables(page), page)
})

t.test('a code that is new has an empty place, and one that is gone leaves', async (t) => {
  const without = page.replace(/^\| `urn:paart:deny`.*\n/m, '')
  const remade = withTables(without.replace('| `urn:paart:error` |', '| `urn:paart:gone` |'))
  t.match(remade, '| `urn:paart:deny` |  |  |  |')
  t.notMatch(remade, 'urn:paart:gone')
})

t.test('a line that is shown for a mistake has that mistake', async (t) => {
  const shown = mistakesShown()
  // What the machine has to be asked about is in no golden text, but in some test.
  const tests = filesIn('test').filter((path) => path.endsWith('.test.ts'))
  const tried = tests.map(readProjectFile).join('\n')
  for (const [code, cells] of tables.get('mistakes') ?? []) {
    const [, example = ''] = cells
    const line = example.slice(1, -1)
    t.ok(shown.get(code)?.has(line) ?? tried.includes(line), `${code}: ${line}`)
  }
})

/** By code, the lines that golden texts show under it. */
function mistakesShown(): ReadonlyMap<string, ReadonlySet<string>> {
  const shown = new Map<string, Set<string>>()
  for (const path of filesIn('test/golden')) {
    const blocks = readProjectFile(path).matchAll(/\[(PAART_\w+)\]\n\d+ \| +(.*)\n/g)
    for (const [, code = '', line = ''] of blocks) {
      shown.set(code, (shown.get(code) ?? new Set()).add(line))
    }
  }
  return shown
}

/** What the source says; the words of a type are not said by listing them. */
const said = sources.map((path) => readProjectFile(path).replaceAll(/^\s*\| '.*$/gm, '')).join('\n')

t.test('every word of a list is said somewhere beside it', async (t) => {
  const lists = [
    'mistakes',
    'request',
    'backend',
    'gate',
    'policy',
    'mode',
    'notes',
    'doors',
    'closed',
  ]
  for (const name of lists) {
    const codes = [...(CODE_TABLES[name]?.rows.keys() ?? [])]
    t.same(
      codes.filter((code) => !isSaid(code)),
      [],
      `${name}: in a list, and nowhere else`,
    )
  }
})

/** As a text, not as a key; `proof wrong` may be put together of `proof ${…}` and `'wrong'`. */
function isSaid(code: string): boolean {
  if (isQuoted(code)) return true
  const [first, ...rest] = code.split(' ')
  return said.includes(`\`${first} \${`) && isQuoted(rest.join(' '))
}

function isQuoted(text: string): boolean {
  return said.split(`'${text}'`).some((after, at) => at > 0 && !after.startsWith(':'))
}

t.test('no source says a code, and no document names one, that is not in the tables', async (t) => {
  const known = new Set([...variables.keys(), ...variablesOfGate.keys()])
  for (const rows of tables.values()) for (const code of rows.keys()) known.add(code)
  const codes = /(?<![\w-])(PAART_[A-Z_]*[A-Z]|paart_[a-z_]*[a-z](?!:)|urn:paart:[a-z]+)\b/g
  for (const [code, path] of soughtIn([...sources, ...documents], codes)) {
    const name = code.replace(/_(?:bucket|sum|count)$/, '')
    t.ok(known.has(code) || known.has(name), `${code} in ${path}`)
  }
})

t.test('no document gives a reason that is none', async (t) => {
  const whats = ['request', 'backend', 'gate', 'policy']
  const known = new Set(
    whats.flatMap((what) =>
      [...(tables.get(what)?.keys() ?? [])].map((name) => `${what}: ${name}`),
    ),
  )
  // A line of a configuration can look the same.
  const lines = new Set([...(tables.get('mistakes')?.values() ?? [])].map(([, line = '']) => line))
  for (const [spelled, path] of soughtIn(
    documents,
    /`((?:request|backend|gate|policy): [^`]+)`/g,
  )) {
    t.ok(known.has(spelled) || lines.has(`\`${spelled}\``), `${spelled} in ${path}`)
  }
})

t.test("the gate's own limits are told of", async (t) => {
  const own = [...soughtIn(sources, /what: '(?:limit|rule)', name: '([^']+)'/g).keys()]
  const spared = [factsOf({ purpose: 'preflight' }), factsOf({ path: '/robots.txt' })]
  t.same(
    own,
    spared.map((facts) => builtInLimit(facts)?.reason.name),
  )
  for (const name of own) t.match(page, `\`limit: ${name}\``)
})

t.test('the statuses are those that are sent', async (t) => {
  const sent = new Map<string, number>()
  for (const [name, { status }] of Object.entries({ ...REFUSALS, ...FAILURES })) {
    sent.set(name, status)
  }
  for (const [name, [status]] of Object.entries(PROOF_REFUSALS)) sent.set(`proof ${name}`, status)
  for (const name of ['request', 'backend', 'gate']) {
    for (const [reason, cells] of tables.get(name) ?? []) {
      const status = sent.get(reason) ?? statusOfParser(reason)
      if (status !== undefined) t.equal(cells.at(-2), String(status), reason)
    }
  }
})

function statusOfParser(code: string): number | undefined {
  const [, status] = new RegExp(`\\['${code}', (\\d{3})\\]`).exec(said) ?? []
  return status === undefined ? undefined : Number(status)
}

t.test('the help of the command names the same exit codes', async (t) => {
  const [, listed = ''] = /Exit codes: (0 [^]*?)\./.exec(said) ?? []
  t.same(listed.match(/\d+/g), Object.values(EXIT).map(String))
})

t.test('every variable that a program reads is told of, and no other', async (t) => {
  const told = soughtIn(['CONTRIBUTING.md'], /\b(PAART_[A-Z_]+)=/g)
  t.same([...variables.keys()].toSorted(), [...told.keys()].toSorted(), 'in CONTRIBUTING.md')
  const section = page.slice(page.indexOf('\n## Environment\n'))
  const toldOfGate = [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
  t.same([...variablesOfGate.keys()].toSorted(), toldOfGate, 'in docs/codes.md')
})
