import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { openConnection } from '../support/http.ts'
import { fakeTerminal } from '../support/terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-cli-'))
const home = process.cwd()
process.chdir(folder)
t.teardown(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true, force: true })
})

const VALID = configText({ backendPort: 1 })
/** With all that its pages can say. */
const WHOLE = `${VALID}
privacy: { logRetention: 30d, legalBasis: public-task, authority: CNPD }`
  .replace(/(?=(?<=^contact: .*) }$)/m, ', controller: Office, dpo: dpo@example.lu')
  .replace('    backend: app', '    backend: app\n    brand: { logo: logo.svg }')
writeFileSync('logo.svg', '<svg></svg>')
writeFileSync('valid.yaml', WHOLE)
writeFileSync('bare.yaml', VALID)
writeFileSync('warned.yaml', WHOLE.replace('policies:', 'policies:\n  idle: { challenge: never }'))
writeFileSync('invalid.yaml', VALID.replace('version: 1', 'version: 2\nsights: []'))

const helps = [
  'run',
  'demo',
  'reload',
  'rollback',
  'upgrade',
  'explain',
  'test',
  'replay',
  'ban',
  'allow',
  'unban',
  'bans',
  'bans import',
  'mode',
  'keys',
  'keys rotate',
  'keys revoke',
  'keys secret',
  'pass',
  'pass issue',
  'pass revoke',
  'complaint',
  'server',
  'server drain',
  'server up',
  'worker',
  'worker restart',
]

const cases = [
  { argv: ['--help'], code: 0, out: golden('help'), err: '' },
  ...helps.map((command) => ({
    argv: [...command.split(' '), '--help'],
    code: 0,
    out: golden(`help-${command.replace(' ', '-')}`),
    err: '',
  })),
  { argv: ['--version'], code: 0, out: /^\d+\.\d+\.\d+\n$/, err: '' },
  { argv: [], code: 2, out: '', err: golden('help') },
  {
    argv: ['chek'],
    code: 2,
    out: '',
    err: "error: unknown command 'chek'\n(Did you mean check?)\n",
  },
  { argv: ['check', '--jsn'], code: 2, out: '', err: /^error: unknown option '--jsn'\n/ },
  { argv: ['check', 'extra'], code: 2, out: '', err: /^error: too many arguments/ },
  { argv: ['check', '--config'], code: 2, out: '', err: /^error: .* argument missing\n$/ },
  {
    argv: ['demo', '--port', '65536'],
    code: 2,
    out: '',
    err: /A port is a number from 0 to 65535/,
  },
  { argv: ['demo', '--port', 'x'], code: 2, out: '', err: /A port is a number from 0 to 65535/ },
  { argv: ['check', '--config', 'valid.yaml'], code: 0, out: 'valid.yaml is valid\n', err: '' },
  { argv: ['--quiet', 'check', '--config', 'valid.yaml'], code: 0, out: '', err: '' },
  {
    argv: ['check', '--config', 'valid.yaml', '--json'],
    code: 0,
    out: '{"ok":true,"mistakes":[]}\n',
    err: '',
  },
  {
    argv: ['check', '--config', 'bare.yaml'],
    code: 0,
    out: 'bare.yaml is valid\n',
    err: /^bare\.yaml:\d+:1: warning: .* \[PAART_PRIVACY\]\n[^]*\[PAART_NO_LOGO\]\n[^]*2 warnings\n$/,
  },
  {
    argv: ['check', '--config', 'warned.yaml'],
    code: 0,
    out: 'warned.yaml is valid\n',
    err: /^warned\.yaml:\d+:3: warning: .* \[PAART_UNUSED\]\n/,
  },
  {
    argv: ['check', '--config', 'invalid.yaml'],
    code: 3,
    out: '',
    err: /^invalid\.yaml:2:10: error: [^]*\ninvalid\.yaml:3:1: error: [^]*\n2 mistakes\n$/,
  },
  {
    argv: ['check', '--quiet', '--config', 'invalid.yaml'],
    code: 3,
    out: '',
    err: /2 mistakes\n$/,
  },
  { argv: ['run', '--config', 'invalid.yaml'], code: 3, out: '', err: /^invalid.*2 mistakes\n$/s },
  {
    argv: ['check', '--config', 'missing.yaml'],
    code: 1,
    out: '',
    err: /^paart: the configuration missing\.yaml cannot be read: .*ENOENT.*\n$/,
  },
  {
    argv: ['run', '--config', '.'],
    code: 1,
    out: '',
    err: 'paart: the configuration . cannot be read: it is a folder\n',
  },
  {
    argv: ['check'],
    code: 1,
    out: '',
    err: /^paart: the configuration \.\/config\/paart\.yaml cannot be read/,
  },
]

function golden(name: string): string {
  return readFileSync(new URL(`../golden/cli/${name}.txt`, import.meta.url), 'utf8')
}

t.test('what is typed decides the exit code, and who is told what', async (t) => {
  for (const { argv, code, out, err } of cases) {
    const terminal = fakeTerminal()
    const name = `paart ${argv.join(' ')}`
    t.equal(await main(argv, terminal), code, name)
    for (const [got, want] of [
      [terminal.outText(), out],
      [terminal.errText(), err],
    ] as const) {
      if (typeof want === 'string') t.equal(got, want, name)
      else t.match(got, want, name)
    }
  }
})

t.test('without a name the configuration is the first that is there', async (t) => {
  const none = /configuration \.\/config\/paart\.yaml cannot be read/
  const cases = [
    { places: ['./config/paart.yaml', 'valid.yaml'], out: 'valid.yaml is valid\n', err: '' },
    { places: ['bare.yaml', 'valid.yaml'], out: 'bare.yaml is valid\n', err: /warnings/ },
    { places: ['./config/paart.yaml', 'none.yaml'], out: '', err: none },
    { env: 'valid.yaml', places: ['bare.yaml'], out: 'valid.yaml is valid\n', err: '' },
  ]
  for (const { env, places: configPlaces, out, err } of cases) {
    const terminal = fakeTerminal({ env: { PAART_CONFIG: env }, configPlaces })
    await main(['check'], terminal)
    t.equal(terminal.outText(), out, configPlaces.join(' '))
    t.match(terminal.errText(), err)
  }
})

t.test('mistakes as JSON have everything an editor needs', async (t) => {
  const terminal = fakeTerminal()
  t.equal(await main(['check', '--json', '--config', 'invalid.yaml'], terminal), 3)
  const where = { file: 'invalid.yaml', severity: 'error' }
  const first = { ...where, line: 2, column: 10, code: 'PAART_VALUE', hint: null }
  const second = { ...where, line: 3, column: 1, code: 'PAART_UNKNOWN_KEY' }
  const report: unknown = JSON.parse(terminal.outText())
  t.match(report, {
    ok: false,
    mistakes: [
      { ...first, message: '"version" must be 1, not 2' },
      { ...second, message: 'unknown key "sights"', hint: /^known here: version, / },
    ],
  })
  t.equal(terminal.errText(), '')
})

t.test('run serves until a signal, and says so', async (t) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const terminal = fakeTerminal()
    const ended = main(['run', '--config', 'warned.yaml'], terminal)
    await eventually('it listens', () => terminal.listens() > 0)
    t.match(terminal.errText(), /warning: .*\[PAART_UNUSED\][^]*1 warning\n/)
    t.match(terminal.errText(), /^paart: listening on http:\/\/127\.0\.0\.1:\d+ \(warned\.yaml\)$/m)
    terminal.send('SIGUSR1')
    t.equal(terminal.listens(), 4, 'SIGUSR1 ends nothing')
    const before = terminal.errText().length
    terminal.send('SIGHUP')
    await eventually('it tells', () => terminal.errText().includes('SIGHUP: done'))
    t.match(
      terminal.errText().slice(before),
      / is in force already\npaart: reload by SIGHUP: done\n$/,
    )
    terminal.send(signal)
    terminal.send('SIGHUP')
    t.equal(await ended, 0)
    t.match(
      terminal.errText(),
      /finishing what is under way; once more ends at once\npaart: nothing was reloaded: the gate is draining\npaart: ended in good order\n$/,
    )
    t.equal(terminal.listens(), 0, 'signals are nobody’s business any more')
    t.strictSame(terminal.exits, [])
  }
})

t.test('whoever has read that it serves may end it in that moment', async (t) => {
  for (const [argv, words] of [
    [['run', '--config', 'valid.yaml'], 'listening on'],
    [['demo', '--port', '0'], 'stands at'],
  ] as const) {
    const terminal = fakeTerminal()
    let heard: number | null = null
    const err = (text: string): void => {
      if (text.includes(words)) heard = terminal.listens()
      terminal.err(text)
    }
    const ended = main(argv, { ...terminal, err })
    await eventually('it is told', () => heard !== null && terminal.listens() > 0)
    t.equal(heard, 4, words)
    terminal.send('SIGTERM')
    t.equal(await ended, 0)
  }
})

t.test('a second signal ends at once, its echo does not', async (t) => {
  const terminal = fakeTerminal()
  const ended = main(['--quiet', 'run', '--config', 'valid.yaml'], terminal)
  await eventually('it listens', () => terminal.listens() > 0)
  t.equal(terminal.errText(), '', 'quietly')
  terminal.send('SIGINT')
  terminal.advance(499)
  terminal.send('SIGTERM')
  t.strictSame(terminal.exits, [])
  terminal.advance(1)
  terminal.send('SIGINT')
  t.strictSame(terminal.exits, [1])
  t.equal(await ended, 0)
})

t.test('demo shows the gate before its application, and ends both', async (t) => {
  const terminal = fakeTerminal()
  const ended = main(['demo', '--port', '0'], terminal)
  await eventually('it listens', () => terminal.listens() > 0)
  const [, port = ''] = /stands at http:\/\/127\.0\.0\.1:(\d+) /.exec(terminal.errText()) ?? []
  const [, behind = ''] = /listens at http:\/\/127\.0\.0\.1:(\d+) /.exec(terminal.errText()) ?? []
  t.match(terminal.errText(), `http://127.0.0.1:${port}/inquiries/1 `)
  t.match(terminal.errText(), 'Stop with Ctrl-C')
  terminal.send('SIGINT')
  t.equal(await ended, 0)
  for (const gone of [port, behind]) {
    await t.rejects(openConnection(Number(gone)), { code: 'ECONNREFUSED' })
  }
})

t.test('a port in use is one line that names it', async (t) => {
  const other = await new Promise<Server>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  })
  t.teardown(() => other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const terminal = fakeTerminal()
  t.equal(await main(['demo', '--port', String(port)], terminal), 1)
  const want = `paart: 127.0.0.1:${port} is in use by another program or another gate\n`
  t.equal(terminal.errText(), want)
})
