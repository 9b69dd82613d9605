import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { type TestGate, configText, startTestGate } from '../support/gate.ts'
import { type Connection, get, openConnection } from '../support/http.ts'
import { metricsTell } from '../support/metrics.ts'
import { linesOf } from '../support/lines-of.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, SCRIPT } from '../support/visitor.ts'

/** What asks for `/slow` waits until it is let go. */
const letGo: (() => void)[] = []
const origin = await startOrigin({
  async respond({ target }) {
    if (target === '/slow') await new Promise<void>((resolve) => letGo.push(resolve))
    return answer({ status: 200, headers: [['RateLimit', '"own";r=7']], body: target })
  },
})
t.teardown(origin.close)

/** Clients are told apart by what the test, as a trusted proxy, says of them. */
const BEHIND_A_PROXY = 'trustedProxies: [127.0.0.1]'
const from = (address: string) => ({ ...SCRIPT, 'X-Forwarded-For': address })
const ROUTES = '- { name: all, policy: tried }'

t.test('who is over a limit is told the truth, and nothing is added for others', async (t) => {
  const limits = '{ name: few, key: network, rate: 1/min, burst: 2, over: limit }'
  const { port, clock } = await startClockedGate(
    t,
    configText({
      backendPort: origin.port,
      routes: ROUTES,
      policies: `tried: { challenge: never, limits: [${limits}] }`,
    }),
  )
  for (let i = 0; i < 2; i++) {
    const { status, headers } = await get(port, '/', SCRIPT)
    t.equal(status, 200)
    t.equal(headers.get('ratelimit'), '"own";r=7', "the application's own stays as it is")
    t.notOk(headers.has('ratelimit-policy'))
  }
  clock.advance(12_000)
  for (const sent of [SCRIPT, NAVIGATION]) {
    const { status, headers } = await get(port, '/', sent)
    t.equal(status, 429)
    t.equal(headers.get('retry-after'), '48')
    t.equal(headers.get('ratelimit-policy'), '"few";q=2;w=120')
    t.equal(headers.get('ratelimit'), '"few";r=0;t=48')
  }
  clock.advance(47_000)
  t.equal((await get(port, '/', SCRIPT)).status, 429, 'not a second earlier')
  clock.advance(1_000)
  t.equal((await get(port, '/', SCRIPT)).status, 200)
})

const AT_ONCE = 8

/** As many requests under way as the limit lets in. */
async function fill(port: number): Promise<readonly Connection[]> {
  const open: Connection[] = []
  const before = letGo.length
  for (let i = 0; i < AT_ONCE; i++) {
    const connection = await openConnection(port)
    connection.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
    open.push(connection)
    await eventually('it is under way', () => letGo.length > before + i)
  }
  return open
}

t.test('requests under way are counted in all workers; one that dies leaks none', async (t) => {
  const limit = `{ name: at once, key: network, concurrency: ${AT_ONCE}, over: limit }`
  const gate = await startFileGate(
    t,
    configText({
      backendPort: origin.port,
      workers: 2,
      routes: ROUTES,
      policies: `tried: { challenge: never, limits: [${limit}] }`,
    }),
  )
  const lost = await fill(gate.port)
  const full = await get(gate.port, '/one-more', SCRIPT)
  t.equal(full.status, 429)
  t.equal(full.headers.get('retry-after'), '1')
  t.notOk(full.headers.has('ratelimit'), 'nobody knows how much there will be')
  for (const id of [0, 1]) {
    const { status } = await gate.ask('POST', `/workers/${id}/restart?abrupt`)
    t.equal(status, 200)
  }
  for (const { reader } of lost) t.equal((await reader.readToEnd()).length, 0, 'cut off')

  const held = await fill(gate.port)
  t.equal((await get(gate.port, '/one-more', SCRIPT)).status, 429, 'as many as before, no fewer')
  for (const go of letGo.splice(0)) go()
  for (const connection of held) {
    t.equal((await connection.receive()).status, 200)
    connection.close()
  }
  t.equal((await get(gate.port, '/one-more', SCRIPT)).status, 200)
})

t.test('a rule in shadow is told in the log and counted, and not obeyed', async (t) => {
  const rule = '{ name: new, mode: shadow, when: { path: /form }, then: deny }'
  const gate = await startTestGate({
    backendPort: origin.port,
    routes: ROUTES,
    policies: `tried: { challenge: never, rules: [${rule}] }`,
  })
  t.teardown(() => gate.stop())
  t.equal((await get(gate.port, '/form', SCRIPT)).status, 200)
  t.equal((await get(gate.port, '/other', SCRIPT)).status, 200)
  const [first = '', second = ''] = await linesOf(join(gate.folder, 'access.log'), 2)
  t.match(JSON.parse(first), { decision: 'pass', would: 'deny', wouldReason: 'rule: new' })
  t.notMatch(second, /would|marks/)
  const counted = 'paart_shadow_total{site="site",route="all",decision="deny"} 1'
  await metricsTell(gate.adminPort, counted)
})

const NETWORKS = Array.from({ length: 40 }, (_, i) => `203.0.${i}.1`)

async function deniedBy({ port }: Pick<TestGate, 'port'>): Promise<readonly string[]> {
  const denied: string[] = []
  for (const network of NETWORKS) {
    if ((await get(port, '/', from(network))).status === 403) denied.push(network)
  }
  return denied
}

t.test('what is rolled out is for the same clients on every worker and day', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-rollout-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const start = (share: number): Promise<TestGate> =>
    startTestGate({
      backendPort: origin.port,
      workers: 2,
      routes: ROUTES,
      policies: `tried: { challenge: never, rules: [{ name: new, rollout: ${share}%, when: { path: "/**" }, then: deny }] }`,
      rest: BEHIND_A_PROXY,
      folder,
    })
  const first = await start(30)
  const denied = await deniedBy(first)
  t.ok(denied.length > 2 && denied.length < 26, `${denied.length} of ${NETWORKS.length} at 30 %`)
  t.strictSame(await deniedBy(first), denied)
  await first.stop()
  const second = await start(30)
  t.strictSame(await deniedBy(second), denied, 'over a restart')
  await second.stop()
  const third = await start(60)
  const more = new Set(await deniedBy(third))
  t.ok(
    denied.every((network) => more.has(network)),
    'nobody falls out as it grows',
  )
  t.ok(more.size > denied.length)
  await third.stop()
})

t.test('a list of networks that has changed counts from the next reload on', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-lists-'))
  const list = join(folder, 'office.txt')
  writeFileSync(list, '203.0.113.0/24\n')
  const rule = '{ name: office, when: { network: { file: office.txt } }, then: deny }'
  const text = configText({
    backendPort: origin.port,
    workers: 2,
    routes: ROUTES,
    policies: `tried: { challenge: never, rules: [${rule}] }`,
    rest: BEHIND_A_PROXY,
  })
  const gate = await startFileGate(t, text, folder)
  const statuses = async (): Promise<readonly number[]> => [
    (await get(gate.port, '/', from('203.0.113.9'))).status,
    (await get(gate.port, '/', from('2001:db8::9'))).status,
  ]
  t.strictSame(await statuses(), [403, 200])
  writeFileSync(list, '2001:db8::/32\n')
  t.strictSame(await statuses(), [403, 200], 'not before')
  t.match(await gate.ask('POST', '/reload'), { status: 200 })
  t.strictSame(await statuses(), [200, 403])

  writeFileSync(list, '203.0.113.0/24\nnonsense\n')
  const { status, report } = await gate.ask('POST', '/reload')
  t.equal(status, 422)
  t.match(report['mistakes'], [
    { message: 'line 2 of "office.txt" is no address and no network: "nonsense"' },
  ])
  t.strictSame(await statuses(), [200, 403], 'nothing is replaced')
})
