import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { LAUNCHER, startCommand } from '../support/command.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { GOOGLEBOT, TRIED } from '../support/trial.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-replay-'))
const home = process.cwd()
process.chdir(folder)
t.teardown(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true, force: true })
})

const line = (request: string, agent: string): string =>
  `203.0.113.7 - - [07/Jan/2026:12:00:00 +0100] "${request} HTTP/1.1" 200 12 "-" "${agent}"\n`
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'

writeFileSync('paart.yaml', TRIED)
writeFileSync('googlebot.json', GOOGLEBOT)
writeFileSync('broken.yaml', TRIED.replace('version: 1', 'version: 2'))
writeFileSync(
  'access.log',
  line('POST /form/1', FIREFOX) +
    line('GET /', FIREFOX) +
    line('GET /', 'Googlebot/2.1') +
    `garbage\n${'x'.repeat(200_000)}\n` +
    line('GET /nowhere%00', FIREFOX) +
    line('GET /', 'sqlmap').trimEnd(),
)
writeFileSync('long.log', `${line('GET /', FIREFOX)}${'x'.repeat(200_000)}`)
writeFileSync('empty.log', '')

const SAID = `4 requests from 2026-01-07T11:00:00.000Z to 2026-01-07T11:00:00.000Z: 2 would be decided otherwise
would challenge 100 % of POST form, class browser (1 of 1)
would deny 100 % of GET everything, class tool (1 of 1)
among them 0 of 1 by who says it is a crawler, 0 of 0 by verified crawlers
1 are of no site or route of this configuration
2 lines cannot be read: 4, 5
policies asked for what the log does not hold: verified crawlers (1)
signals are not judged: they need all header fields, which no log holds
nobody is taken to hold a pass: who is challenged once would pass from then on
`

for (const { argv, code, out = '', err = '' } of [
  { argv: ['access.log', '--config', 'paart.yaml'], code: 0, out: SAID },
  {
    argv: ['access.log', '--config', 'paart.yaml', '--host', 'nobody.example'],
    code: 1,
    out: 'nothing was judged of 7 lines\n5 are of no site or route of this configuration\n2 lines cannot be read: 4, 5\n',
  },
  {
    argv: ['empty.log', '--config', 'paart.yaml'],
    code: 1,
    out: 'nothing was judged of 0 lines\n',
  },
  { argv: ['long.log', '--config', 'paart.yaml'], code: 0, out: /^1 lines cannot be read: 2$/m },
  { argv: ['access.log', '--config', 'broken.yaml'], code: 3, err: /^broken\.yaml:1:10: / },
  {
    argv: ['gone.log', '--config', 'paart.yaml'],
    code: 1,
    err: /^paart: the log gone\.log cannot be read: .*ENOENT/,
  },
  { argv: [], code: 2, err: /missing required argument 'log'/ },
]) {
  t.test(`paart replay ${argv.join(' ')}`, async (t) => {
    const terminal = fakeTerminal()
    t.equal(await main(['replay', ...argv], terminal), code)
    for (const [got, want] of [
      [terminal.outText(), out],
      [terminal.errText(), err],
    ] as const) {
      if (typeof want === 'string') t.equal(got, want)
      else t.match(got, want)
    }
  })
}

const ACCESS = readFileSync('access.log')
writeFileSync(
  'access.log.1.gz',
  Buffer.concat([gzipSync(ACCESS.subarray(0, 300)), gzipSync(ACCESS.subarray(300))]),
)
writeFileSync('cut.gz', gzipSync(ACCESS).subarray(0, 100))

t.test('a rotated log is read as it lies, whatever its name', async (t) => {
  const terminal = fakeTerminal()
  t.equal(await main(['replay', 'access.log.1.gz', '--config', 'paart.yaml'], terminal), 0)
  t.equal(terminal.outText(), SAID)
  const cut = fakeTerminal()
  t.equal(await main(['replay', 'cut.gz', '--config', 'paart.yaml'], cut), 1)
  t.match(cut.errText(), /^paart: the log cut\.gz cannot be read: .*unexpected end of file/)
})

t.test('what is piped in is read, packed or not, in whatever pieces it comes', async (t) => {
  for (const bytes of [ACCESS, gzipSync(ACCESS)]) {
    const pieces = [bytes.subarray(0, 1), bytes.subarray(1, 40), bytes.subarray(40)]
    const terminal = fakeTerminal({ piped: pieces })
    t.equal(await main(['replay', '-', '--config', 'paart.yaml'], terminal), 0)
    t.equal(terminal.outText(), SAID)
  }
  const none = fakeTerminal({ piped: [] })
  t.equal(await main(['--json', 'replay', '-', '--config', 'paart.yaml'], none), 1)
  t.match(JSON.parse(none.outText()), { ok: false, lines: 0, requests: 0 })
})

t.test('through a pipe of the shell', async (t) => {
  const piped = spawnSync('sh', [
    '-c',
    `zcat -f access.log.1.gz | ${LAUNCHER} replay - --config paart.yaml`,
  ])
  t.equal(String(piped.stdout), SAID, String(piped.stderr))
  t.equal(piped.status, 0)
})

t.test('many kinds of requests are cut short for people, not for scripts', async (t) => {
  const routes = Array.from(
    { length: 50 },
    (_, index) => `      - { name: r${index}, path: /r${index}, policy: form }`,
  )
  writeFileSync('many.yaml', TRIED.replace('    routes:\n', `    routes:\n${routes.join('\n')}\n`))
  writeFileSync('many.log', routes.map((_, index) => line(`GET /r${index}`, FIREFOX)).join(''))
  const terminal = fakeTerminal()
  await main(['replay', 'many.log', '--config', 'many.yaml'], terminal)
  t.match(terminal.outText(), '(and 10 kinds of requests more)')
  const json = fakeTerminal()
  t.equal(await main(['--json', 'replay', 'many.log', '--config', 'many.yaml'], json), 0)
  const report = JSON.parse(json.outText())
  t.match(report, { ok: true, requests: 50, bad: { count: 0 } })
  t.equal(report.changes.length, 50)
})

t.test("a gate's own log, judged by the same configuration, shows no difference", async (t) => {
  const origin = await startOrigin({ respond: () => answer({ status: 200, body: 'backend' }) })
  t.teardown(origin.close)
  const limits = '[{ name: site, key: network, rate: 1/h, burst: 5, over: limit }]'
  const policies = `open: { challenge: never, limits: ${limits} }`
  const text = configText({ backendPort: origin.port, policies })
  const gate = await startFileGate(t, text)
  for (let request = 0; request < 8; request++) await get(gate.port, '/')
  await gate.stop()
  const log = join(gate.folder, 'access.log')
  t.equal(readFileSync(log, 'utf8').split('"limit"').length - 1, 3)
  const same = startCommand(['--config', gate.file, 'replay', log], { cwd: folder })
  t.equal(await same.ended, 0, same.err())
  t.match(same.out(), /^8 requests from .*: 0 would be decided otherwise$/m)
  gate.write(text.replace('burst: 5', 'burst: 2'))
  const stricter = startCommand(['--config', gate.file, 'replay', log], { cwd: folder })
  t.equal(await stricter.ended, 0)
  t.match(stricter.out(), /^would limit 37\.5 % of GET \S+ \(3 of 8\)$/m)
})
