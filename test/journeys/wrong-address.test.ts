import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { type RawHeaders } from '../support/message.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

function textWith(trusted: string, workers = 1): string {
  const rest = `trustedProxies: [${trusted}]`
  return configText({ backendPort: origin.port, workers, rest })
}

/** What `status` says is to be known. */
async function noticesOf({ ask }: FileGate): Promise<readonly { readonly text: string }[]> {
  const { report } = await ask('GET', '/status')
  return (report['notices'] ?? []) as readonly { readonly text: string }[]
}

function logOf({ folder }: FileGate): string {
  return readFileSync(join(folder, 'access.log'), 'utf8')
}

/** That it is told once, everywhere, however often it is met, and names no address of a citizen. */
async function toldOnce(
  t: Test,
  gate: FileGate,
  wanted: { readonly note: RegExp; readonly log: RegExp; readonly headers: RawHeaders },
): Promise<void> {
  const { note, log, headers } = wanted
  const about = (text: string): boolean => note.test(text)
  const ask = (): Promise<unknown> => get(gate.port, '/', [['Host', 'a.lu'], ...headers])
  for (let i = 0; i < 20; i++) await ask()
  await eventually('the operator is told', () => gate.notes.some(about))
  await eventually('the log has it', () => log.test(logOf(gate)))
  for (let i = 0; i < 20; i++) await ask()
  const notices = await noticesOf(gate)
  t.equal(gate.notes.filter(about).length, 1, `once: ${gate.notes.join('\n')}`)
  t.equal(notices.filter(({ text }) => about(text)).length, 1, 'once in status')
  t.match((await gate.askText('GET', '/status')).text, note, 'and for people')
  t.equal(
    logOf(gate)
      .split('\n')
      .filter((line) => log.test(line)).length,
    1,
    'once in the log',
  )
  const all = [...gate.notes, logOf(gate), JSON.stringify(notices)].join('\n')
  t.notMatch(all, '203.0.113.9', 'no address that a request brought')
}

t.test('X-Forwarded-For from a peer that is no trusted proxy', async (t) => {
  const gate = await startFileGate(t, textWith('', 2))
  await toldOnce(t, gate, {
    note: /127\.0\.0\.1 sends X-Forwarded-For and is no trusted proxy.*trustedProxies: \[127\.0\.0\.1\]/,
    log: /"X-Forwarded-For comes from a peer that is no trusted proxy"/,
    headers: [['X-Forwarded-For', '203.0.113.9']],
  })
  t.notMatch(logOf(gate), '127.0.0.1', 'the log holds no address at all')
})

t.test('a trusted proxy that names no client', async (t) => {
  const gate = await startFileGate(t, textWith('127.0.0.0/8'))
  await toldOnce(t, gate, {
    note: /127\.0\.0\.0\/8, a trusted proxy, names no client/,
    log: /"a trusted proxy names no client"/,
    headers: [],
  })
})

t.test('everybody trusted', async (t) => {
  const gate = await startFileGate(t, textWith('0.0.0.0/0, "::/0"'))
  await toldOnce(t, gate, {
    note: /0\.0\.0\.0\/0 is trusted as a proxy/,
    log: /"everybody is trusted as a proxy","network":"0\.0\.0\.0\/0"/,
    headers: [['X-Forwarded-For', '203.0.113.9']],
  })
  t.ok((await noticesOf(gate)).some(({ text }) => text.startsWith('::/0 is trusted')))
})

t.test('a header field that claims an identity, with the line that believes it', async (t) => {
  const gate = await startFileGate(
    t,
    textWith('{ network: 127.0.0.0/8, fields: [x-forwarded-host] }'),
  )
  const line = String.raw`trustedProxies: \[\{ network: 127\.0\.0\.0/8, fields: \[x-forwarded-host, x-ssl-client-verify\] \}\]`
  await toldOnce(t, gate, {
    note: new RegExp(`x-ssl-client-verify is not passed on.*${line}`),
    log: new RegExp(`"field":"x-ssl-client-verify","believed":"${line}"`),
    headers: [
      ['X-Forwarded-For', '203.0.113.9'],
      ['X-SSL-Client-Verify', 'a value'],
    ],
  })
  t.notMatch(logOf(gate), 'a value')
})

t.test('nothing is told where all is well', async (t) => {
  const gate = await startFileGate(t, textWith('127.0.0.1'))
  const well: RawHeaders = [
    ['Host', 'a.lu'],
    ['X-Forwarded-For', '203.0.113.9'],
    ['X-Real-IP', '203.0.113.9'],
    ['X-Forwarded-Host', 'a.lu'],
    ['X-Forwarded-Proto', 'https'],
  ]
  for (let i = 0; i < 20; i++) await get(gate.port, '/', well)
  await get(gate.port, '/', [
    ['Host', 'a.lu'],
    ['User-Agent', 'ELB-HealthChecker/2.0'],
  ])
  t.same(await noticesOf(gate), [])
  t.same(gate.notes, [])
})

t.test('a reload that mends it takes it from status', async (t) => {
  const gate = await startFileGate(t, textWith(''))
  const forwarded: RawHeaders = [
    ['Host', 'a.lu'],
    ['X-Forwarded-For', '203.0.113.9'],
  ]
  await get(gate.port, '/', forwarded)
  await eventually('it is told', async () => (await noticesOf(gate)).length === 1)
  gate.write(textWith('127.0.0.1'))
  await gate.reload()
  for (let i = 0; i < 20; i++) await get(gate.port, '/', forwarded)
  t.same(await noticesOf(gate), [])
})
