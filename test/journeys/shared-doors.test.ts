import t from 'tap'
import { markOfCode, newCode } from '../../src/client/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { type RawAnswer, get, openConnection, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import {
  codeTokenIn,
  NAVIGATION,
  SCRIPT,
  earnPass,
  sendCode,
  slowTokenIn,
} from '../support/visitor.ts'

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

/** Presses the button of a page's slow door when it has waited for long enough: what that is answered. */
async function press(
  { port }: ClockedGate,
  page: RawAnswer,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const answer = await request(port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin', ...headers },
    body: new URLSearchParams({ token: slowTokenIn(page.text) ?? '' }).toString(),
  })
  return answer.status
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
  t.equal(await press(gate, page, from(NEIGHBOUR)), 303)
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

const CROWD = `${CONFIG}shares: { crowds: [198.51.100.0/24] }\n`

t.test('in a crowd what is well formed counts for its address alone', async (t) => {
  const gate = await startClockedGate(t, CROWD)
  for (let i = 10; i < 15; i++) {
    await flood(gate, CHALLENGE, { address: `198.51.100.${i}`, count: 1_000 })
  }
  const headers = { ...SCRIPT, ...from(NEIGHBOUR) }
  t.equal((await get(gate.port, '/.paart/challenge', headers)).status, 200, 'a neighbour')
  const more = { address: '198.51.100.10', count: 100 }
  t.equal(await flood(gate, CHALLENGE, more), 100, 'whoever asked too much waits')
})

t.test('in a crowd of one address each pass counts for itself', async (t) => {
  const gate = await startClockedGate(t, CROWD)
  const Cookie = await earnPass(gate.port, '/', from(DEVICE))
  const ask = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await get(gate.port, '/.paart/challenge', { ...SCRIPT, ...from(DEVICE), ...headers })).status
  const forged = `${Cookie.slice(0, -8)}AAAAAAAA`
  t.equal((await get(gate.port, '/', { ...NAVIGATION, ...from(DEVICE), Cookie })).status, 200)
  await flood(gate, CHALLENGE, { address: DEVICE, count: 1_300 })
  t.equal(await ask({}), 429, 'nobody can tell who asks')
  t.equal(await ask({ Cookie: forged }), 429, 'and nothing is verified for it')
  t.equal(await ask({ Cookie }), 200, 'who has a pass')
  const own = `\r\nUser-Agent: ${SCRIPT['User-Agent']}\r\nCookie: ${Cookie}\r\n`
  const shown = CHALLENGE.replace('\r\n', own)
  await flood(gate, shown, { address: '198.51.100.9', count: 1_300 })
  t.equal(await ask({ Cookie }), 429, 'until he asks too much, from wherever')
})

t.test(
  'in a crowd each address has its passes of the slow door, and its wrong codes',
  async (t) => {
    const gate = await startClockedGate(t, CROWD)
    const token = codeTokenIn((await get(gate.port, '/.paart/code', NAVIGATION)).text)
    const guess = async (address: string): Promise<number> =>
      (await sendCode(gate.port, { token, code: newCode() }, from(address))).status
    for (const i of [10, 11, 12, 13, 14]) {
      for (let n = 0; n < 10; n++) t.equal(await guess(`198.51.100.${i}`), 403)
      t.equal(await guess(`198.51.100.${i}`), 429)
    }
    t.equal(await guess(NEIGHBOUR), 403)
    const people = Array.from({ length: 30 }, (_, i) => from(`198.51.100.${20 + i}`))
    const pages = await Promise.all(
      people.map((who) => get(gate.port, '/', { ...NAVIGATION, ...who })),
    )
    gate.clock.advance(11_000)
    const presses = pages.map((page, i) => press(gate, page, people[i] ?? {}))
    t.strictSame(new Set(await Promise.all(presses)), new Set([303]))
  },
)

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
