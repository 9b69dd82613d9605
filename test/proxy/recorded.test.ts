import t, { type Test } from 'tap'
import { type DoorEvent, type Outcome } from '../../src/model/index.ts'
import { outcomeOf } from '../../src/proxy/doors/doors.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { type RawAnswer, openConnection, request, reset } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, SCRIPT, anyProofFor, silentTokenIn, slowTokenIn } from '../support/visitor.ts'

/** What happens while a backend thinks about `/slow`. */
const events = { onSlow: (): void => undefined }
const origin = await startOrigin({
  respond({ target }) {
    if (target === '/slow') events.onSlow()
    return Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  },
})
t.teardown(origin.close)

/** The slow door holds for longer than any test, so what is held stays so; and one answer at most. */
const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
doors: { slow: { wait: 30s, heldMax: 1 } }
backends:
  app: { servers: ["http://127.0.0.1:${origin.port}"] }
  gone: { servers: ["http://127.0.0.1:1"] }
sites:
  - { name: gone, hosts: [gone.lu], backend: gone, routes: [{ name: all, policy: open }] }
  - name: site
    hosts: ["*"]
    backend: app
    routes:
      - { name: checked, path: "/checked", policy: checked }
      - { name: limited, path: "/limited", policy: limited }
      - { name: everything, policy: open }
policies:
  open: { challenge: never }
  checked: { challenge: always }
  limited: { challenge: never, limits: [{ name: few, key: site, rate: 1/h, over: limit }] }
`

interface Recording extends Omit<ClockedGate, 'outcomes'> {
  /** What is recorded next, after this was asked. */
  readonly outcomeAfter: (asked: Promise<unknown>) => Promise<Outcome>
  readonly next: () => Promise<Outcome>
}

/** A gate in this very process, whose record a test reads. */
async function startRecording(t: Test): Promise<Recording> {
  const { outcomes, ...gate } = await startClockedGate(t, CONFIG)
  const next = async (): Promise<Outcome> => {
    await eventually('a request is recorded', () => outcomes.length > 0)
    const [outcome, ...others] = outcomes.splice(0)
    if (outcome === undefined || others.length > 0) throw new Error('more than one was recorded')
    return outcome
  }
  const outcomeAfter = async (asked: Promise<unknown>): Promise<Outcome> => {
    await asked
    return next()
  }
  return { ...gate, outcomeAfter, next }
}

t.test('the record names the kind of program as rules do, where a policy was asked', async (t) => {
  const { port, outcomeAfter } = await startRecording(t)
  const named = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const { fingerprint } = await outcomeAfter(request(port, { path, headers }))
    return fingerprint
  }
  const first = await named('/')
  t.match(first, /^[\w-]{12}$/)
  t.equal(await named('/checked'), first, 'the same program')
  t.not(await named('/', { 'Accept-Language': 'lb' }), first, 'another one')
  t.equal(await named('/.paart/privacy'), '', 'a page of the gate')
  const { port: shut } = await startClockedGate(
    t,
    CONFIG.replace(
      'open: { challenge: never',
      `open: { challenge: never, rules: [{ name: seen, when: { fingerprint: ${first} }, then: deny }]`,
    ),
  )
  t.equal((await request(shut, { path: '/' })).status, 403, 'a rule that names it')
})

/** `silent issued, slow issued`. */
function inWords(doors: readonly DoorEvent[]): string {
  return doors.map(({ door, outcome }) => `${door} ${outcome}`).join(', ')
}

function post(port: number, path: string, body: Buffer | string, from = 'same-origin') {
  const headers = { ...(path === '/.paart/wait' ? NAVIGATION : SCRIPT), 'Sec-Fetch-Site': from }
  return request(port, { method: 'POST', path, headers, body: Buffer.from(body) })
}

/** Loads a check page, whose own record is of no interest. */
async function loadCheck({ port, outcomeAfter }: Recording): Promise<RawAnswer> {
  const asked = request(port, { path: '/checked', headers: NAVIGATION })
  await outcomeAfter(asked)
  return asked
}

const slowForm = ({ text }: RawAnswer): string =>
  `token=${encodeURIComponent(slowTokenIn(text) ?? '')}`

t.test('the record says who said what, and where that stands', async (t) => {
  const { port, outcomeAfter } = await startRecording(t)
  await outcomeAfter(request(port, { path: '/limited' }))
  const cases = [
    { path: '/', host: 'site.lu', want: [] },
    { path: '/nothing', host: 'gone.lu', want: [] },
    { path: '/a%00', host: 'site.lu', want: [] },
    {
      path: '/checked',
      host: 'site.lu',
      want: [
        'signal user-agent-missing points conf/paart.yaml:19',
        'policy always challenge conf/paart.yaml:19',
      ],
    },
    { path: '/limited', host: 'site.lu', want: ['limit few limit conf/paart.yaml:20'] },
  ]
  for (const { path, host, want } of cases) {
    const { steps } = await outcomeAfter(request(port, { path, headers: { Host: host } }))
    const got = steps.map((s) => `${s.what} ${s.name} ${s.verdict} ${s.file}:${s.line}`)
    t.same(got, want, `${host}${path}`)
  }
})

t.test("the gate's own time ends where the backend is asked", async (t) => {
  const { port, clock, outcomeAfter } = await startRecording(t)
  events.onSlow = () => clock.advance(50)
  const asked = await outcomeAfter(request(port, { path: '/slow' }))
  t.ok(asked.gateMs > 0 && asked.gateMs < 1, 'before the backend')
  t.ok(asked.backendMs >= 50 && asked.durationMs > asked.gateMs + asked.backendMs)
  for (const path of ['/checked', '/.paart/privacy', '/a%00']) {
    const { gateMs, durationMs, backendMs } = await outcomeAfter(request(port, { path }))
    t.ok(gateMs > 0, path)
    t.same([gateMs, backendMs], [durationMs, 0], 'all of it')
  }
})

t.test('the time a client takes for its body is not the gate’s', async (t) => {
  const { port, clock, next } = await startRecording(t)
  const connection = await openConnection(port)
  connection.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n')
  await connection.reader.readUntil('\r\n\r\n')
  clock.advance(5_000)
  connection.send('abc')
  t.equal((await connection.receive()).status, 200)
  const { gateMs, durationMs } = await next()
  t.ok(gateMs < 1 && durationMs >= 5_000, `${gateMs} of ${durationMs}`)
  connection.close()
})

t.test(
  'a check page is a challenge for each door it offers, a problem document none',
  async (t) => {
    const { port, outcomeAfter } = await startRecording(t)
    const cases = [
      { path: '/checked', headers: NAVIGATION, want: 'silent issued, slow issued' },
      { path: '/checked', headers: SCRIPT, want: '' },
      { path: '/.paart/challenge', headers: SCRIPT, want: 'silent issued' },
      { path: '/', headers: NAVIGATION, want: '' },
    ]
    for (const { path, headers, want } of cases) {
      t.equal(inWords((await outcomeAfter(request(port, { path, headers }))).doors), want, path)
    }
  },
)

t.test('what happens at the silent door', async (t) => {
  const recording = await startRecording(t)
  const { port, clock, outcomeAfter } = recording
  const fresh = async (): Promise<Buffer> =>
    await anyProofFor(silentTokenIn((await loadCheck(recording)).text) ?? '')
  const good = await fresh()
  const wrong = Buffer.from(await fresh())
  for (let at = 120; at < wrong.length; at++) wrong[at] = (wrong[at] ?? 0) ^ 0xff
  const late = await fresh()
  clock.advance(2_400)
  const cases = [
    { name: 'foreign', proof: good, from: 'cross-site', solveMs: 0 },
    { name: 'unusable', proof: Buffer.from('no proof'), solveMs: 0 },
    { name: 'passed', proof: good, solveMs: 2_400 },
    { name: 'spent', proof: good, solveMs: 0 },
    { name: 'wrong', proof: wrong, solveMs: 0 },
    { name: 'stale', proof: late, laterMs: 600_000, solveMs: 0 },
  ]
  for (const { name, proof, from, laterMs = 0, solveMs } of cases) {
    clock.advance(laterMs)
    const { doors } = await outcomeAfter(post(port, '/.paart/proof', proof, from))
    t.same(doors, [{ door: 'silent', outcome: name, solveMs }], name)
  }
})

t.test('what happens at the slow door', async (t) => {
  const recording = await startRecording(t)
  const { port, clock, limits, outcomeAfter, next } = recording
  const press = (form: string, from?: string) => post(port, '/.paart/wait', form, from)
  const forms: string[] = []
  for (let i = 0; i < 15; i++) forms.push(slowForm(await loadCheck(recording)))

  const [held = '', other = '', late = '', ...others] = forms
  const connection = await openConnection(port)
  const head = `Host: site.lu\r\nSec-Fetch-Site: same-origin\r\nContent-Length: ${held.length}\r\n`
  const agent = `User-Agent: ${NAVIGATION['User-Agent']}\r\n`
  connection.send(`POST /.paart/wait HTTP/1.1\r\n${head}${agent}\r\n${held}`)
  const doorsOf = async (asked: Promise<unknown>): Promise<string> =>
    inWords((await outcomeAfter(asked)).doors)
  await eventually('one answer is held', () => limits.gauges.heldTotal() === 1)
  t.equal(await doorsOf(press(other)), 'slow held-full')
  reset(connection.socket)
  t.equal(inWords((await next()).doors), 'slow left')

  t.equal(await doorsOf(press(other, 'cross-site')), 'slow foreign')
  t.equal(await doorsOf(press('token=x')), 'slow unusable')
  clock.advance(31_000)
  const { doors } = await outcomeAfter(press(other))
  t.same(doors, [{ door: 'slow', outcome: 'passed', solveMs: 31_000 }])
  t.equal(await doorsOf(press(other)), 'slow spent, silent issued, slow issued')
  const rest: string[] = []
  for (const form of others) rest.push(await doorsOf(press(form)))
  t.match([rest[0], rest.at(-1)], ['slow passed', 'slow network-full'])
  clock.advance(600_000)
  t.equal(await doorsOf(press(late)), 'slow stale, silent issued, slow issued')
})

t.test('every refusal counts as something', async (t) => {
  for (const [refusal, want] of [
    ['bad-token', 'unusable'],
    ['other-browser', 'unusable'],
    ['too-large', 'unusable'],
    ['stale-token', 'stale'],
    ['other-gate', 'other-gate'],
    ['foreign', 'foreign'],
    ['spent', 'spent'],
    ['harder', 'harder'],
    ['wrong', 'wrong'],
  ] as const) {
    t.equal(outcomeOf(refusal), want)
  }
})
