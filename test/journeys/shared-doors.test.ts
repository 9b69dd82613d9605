import t from 'tap'
import { markOfCode, newCode } from '../../src/client/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { type RawAnswer, get, openConnection, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { codeTokenIn, NAVIGATION, SCRIPT, sendCode, slowTokenIn } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: checked }] }]
policies: { checked: { challenge: always, keepSubmission: false } }
`

function from(address: string): Readonly<Record<string, string>> {
  return { 'X-Forwarded-For': address }
}

/** What one address sends as fast as it can, and how often it was stopped by a limit. */
async function flood(
  { port }: ClockedGate,
  message: string,
  { address, count }: { readonly address: string; readonly count: number },
): Promise<number> {
  const connection = await openConnection(port)
  const [line = '', ...rest] = message.split('\r\n')
  const sent = [line, 'Host: a', `X-Forwarded-For: ${address}`, ...rest].join('\r\n')
  let stopped = 0
  for (let done = 0; done < count; done += 100) {
    connection.send(sent.repeat(100))
    for (let i = 0; i < 100; i++) if ((await connection.receive()).status === 429) stopped++
  }
  connection.close()
  return stopped
}

const DEVICE = '198.51.100.7'
const NEIGHBOUR = '198.51.100.8'

const EMPTY_PROOF = 'POST /.paart/proof HTTP/1.1\r\nContent-Length: 0\r\n\r\n'
const FOREIGN_WAIT =
  'POST /.paart/wait HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n\r\n'
const FORGED_CODE =
  'POST /.paart/code HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 10\r\n\r\ntoken=AAAA'
const CHALLENGE = 'GET /.paart/challenge HTTP/1.1\r\n\r\n'

t.test('one device that floods a door is stopped, and its neighbours are not', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const page = await get(gate.port, '/', { ...NAVIGATION, ...from(NEIGHBOUR) })
  gate.clock.advance(11_000)
  for (const message of [EMPTY_PROOF, FOREIGN_WAIT, FORGED_CODE, CHALLENGE]) {
    const stopped = await flood(gate, message, { address: DEVICE, count: 1_300 })
    t.ok(stopped > 200, `${message.slice(0, 30)}: ${stopped} stopped`)
  }
  const press = await request(gate.port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin', ...from(NEIGHBOUR) },
    body: new URLSearchParams({ token: slowTokenIn(page.text) ?? '' }).toString(),
  })
  t.equal(press.status, 303)
  for (const path of ['/.paart/challenge', '/.paart/code', '/.paart/pass']) {
    t.equal((await get(gate.port, path, { ...SCRIPT, ...from(NEIGHBOUR) })).status, 200, path)
  }
})

t.test('what is malformed costs its senders alone, however many they are', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  for (let i = 10; i < 16; i++) {
    await flood(gate, EMPTY_PROOF, { address: `198.51.100.${i}`, count: 1_000 })
  }
  const answer = await request(gate.port, {
    method: 'POST',
    path: '/.paart/proof',
    headers: { ...SCRIPT, ...from(NEIGHBOUR) },
  })
  t.equal(answer.status, 400, 'it is looked at')
})

t.test('what is well formed counts for the network as well', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  let stopped = 0
  for (let i = 10; i < 15; i++) {
    stopped = await flood(gate, CHALLENGE, { address: `198.51.100.${i}`, count: 1_000 })
  }
  t.ok(stopped > 900, `of the fifth thousand ${stopped} were stopped`)
  const headers = { ...SCRIPT, ...from('198.51.101.7') }
  t.equal((await get(gate.port, '/.paart/challenge', headers)).status, 200, 'another network')
})

t.test('wrong codes of two IPv6 /48 keep the human door shut for nobody else', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const { port, limits, ring, clock } = gate
  const token = codeTokenIn((await get(port, '/.paart/code', NAVIGATION)).text)
  const guess = (address: string, code = newCode()): Promise<RawAnswer> =>
    sendCode(port, { token, code }, from(address))
  let guesses = 0
  for (const site of ['2001:db8:1', '2a01:111:1']) {
    for (let i = 0; i < 256; i++) {
      const network = `${site}:${(i * 256).toString(16)}`
      for (let n = 0; n < 2; n++) if ((await guess(`${network}::1`)).status === 403) guesses++
    }
  }
  t.ok(guesses > 100 && guesses <= 160, `${guesses} were looked at`)
  const good = newCode()
  const nowSeconds = Math.floor(clock.wallMs() / 1000)
  limits.codes.add(markOfCode(ring.signing, '', good), nowSeconds + 1_800, nowSeconds)
  t.equal((await guess('2001:db8:2::1', good)).status, 303, 'a neighbour')
})

t.test('one address that guesses shuts the door for itself', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const token = codeTokenIn((await get(gate.port, '/.paart/code', NAVIGATION)).text)
  const guess = async (address: string): Promise<number> =>
    (await sendCode(gate.port, { token, code: newCode() }, from(address))).status
  for (let i = 0; i < 10; i++) t.equal(await guess(DEVICE), 403)
  t.equal(await guess(DEVICE), 429)
  t.equal(await guess(NEIGHBOUR), 403, 'looked at')
})
