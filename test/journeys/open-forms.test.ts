import t from 'tap'
import { type Outcome } from '../../src/model/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { type RawAnswer, get, request } from '../support/http.ts'
import { startWaitingOrigin } from '../support/waiting-origin.ts'
import { NAVIGATION, SCRIPT, earnPass, passIn, slowTokenIn } from '../support/visitor.ts'

/*
 * A form takes people its time. Whoever had a pass when the form was loaded should not meet the check
 * when it is sent.
 */

const origin = await startWaitingOrigin(t)

type Headers = Readonly<Record<string, string>>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const FRAME: Headers = {
  ...NAVIGATION,
  'Sec-Fetch-Dest': 'iframe',
  'Sec-Fetch-Site': 'same-origin',
}
const PICTURE: Headers = { ...SCRIPT, 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' }
/** A browser from before Fetch Metadata, or on plain HTTP. */
const UNDESCRIBED: Headers = { 'User-Agent': NAVIGATION['User-Agent'] ?? '', Accept: '*/*' }

function configOf(pass: string): string {
  return `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites:
  - name: site
    hosts: ["*"]
    backend: app
    routes: [{ name: read, methods: [GET], path: "/read/**", policy: read }, { name: all, policy: checked }]
policies: { checked: { challenge: always }, read: { challenge: when-suspicious } }
pass: { requestsMax: { waited: 5000 }${pass === '' ? '' : `, ${pass}`} }
`
}

/** A browser with a pass: it keeps what it is given, as long as it is told to. */
async function visitor(gate: Pick<ClockedGate, 'port' | 'clock'>) {
  const { port, clock } = gate
  let cookie = ''
  let keptUntilMs = -Infinity
  const keep = (answer: RawAnswer): RawAnswer => {
    const [, seconds] = /; Max-Age=(\d+);/.exec(answer.headers.get('set-cookie') ?? '') ?? []
    if (seconds === undefined) return answer
    cookie = passIn(answer)
    keptUntilMs = clock.wallMs() + Number(seconds) * 1000
    return answer
  }
  const sent = (): Headers => (clock.wallMs() < keptUntilMs ? { Cookie: cookie } : {})
  const pass = async (): Promise<void> => {
    const { text } = await get(port, '/', NAVIGATION)
    clock.advance(11_000)
    t.equal(keep(await pressButton(port, slowTokenIn(text) ?? '')).status, 303)
  }
  await pass()
  return {
    pass,
    load: async (path = '/', headers = NAVIGATION) =>
      keep(await get(port, path, { ...headers, ...sent() })),
    send: async (headers = NAVIGATION) =>
      keep(
        await request(port, {
          method: 'POST',
          path: '/',
          headers: { ...headers, ...sent() },
          body: 'a=b',
        }),
      ),
  }
}

/** The slow door's, long after its page was made: nothing is held. */
function pressButton(port: number, token: string): Promise<RawAnswer> {
  return request(port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: {
      ...NAVIGATION,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: `token=${token}`,
  })
}

function isRenewed({ headers }: RawAnswer): boolean {
  return headers.has('set-cookie')
}

t.test(
  'a pass that lapsed while a form was open is good for the form, and nothing else',
  async (t) => {
    const gate = await startClockedGate(t, configOf('grace: 15m'))
    const { load, send } = await visitor(gate)
    gate.clock.advance(DAY_MS)
    t.equal((await load()).status, 403)
    t.equal((await load('/', SCRIPT)).status, 403)
    const sent = await send()
    t.equal(sent.status, 200)
    t.notOk(isRenewed(sent))
    t.equal((await send(SCRIPT)).status, 200, 'a script sends forms too')
    gate.clock.advance(15 * MINUTE_MS - 1_000)
    t.equal((await send()).status, 200)
    gate.clock.advance(1_000)
    t.equal((await send()).status, 403)
  },
)

t.test('it is told in the log and to whoever asks why', async (t) => {
  const gate = await startClockedGate(t, configOf('lifetime: 7d'))
  const { load, send } = await visitor(gate)
  const last = async (): Promise<Outcome | undefined> => {
    await eventually('it is recorded', () => gate.outcomes.length > 0)
    return gate.outcomes.splice(0).at(-1)
  }
  await eventually('the check is recorded', () => gate.outcomes.length === 2)
  gate.outcomes.splice(0)
  await send()
  t.match(await last(), { reason: { what: 'pass', name: 'waited' }, steps: [] })
  gate.clock.advance(7 * DAY_MS - HOUR_MS + 1_000)
  await load()
  t.match(await last(), {
    decision: 'challenge',
    clearance: 'waited',
    reason: { what: 'pass', name: 'waited ends soon' },
    steps: [{ what: 'pass', name: 'waited ends soon', verdict: 'challenge' }],
  })
  await send()
  t.match(await last(), { decision: 'pass', reason: { what: 'pass', name: 'waited' }, steps: [] })
  gate.clock.advance(HOUR_MS)
  await send()
  t.match(await last(), {
    decision: 'pass',
    clearance: 'waited',
    reason: { what: 'pass', name: 'waited in grace' },
    steps: [{ what: 'pass', name: 'waited in grace', verdict: 'pass' }],
  })
})

t.test('without grace a pass that lapsed is none', async (t) => {
  const gate = await startClockedGate(t, configOf('grace: 0s'))
  const { send } = await visitor(gate)
  gate.clock.advance(DAY_MS - 1_000)
  t.equal((await send()).status, 200)
  gate.clock.advance(1_000)
  t.equal((await send()).status, 403)
})

t.test(
  'a page is checked while its pass can still last for a form, whatever the policy',
  async (t) => {
    for (const path of ['/', '/read/page']) {
      const gate = await startClockedGate(
        t,
        configOf('lifetime: 2h, renewAfter: 1h, proofMaxAge: 3h'),
      )
      const { load, pass } = await visitor(gate)
      t.equal((await load(path)).status, 200)
      gate.clock.advance(HOUR_MS)
      t.equal((await load(path)).status, 200)
      gate.clock.advance(HOUR_MS)
      t.equal((await load(path)).status, 200, 'an hour is left')
      gate.clock.advance(1_000)
      t.equal((await load(path)).status, 403, 'less than an hour')
      t.equal((await load(path, FRAME)).status, 200, 'there a check helps nobody')
      t.equal((await load(path, SCRIPT)).status, 200)
      await pass()
      t.equal((await load(path)).status, 200, 'once')
    }
  },
)

/** When the last page is loaded, in minutes after the check, and whether it is checked then. */
type Ends = Readonly<Record<number, boolean>>

const WEEK = 7 * 24 * 60

t.test('a form that is open for 40 minutes never meets the check', async (t) => {
  const cases: { pass: string; lifetime: number; ends: Ends }[] = [
    {
      pass: '',
      lifetime: 24 * 60,
      ends: { [WEEK - 61]: false, [WEEK - 60]: false, [WEEK - 59]: true, [WEEK - 1]: true },
    },
    { pass: 'renewAfter: 23h', lifetime: 24 * 60, ends: { 1379: false, [WEEK - 60]: false } },
    {
      pass: 'lifetime: 2h, renewAfter: 119m, proofMaxAge: 3h',
      lifetime: 120,
      ends: { 60: false, 61: false, 110: false, 119: false, 121: true, 179: true },
    },
    {
      pass: 'lifetime: 1h, renewAfter: 59m, proofMaxAge: 1h',
      lifetime: 60,
      ends: { 20: false, 30: false, 31: true, 59: true },
    },
    {
      pass: 'lifetime: 51m, renewAfter: 1m, proofMaxAge: 51m',
      lifetime: 51,
      ends: { 24: false, 25: false, 26: true, 49: true },
    },
  ]
  for (const { pass, lifetime, ends } of cases) {
    const gate = await startClockedGate(t, configOf(pass))
    for (const [end, isChecked] of Object.entries(ends)) {
      // As the main thread does.
      gate.limits.sweep(gate.clock.steadyMs())
      const { load, send, pass: prove } = await visitor(gate)
      const steps = Math.ceil(Number(end) / (lifetime - 1))
      const stepMs = (Number(end) * MINUTE_MS) / steps
      // Often enough that the pass never lapses, and no oftener.
      for (let step = 1; step < steps; step++) {
        gate.clock.advance(stepMs)
        t.equal((await load()).status, 200, `on the way to ${end}`)
      }
      gate.clock.advance(stepMs)
      t.equal((await load()).status, isChecked ? 403 : 200, `${pass}: ${end}`)
      if (isChecked) await prove()
      if (isChecked) t.equal((await load()).status, 200, 'once')
      gate.clock.advance(40 * MINUTE_MS)
      t.equal((await send()).status, 200, `${pass}: the form of ${end}`)
    }
  }
})

t.test('what a page asks for beside itself renews too, but pictures and their like', async (t) => {
  const cases: { name: string; headers: Headers; want: boolean }[] = [
    { name: 'a page', headers: NAVIGATION, want: true },
    { name: 'a frame', headers: FRAME, want: true },
    { name: 'a script', headers: SCRIPT, want: true },
    {
      name: 'a script that says so',
      headers: { ...UNDESCRIBED, 'X-Requested-With': 'x' },
      want: true,
    },
    { name: 'a picture', headers: PICTURE, want: false },
    { name: 'nobody knows what', headers: UNDESCRIBED, want: false },
  ]
  for (const { name, headers, want } of cases) {
    const gate = await startClockedGate(t, configOf(''))
    const { load } = await visitor(gate)
    gate.clock.advance(6 * HOUR_MS)
    const answer = await load('/', headers)
    t.equal(answer.status, 200)
    t.equal(isRenewed(answer), want, name)
  }
})

t.test(
  'of requests that come together one answer brings the new pass, over all workers',
  async (t) => {
    const gate = await startClockedGate(t, configOf(''))
    const beside = await startClockedGate(t, configOf(''), { beside: gate })
    const Cookie = await earnPass(gate.port, '/')
    gate.clock.advance(6 * HOUR_MS)
    const asked = [NAVIGATION, FRAME, SCRIPT].flatMap((headers) =>
      [gate, beside].map(({ port }) => get(port, '/slow', { ...headers, Cookie })),
    )
    await eventually('all wait for the application', () => origin.letGo.length === asked.length)
    for (const letGo of origin.letGo.splice(0)) letGo()
    const answers = await Promise.all(asked)
    const renewed = answers.filter(isRenewed).map(passIn)
    t.equal(renewed.length, 1)
    t.notOk(
      isRenewed(await get(gate.port, '/', { ...NAVIGATION, Cookie })),
      'nor one just after it',
    )
    gate.clock.advance(10_000)
    t.ok(isRenewed(await get(beside.port, '/', { ...NAVIGATION, Cookie })), 'it may have got lost')
    gate.clock.advance(6 * HOUR_MS)
    const headers = { ...NAVIGATION, Cookie: renewed.join() }
    t.ok(isRenewed(await get(gate.port, '/', headers)), 'each pass has its turn')
  },
)
