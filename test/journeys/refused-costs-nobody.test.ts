import t from 'tap'
import { attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { type RawAnswer, get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, passIn, slowTokenIn } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites:
  - name: site
    hosts: ["*"]
    backend: app
    routes:
      - { name: acs, path: /saml/acs, policy: callback }
      - { name: whole, path: /whole, policy: whole }
      - { name: strict, path: /strict, policy: strict }
      - { name: limited, path: /limited, policy: limited }
      - { name: all, policy: checked }
policies:
  # As preset/sso-callback.
  callback:
    challenge: when-suspicious
    rules: [{ name: strangers, when: { expression: '!header("origin").endsWith(".luxtrust.lu")' }, then: challenge }]
    limits: [{ name: sign-ins of a network, key: network, rate: 120/min, burst: 120, over: limit }]
  checked: { challenge: always, keepSubmission: false }
  strict: { challenge: always, clearance: worked }
  whole: { challenge: always, limits: [{ name: few, key: site, rate: 5/min, burst: 5, over: limit }] }
  limited: { challenge: always, limits: [{ name: one, key: pass, rate: 1/h, burst: 1, over: limit }] }
pass: { requestsMax: { waited: 3 } }
`

const from = (address: string): Readonly<Record<string, string>> => ({ 'X-Forwarded-For': address })

/** A pass of the slow door. */
async function passOf({ port, clock }: ClockedGate, address: string): Promise<string> {
  const page = await get(port, '/', { ...NAVIGATION, ...from(address) })
  clock.advance(11_000)
  const press = await request(port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin', ...from(address) },
    body: new URLSearchParams({ token: slowTokenIn(page.text) ?? '' }).toString(),
  })
  return passIn(press)
}

function post(port: number, origin: string, address: string): Promise<RawAnswer> {
  return request(port, {
    method: 'POST',
    path: '/saml/acs',
    headers: {
      ...NAVIGATION,
      ...from(address),
      Origin: origin,
      'Sec-Fetch-Site': 'cross-site',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: 'SAMLResponse=a',
  })
}

const SOMEBODY = '198.51.100.7'
const NEIGHBOUR = '198.51.100.8'

t.test('130 foreign posts do not stop the sign-in of a neighbour', async (t) => {
  const { port } = await startClockedGate(t, CONFIG)
  const statuses = new Set<number>()
  for (let i = 0; i < 130; i++) {
    statuses.add((await post(port, 'https://evil.example', SOMEBODY)).status)
  }
  t.strictSame(statuses, new Set([403, 429]), 'the limit holds for what is refused as well')
  for (const address of [NEIGHBOUR, SOMEBODY]) {
    t.equal((await post(port, 'https://orely.luxtrust.lu', address)).status, 200, address)
  }
  t.equal((await post(port, 'https://evil.example', NEIGHBOUR)).status, 403, 'not theirs to pay')
})

t.test('who is asked for the check takes nothing from a limit of the whole site', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const cookie = { Cookie: await passOf(gate, NEIGHBOUR) }
  for (let i = 0; i < 50; i++) {
    await get(gate.port, '/whole', { ...NAVIGATION, ...from(`203.0.113.${i}`) })
  }
  const headers = { ...NAVIGATION, ...from(NEIGHBOUR) }
  t.equal((await get(gate.port, '/whole', { ...headers, ...cookie })).status, 200)
  t.equal((await get(gate.port, '/whole', headers)).status, 403, 'and is shown the check')
})

t.test('a pass is used up by what it lets through alone', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const headers = {
    ...NAVIGATION,
    ...from(NEIGHBOUR),
    Cookie: await passOf(gate, NEIGHBOUR),
  }
  const ask = async (path: string): Promise<number> => (await get(gate.port, path, headers)).status
  for (let i = 0; i < 10; i++) t.equal(await ask('/strict'), 403, 'more is asked for there')
  t.equal(await ask('/limited'), 200, 'the first')
  for (let i = 0; i < 10; i++) t.equal(await ask('/limited'), 429)
  t.equal(await ask('/'), 200, 'the second')
  t.equal(await ask('/'), 200, 'the third')
  t.equal(await ask('/'), 403, 'it serves three')
})

t.test('of a pass that goes round a thousand networks no more than ten are kept', async (t) => {
  const memory = createSharedMemory({
    workers: 1,
    seed: new Uint8Array(16),
    rateBucketsLog2: 10,
    tallyBucketsLog2: 4,
  })
  const first = await startClockedGate(t, CONFIG)
  const gate = await startClockedGate(t, CONFIG, {
    beside: { ...first, limits: attachLimits(memory, 0) },
  })
  const cookie = { Cookie: await passOf(gate, NEIGHBOUR) }
  for (let i = 0; i < 500; i++) {
    const address = `203.${i % 250}.${i >> 1}.7`
    await get(gate.port, '/', { ...NAVIGATION, ...from(address), ...cookie })
  }
  t.equal(gate.limits.tallies.overflows(), 0)
})
