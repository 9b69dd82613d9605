import t from 'tap'
import { attachLimits, createSharedMemory, type Limits } from '../../src/limits/index.ts'
import { type Rate } from '../../src/model/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { get, request } from '../support/http.ts'
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
      - { name: checked, path: "/checked/**", policy: checked }
      - { name: made up, path: "/made/**", policy: made-up }
      - { name: all, policy: read }
policies:
  made-up:
    challenge: when-suspicious
    challengeAt: 100
    limits:
      - { name: tool, key: [network, "header:user-agent"], rate: 10/h, burst: 400, over: limit }
      - { name: cookie, key: [address, "cookie:sid", fingerprint], rate: 10/h, burst: 400, over: limit }
  checked: { challenge: always, keepSubmission: false }
  read:
    challenge: when-suspicious
    limits:
      - { name: network, key: network, rate: 120/min, burst: 60, over: challenge }
      - { name: tool, key: [network, "header:user-agent"], rate: 10/h, burst: 5, over: limit }
      - { name: pass, key: pass, rate: 600/min, burst: 120, over: limit }
`

/** The memory of a gate at the size that it is made at. */
function fullSize(): Limits {
  return attachLimits(createSharedMemory({ workers: 1, seed: new Uint8Array(16) }), 0)
}

async function startFullGate(t: Parameters<typeof startClockedGate>[0], limits: Limits) {
  const first = await startClockedGate(t, CONFIG)
  return startClockedGate(t, CONFIG, { beside: { ...first, limits } })
}

function headersFrom(address: string, more: Readonly<Record<string, string>> = {}) {
  return { ...NAVIGATION, 'X-Forwarded-For': address, ...more }
}

async function passOf({ port, clock }: ClockedGate, address: string): Promise<string> {
  const page = await get(port, '/checked/', headersFrom(address))
  clock.advance(11_000)
  const press = await request(port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: headersFrom(address, { 'Sec-Fetch-Site': 'same-origin' }),
    body: new URLSearchParams({ token: slowTokenIn(page.text) ?? '' }).toString(),
  })
  return passIn(press)
}

/** What readers of thirty networks and the holders of three passes meet. */
async function visit(gate: ClockedGate): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>()
  for (let i = 0; i < 30; i++) {
    for (const path of ['/', '/a', '/b']) {
      statuses.add((await get(gate.port, path, headersFrom(`192.0.${i}.7`))).status)
    }
  }
  for (let i = 0; i < 3; i++) {
    const address = `198.51.${i}.7`
    const Cookie = await passOf(gate, address)
    for (const path of ['/checked/a', '/', '/checked/b']) {
      statuses.add((await get(gate.port, path, headersFrom(address, { Cookie }))).status)
    }
  }
  return statuses
}

/** As slow as a limit can be, so that no entry runs out. */
const SLOW: Rate = { intervalMs: 3_600_000, burst: 10 }

t.test('with the table of rates full, readers and holders of passes meet nothing', async (t) => {
  const limits = fullSize()
  const gate = await startFullGate(t, limits)
  const nowMs = gate.clock.steadyMs()
  let made = 0
  while (limits.rates.overflows() < 2_000_000) {
    for (let i = 0; i < 100_000; i++) limits.rates.take('made up', `${made++}`, SLOW, nowMs)
  }
  t.ok(made > 4_000_000, `${made} entries`)
  t.strictSame(await visit(gate), new Set([200]))
})

t.test('with the table of counts full, readers and holders of passes meet nothing', async (t) => {
  const limits = fullSize()
  const gate = await startFullGate(t, limits)
  const nowMs = gate.clock.steadyMs()
  let made = 0
  while (limits.tallies.overflows() < 300_000) {
    for (let i = 0; i < 100_000; i++) limits.tallies.add('made up', `${made++}`, 3_600_000, nowMs)
  }
  t.strictSame(await visit(gate), new Set([200]))
})

t.test('with the tables of marks and sessions full, the same', async (t) => {
  const limits = fullSize()
  const gate = await startFullGate(t, limits)
  const nowMs = gate.clock.steadyMs()
  for (let i = 0; i < 100_000; i++) limits.marks.mark('made up', `${i}`, 3_600_000, nowMs)
  for (let i = 0; i < 600_000; i++) limits.pairs.learn('made up', `${i}`, 1, nowMs)
  t.strictSame(await visit(gate), new Set([200]))
})

t.test('names, cookies and paths that one network makes up fill none of them', async (t) => {
  const memory = createSharedMemory({
    workers: 1,
    seed: new Uint8Array(16),
    // A tenth of what would be made up, each with places for a few thousand.
    rateBucketsLog2: 10,
    tallyBucketsLog2: 6,
  })
  const limits = attachLimits(memory, 0)
  const gate = await startFullGate(t, limits)
  for (let i = 0; i < 3_000; i++) {
    const made = {
      'User-Agent': `tool-${i}/1.0`,
      [`X-Made-Up-${i}`]: '1',
      Cookie: `sid=${i}; c${i}=1`,
    }
    await get(gate.port, `/made/${i}?q=${i}`, { ...headersFrom('203.0.113.7'), ...made })
  }
  t.strictSame([limits.rates.overflows(), limits.tallies.overflows()], [0, 0])
})
