import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { orderFileOf, saveOrders } from '../../src/control/operators/order-file.ts'
import { GOOGLEBOT, TRIED } from '../support/trial.ts'
import { fakeTerminal } from '../support/terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-explain-'))
const home = process.cwd()
process.chdir(folder)
t.teardown(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true, force: true })
})
writeFileSync('paart.yaml', TRIED)
writeFileSync('googlebot.json', GOOGLEBOT)
writeFileSync('broken.yaml', TRIED.replace('version: 1', 'version: 2'))
const many = Array.from(
  { length: 40 },
  (_, index) => `      - { name: rule ${index}, when: { path: /${index} }, then: deny }`,
)
writeFileSync('many.yaml', TRIED.replace('    rules:\n', `    rules:\n${many.join('\n')}\n`))

writeFileSync(
  'preset.yaml',
  TRIED.replace('  read:\n', '  read:\n    extends: preset/ai-crawlers\n'),
)

const NOON = ['--at', '2026-01-07T12:00:00+01:00', '--config', 'paart.yaml']

const PREFLIGHT = ['-H', 'Origin: https://a.lu', '-H', 'Access-Control-Request-Method: PUT']

mkdirSync('run')
const ordered = { madeMs: 1, untilMs: Date.parse('2026-01-07T13:00:00Z'), by: 'anna' }
const network = { kind: 'network', network: '198.51.100.0/24' } as const
const plain = { kind: 'site', site: 'plain' } as const
saveOrders(orderFileOf('run/keys.json'), {
  nextId: 8,
  withdrawn: [],
  list: [
    { kind: 'ban', id: 6, target: network, inShadow: false, reason: 'scraper', ...ordered },
    { kind: 'mode', id: 7, mode: 'under-attack', target: plain, reason: '', ...ordered },
  ],
})

/** The text of each stands in `test/golden/cli/explained`. */
const EXPLAINED = {
  'a page that passes': ['GET', '/', '--as', 'firefox'],
  'a form that nobody was checked for': [
    'POST',
    'https://portal.example.lu/form/1',
    '--as',
    'chrome',
  ],
  'a form with a pass': ['POST', '/form/1', '--as', 'chrome', '--pass', 'worked'],
  'a page with a pass that ends soon': [
    'GET',
    '/form/1',
    '--as',
    'chrome',
    '--pass',
    'worked',
    '--pass-age',
    '10021m',
  ],
  'a form whose pass has lapsed': [
    'POST',
    '/form/1',
    '--as',
    'chrome',
    '--pass',
    'worked',
    '--pass-age',
    '7d',
  ],
  'a bad tool': ['GET', '/', '-H', 'User-Agent: sqlmap/1', '-H', 'X-A: b', '-H', 'X-A: c'],
  'a network that asked for much': ['GET', '/', '--as', 'firefox', '--after', '9/500ms'],
  'a pass that is used too fast': [
    'GET',
    '/',
    '--as',
    'firefox',
    '--pass',
    'worked',
    '--after',
    '14/500ms',
  ],
  'a crawler that a preset denies': [
    'GET',
    '/',
    '-H',
    'User-Agent: GPTBot/1.2',
    '--config',
    'preset.yaml',
  ],
  'a preflight': ['OPTIONS', '/form/1', ...PREFLIGHT],
  'a preflight too many': ['OPTIONS', '/form/1', ...PREFLIGHT, '--after', '150/900ms'],
  'an icon where everybody is asked': ['GET', 'http://a.plain.lu/favicon.ico'],
  'icons too many': ['HEAD', '/favicon.ico', '--after', '300/900ms'],
  'what is in shadow': ['DELETE', '/trial', '--as', 'firefox'],
  'a path with two readings': ['GET', '/%66orm/1', '--as', 'firefox', '--ip', '2001:db8::7'],
  'a path with sixteen readings': ['GET', '/form//a%2fb/c;v=1/', '--as', 'firefox'],
  'a path that may be any': ['GET', '/%61%62%63/%2e%2e;a/%2fd//..;/', '--as', 'firefox'],
  'a path of the gate': ['GET', '/.paart/privacy'],
  'a network that is banned': ['GET', '/', '--as', 'firefox', '--ip', '198.51.100.7'],
  'a site under attack': ['GET', 'http://a.plain.lu/', '--as', 'firefox'],
  'a host of nobody': ['GET', 'http://nobody.example/'],
}

for (const [name, argv] of Object.entries(EXPLAINED)) {
  t.test(name, async (t) => {
    const terminal = fakeTerminal()
    t.equal(await main(['explain', ...NOON, ...argv], terminal), 0)
    t.equal(terminal.errText(), '')
    const file = new URL(
      `../golden/cli/explained/${name.replaceAll(' ', '-')}.txt`,
      import.meta.url,
    )
    const got = `paart explain ${argv.join(' ')}\n\n${terminal.outText()}`
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, got)
    else t.equal(got, readFileSync(file, 'utf8'))
  })
}

for (const { argv, code, err } of [
  {
    argv: ['https://portal.example.lu/'],
    code: 2,
    err: 'error: before an address stands a method, such as GET\n',
  },
  { argv: ['GET', 'portal'], code: 2, err: /It is https:\/\/host\/path or \/path\./ },
  { argv: ['GET', '/', '--ip', '1.2'], code: 2, err: /It is an address such as 203\.0\.113\.7\./ },
  { argv: ['GET', '/', '-H', 'User-Agent'], code: 2, err: /It is "Name: value"\./ },
  {
    argv: ['GET', '/', '--pass-age', '7d'],
    code: 2,
    err: 'error: --pass-age is of the pass that --pass names\n',
  },
  { argv: ['GET', '/', '--pass-age', '7'], code: 2, err: /It is a duration such as 90m or 6d\./ },
  { argv: ['GET', '/', '--at', 'now'], code: 2, err: /It is a time such as/ },
  {
    argv: ['GET', '/', '--after', '60'],
    code: 2,
    err: /It is at most 10000 requests in at most 2d/,
  },
  { argv: ['GET', '/', '--after', '60/3d'], code: 2, err: /It is at most 10000 requests/ },
  { argv: ['GET', '/', '--as', 'lynx'], code: 2, err: /Allowed choices are firefox, chrome, curl/ },
  { argv: ['GET', '/', '--config', 'broken.yaml'], code: 3, err: /^broken\.yaml:1:10: error: / },
  { argv: ['GET', '/', '--config', 'missing.yaml'], code: 1, err: /cannot be read/ },
]) {
  t.test(`paart explain ${argv.join(' ')}`, async (t) => {
    const terminal = fakeTerminal()
    t.equal(await main(['explain', ...argv], terminal), code)
    if (typeof err === 'string') t.equal(terminal.errText(), err)
    else t.match(terminal.errText(), err)
  })
}

t.test('of many rules that say nothing only some are listed', async (t) => {
  const terminal = fakeTerminal()
  await main(['explain', 'GET', '/', '--config', 'many.yaml'], terminal)
  t.match(terminal.outText(), /^\(and 1\d more that say nothing\)$/m)
})

t.test(
  'as JSON it has all that a reference has, every reading and what would change it',
  async (t) => {
    const terminal = fakeTerminal()
    const argv = ['--json', 'explain', 'POST', '/form/1', '--as', 'firefox', ...NOON]
    t.equal(await main(argv, terminal), 0)
    t.match(JSON.parse(terminal.outText()), {
      reference: null,
      decision: 'challenge',
      reason: 'policy: always',
      score: 0,
      decidedBy: { file: 'paart.yaml', line: 27 },
      readings: [{ path: '/form/1', route: 'form', policy: 'form' }],
      changes: ['a fresh pass of clearance worked would let it through'],
    })
    t.match(JSON.parse(terminal.outText()).steps.at(-1), {
      what: 'policy',
      name: 'always',
      verdict: 'challenge',
      points: 0,
      file: 'paart.yaml',
      line: 27,
    })
    const broken = fakeTerminal()
    t.equal(await main(['--json', 'explain', 'GET', '/', '--config', 'broken.yaml'], broken), 3)
    t.match(JSON.parse(broken.outText()), { ok: false, mistakes: [{ line: 1 }] })
  },
)
