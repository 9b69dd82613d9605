import t from 'tap'
import { get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startTestGate } from '../support/gate.ts'
import { NAVIGATION, SCRIPT, earnPass } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(() => origin.close())

/** Each solves a check of its own, a second of work; 50 and more where somebody has the time. */
const CITIZENS = Number(process.env['PAART_TEST_CITIZENS'] ?? 10)

/** Sends on new connections, so that the system spreads them over the workers. */
async function statusesOf(
  port: number,
  count: number,
  headers: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>()
  for (let sent = 0; sent < count; sent += 50) {
    const answers = await Promise.all(
      Array.from({ length: Math.min(50, count - sent) }, () => get(port, '/', headers)),
    )
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  return statuses
}

t.test('four workers let through exactly burst and refill, on new connections', async (t) => {
  const gate = await startTestGate({
    backendPort: origin.port,
    workers: 4,
    routes: '- { name: all, policy: limited }',
    policies:
      'limited: { challenge: never, limits: [{ name: network, key: network, rate: 60/min, burst: 20, over: limit }] }',
  })
  t.teardown(() => gate.stop())
  const before = origin.requests.length
  const started = performance.now()
  const statuses = await statusesOf(gate.port, 600, SCRIPT)
  const seconds = (performance.now() - started) / 1000
  const passed = statuses.get(200) ?? 0
  t.ok(Math.abs(passed - (20 + seconds)) <= 1.5, `${passed} passed in ${seconds.toFixed(2)} s`)
  t.equal(statuses.get(429), 600 - passed)
  t.equal(origin.requests.length - before, passed, 'what was limited never reached the backend')
})

const READ = {
  workers: 4,
  routes: '- { name: all, policy: read }',
  policies: `
read:
  challenge: when-suspicious
  limits:
    - { name: network, key: network, rate: 1/h, burst: 20, over: challenge }
    - { name: pass, key: pass, rate: 6000/min, burst: 500, over: limit }
`,
}

t.test('a flood without a pass: the burst reaches the backend, all others a check', async (t) => {
  const gate = await startTestGate({ backendPort: origin.port, ...READ })
  t.teardown(() => gate.stop())
  const before = origin.requests.length
  const statuses = await statusesOf(gate.port, 600, NAVIGATION)
  t.equal(origin.requests.length - before, 20)
  t.strictSame(Object.fromEntries(statuses), { 200: 20, 403: 580 })
  const page = await get(gate.port, '/', NAVIGATION)
  t.match(page.headers.get('content-type'), 'text/html')
  const problem = await get(gate.port, '/', SCRIPT)
  t.equal(problem.status, 403)
  t.equal(problem.headers.get('content-type'), 'application/problem+json')
})

t.test(
  'whoever proves itself once is not checked again, and neither are its neighbours',
  async (t) => {
    const gate = await startTestGate({ backendPort: origin.port, ...READ })
    t.teardown(() => gate.stop())
    await statusesOf(gate.port, 100, SCRIPT)
    const passes: string[] = []
    for (let citizen = 0; citizen < CITIZENS; citizen++) passes.push(await earnPass(gate.port, '/'))
    const statuses: number[] = []
    for (const Cookie of passes) {
      for (let i = 0; i < 4; i++) {
        const { status } = await get(gate.port, '/', { ...NAVIGATION, Cookie })
        statuses.push(status)
      }
    }
    t.strictSame(
      new Set(statuses),
      new Set([200]),
      `${CITIZENS} behind one address, 0 further checks`,
    )
    const [Cookie = ''] = passes
    const more = await statusesOf(gate.port, 100, { ...NAVIGATION, Cookie })
    t.strictSame([...more], [[200, 100]], '100 requests with one pass, 0 further checks')
  },
)

t.test(
  'a pass that has served its number is checked again, whatever it asks for; only forms go on for a while',
  async (t) => {
    const gate = await startTestGate({
      backendPort: origin.port,
      workers: 2,
      routes: '- { name: all, policy: always }',
      policies: 'always: { challenge: always, keepSubmission: false }',
      rest: 'pass: { requestsMax: { waited: 60, worked: 5, vouched: 5000 } }',
    })
    t.teardown(() => gate.stop())
    const Cookie = await earnPass(gate.port, '/')
    const pages: number[] = []
    for (let i = 0; i < 6; i++) {
      pages.push((await get(gate.port, '/', { ...NAVIGATION, Cookie })).status)
    }
    t.strictSame(pages, [200, 200, 200, 200, 200, 403], 'the sixth page is checked')
    t.equal(
      (await get(gate.port, '/', { ...SCRIPT, Cookie })).status,
      403,
      'and so is a script at once',
    )
    const forms: number[] = []
    for (let i = 0; i < 6; i++) {
      const form = { method: 'POST', path: '/', headers: { ...NAVIGATION, Cookie }, body: 'a=b' }
      forms.push((await request(gate.port, form)).status)
    }
    t.strictSame(
      forms,
      [200, 200, 200, 200, 200, 403],
      'a form on its way is not, up to twice the number of what was let through',
    )
    const renewed = await earnPass(gate.port, '/', { Cookie })
    t.equal((await get(gate.port, '/', { ...NAVIGATION, Cookie: renewed })).status, 200)
  },
)
