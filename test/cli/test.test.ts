import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { fakeTerminal } from '../support/terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-tests-'))
const home = process.cwd()
process.chdir(folder)
t.teardown(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true, force: true })
})

const PLAIN = configText({ backendPort: 1 })
const NAMING = configText({ backendPort: 1, rest: 'tests: [policy.yaml]' })
const HOLDS = 'tests: [{ name: a page passes, request: GET /, expect: pass }]\n'
const FAILS = 'tests: [{ name: a page is denied, request: GET /, expect: deny }]\n'
writeFileSync('plain.yaml', PLAIN)
writeFileSync('naming.yaml', NAMING)
writeFileSync('broken.yaml', PLAIN.replace('version: 1', 'version: 2'))
writeFileSync('policy.yaml', HOLDS)
writeFileSync('holds.yaml', HOLDS)
writeFileSync('fails.yaml', FAILS)
writeFileSync('wrong.yaml', HOLDS.replace('pass }', 'psas }'))
writeFileSync('preset.yaml', `policy: preset/browser-forms\n${HOLDS}`)

const one = 'holds  a page passes  (pass, policy: default)\n1 policy test: all hold\n'
const failed = `FAILS  a page is denied  (pass, policy: default)
holds  a page passes  (pass, policy: default)
2 policy tests: 1 fails
`

for (const { argv, code, out = '', err = '' } of [
  { argv: ['test', 'holds.yaml', '--config', 'plain.yaml'], code: 0, out: one },
  { argv: ['test', '--config', 'naming.yaml'], code: 0, out: one },
  { argv: ['test', 'preset.yaml', '--config', 'missing.yaml'], code: 0, out: one },
  { argv: ['--quiet', 'test', '--config', 'naming.yaml'], code: 0 },
  {
    argv: ['test', 'fails.yaml', 'holds.yaml', '--config', 'plain.yaml'],
    code: 1,
    out: failed,
    err: /^fails\.yaml:1:59: error: "a page is denied": expected decision deny; got decision pass \[PAART_TEST_FAILED\]\n1 \| [^]*\^\nhint: decided by policy: default, plain\.yaml:\d+\n\n1 mistake\n$/,
  },
  {
    argv: ['test', 'wrong.yaml', '--config', 'plain.yaml'],
    code: 3,
    err: /^wrong\.yaml:1:\d+: error: "expect" must be [^]*hint: did you mean "pass"\?\n\n1 mistake\n$/,
  },
  { argv: ['test', 'holds.yaml', '--config', 'broken.yaml'], code: 3, err: /^broken\.yaml:2:10: / },
  {
    argv: ['test', '--config', 'plain.yaml'],
    code: 2,
    err: 'paart: plain.yaml names no tests; name a file of tests, or add "tests:"\n',
  },
  {
    argv: ['test', 'missing.yaml'],
    code: 1,
    err: /^paart: the file of tests missing\.yaml cannot be read: .*ENOENT/,
  },
  {
    argv: ['check', '--config', 'naming.yaml'],
    code: 0,
    out: 'naming.yaml is valid, and its one policy test holds\n',
    err: /^naming\.yaml:\d+:1: warning: [^]*2 warnings\n$/,
  },
]) {
  t.test(`paart ${argv.join(' ')}`, async (t) => {
    const terminal = fakeTerminal()
    t.equal(await main(argv, terminal), code)
    t.equal(terminal.outText(), out)
    if (typeof err === 'string') t.equal(terminal.errText(), err)
    else t.match(terminal.errText(), err)
  })
}

t.test('as JSON a test tells what was decided and where', async (t) => {
  const terminal = fakeTerminal()
  t.equal(await main(['test', '--json', 'fails.yaml', '--config', 'plain.yaml'], terminal), 1)
  const report: unknown = JSON.parse(terminal.outText())
  t.match(report, {
    ok: false,
    tests: [
      {
        name: 'a page is denied',
        file: 'fails.yaml',
        line: 1,
        ok: false,
        decision: 'pass',
        reason: 'policy: default',
        decidedBy: { file: 'plain.yaml' },
        differences: [{ what: 'decision', expected: 'deny', got: 'pass' }],
      },
    ],
    mistakes: [{ code: 'PAART_TEST_FAILED', column: 59 }],
  })
  t.equal(terminal.errText(), '')
})

t.test('tests that a configuration names must hold before it comes into force', async (t) => {
  const own = mkdtempSync(join(tmpdir(), 'paart-file-'))
  const put = (tests: string): void => writeFileSync(join(own, 'policy.yaml'), tests)
  put(HOLDS)
  const gate = await startFileGate(t, NAMING, own)
  const { hash } = (await gate.ask('GET', '/status')).report
  put(FAILS)
  t.match(await gate.ask('POST', '/reload'), {
    status: 422,
    report: {
      ok: false,
      mistakes: [{ file: join(own, 'policy.yaml'), code: 'PAART_TEST_FAILED' }],
      workers: [{ hash }],
    },
  })
  t.match(
    (await gate.askText('POST', '/reload')).text,
    /expected decision deny; [^]*stays in force/,
  )
  const terminal = fakeTerminal()
  t.equal(await main(['reload', '--config', gate.file], terminal), 3)
  t.equal(await main(['check', '--config', gate.file], terminal), 3)
  t.equal(await main(['run', '--config', gate.file], terminal), 3, 'nothing starts by it either')
  t.match(terminal.errText(), /policy\.yaml:1:59: error: /)
  rmSync(join(own, 'policy.yaml'))
  t.match((await gate.ask('POST', '/reload')).report, {
    mistakes: [
      { file: gate.file, code: 'PAART_TEST_FILE', message: /"policy.yaml" cannot be read/ },
    ],
  })
  put(`${HOLDS}# the same\n`)
  t.equal((await gate.ask('POST', '/reload')).status, 200)
})
