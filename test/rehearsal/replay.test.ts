import t from 'tap'
import { Replay, usualOf } from '../../src/rehearsal/index.ts'
import { TRIED, triedSnapshot } from '../support/trial.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'
const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

function replayed(lines: readonly (string | null)[], text?: string) {
  const snapshot = triedSnapshot(text)
  const run = new Replay(snapshot, usualOf(snapshot, null))
  for (const line of lines) run.take(line)
  return run.report()
}

/** A line as Apache writes it, so many seconds after noon. */
function combined(request: string, { second = 0, agent = FIREFOX, client = '203.0.113.7' } = {}) {
  const time = `07/Jan/2026:12:00:${String(second).padStart(2, '0')} +0100`
  return `${client} - a user [${time}] "${request} HTTP/1.1" 200 12 "-" "${agent}"`
}

/** A line as the gate writes it. */
function own(given: Readonly<Record<string, unknown>>) {
  return JSON.stringify({
    time: '2026-01-07T11:00:00.000Z',
    site: 'portal',
    route: 'everything',
    method: 'GET',
    path: '/',
    decision: 'pass',
    reason: 'policy: default',
    clearance: 'none',
    network: 'pseudonym',
    ...given,
  })
}

/** A page, so many seconds after noon; and at noon of a day in January. */
const at = (second: number): string => combined('GET /', { second })
const day = (number: number, client?: string): string =>
  combined('GET /', client === undefined ? {} : { client }).replace(
    '07/Jan',
    `${String(number).padStart(2, '0')}/Jan`,
  )

t.test('an access log is judged by route, method and class', async (t) => {
  const report = replayed([
    combined('POST /form/1'),
    combined('POST /form/2', { agent: BOT, client: '198.51.100.1' }),
    combined('GET /', { agent: 'sqlmap/1 \\"x\\"', client: '198.51.100.2' }),
    combined('GET /', { client: '198.51.100.3' }),
    combined('GET /', { client: '198.51.100.4', agent: BOT }),
    combined('FROBNICATE /form/1', { client: '198.51.100.5' }),
    '198.51.100.9 - - [07/Jan/2026:12:00:03 +0100] "GET / HTTP/1.1" 304 -',
    '',
  ])
  t.equal(report.requests, 7)
  t.equal(report.skipped, 1, 'an empty line')
  t.strictSame(report.bad, { count: 0, first: [] })
  t.equal(report.from, '2026-01-07T11:00:00.000Z')
  t.equal(report.to, '2026-01-07T11:00:03.000Z')
  const row = { was: 'pass', requests: 1, of: 1, unsure: 0 }
  t.match(report.changes, [
    { ...row, route: 'form', method: 'POST', client: 'browser', would: 'challenge' },
    { ...row, route: 'form', method: 'POST', client: 'bot', would: 'challenge' },
    { ...row, route: 'everything', method: 'GET', client: 'tool', would: 'deny' },
    { ...row, route: 'form', method: 'other', would: 'challenge' },
  ])
  t.strictSame(report.crawlers, { requests: 2, changed: 1 })
  t.ok(report.passesUnknown)
  t.ok(report.signalsIgnored)
})

t.test('a line that begins with the host is of its site', async (t) => {
  const shown = combined('GET /')
  const report = replayed([
    `portal.example.lu:443 ${shown}`,
    `shop.plain.lu ${shown}`,
    `192.0.2.1:80 ${shown}`,
    `nobody.example:80 ${shown}`,
    `portal.example.lu:443 2001:db8::7${shown.slice(shown.indexOf(' '))}`,
    'portal.example.lu:443 - - - [07/Jan/2026:12:00:00 +0100] "GET / HTTP/1.1" 200 1',
  ])
  t.equal(report.requests, 3)
  t.equal(report.unserved, 2, 'hosts of no site')
  t.strictSame(report.bad, { count: 1, first: [6] }, 'nobody sent it')
})

t.test('a crawler is verified by the ranges that its operator publishes', async (t) => {
  const crawling = { agent: BOT, client: '192.0.2.200' }
  const report = replayed([
    combined('GET /', crawling),
    combined('POST /form/1', crawling),
    combined('GET /', { agent: BOT }),
  ])
  t.strictSame(report.crawlers, { requests: 3, changed: 1 })
  t.strictSame(report.verifiedCrawlers, { requests: 2, changed: 1 })
})

t.test('the time in the log drives the limits', async (t) => {
  const burst = Array.from({ length: 8 }, () => at(0))
  t.match(replayed(burst).changes, [{ would: 'challenge', requests: 3, of: 8, unsure: 0 }])
  const slow = Array.from({ length: 8 }, (_, second) => at(second))
  t.strictSame(replayed(slow).changes, [])
  t.match(replayed([at(9), ...burst]).changes, [{ requests: 4 }], 'and it never goes back')
})

t.test('after days counters are freed as in a gate', async (t) => {
  // What a burst of the first day leaves behind would lie ahead again after three of them, and for as many.
  const burst = Array.from({ length: 8 }, () => day(1))
  const others = [2, 3, 4].map((number) => day(number, '198.51.100.1'))
  const later = [5, 12, 20, 28].map((number) => day(number))
  const report = replayed([...burst, ...others, ...later])
  t.match(report.changes, [{ would: 'challenge', requests: 3, of: 15, unsure: 0 }])
  t.equal(report.requests, 15)
})

t.test('what cannot be read is counted, and the first are named', async (t) => {
  const report = replayed([
    combined('GET /'),
    'garbage',
    null,
    '{"time":',
    '[]',
    own({ time: 'x' }),
    own({ path: 'x' }),
    combined('GET /', { client: 'localhost' }),
    combined('GET /').replace('Jan', 'Foo'),
    '"-" 408',
  ])
  t.strictSame(report.bad, { count: 9, first: [2, 3, 4, 5, 6] })
  t.equal(report.requests, 1)
})

t.test('of nothing nothing is said', async (t) => {
  t.match(replayed([own({ decision: 'own' }), own({ message: 'a note', decision: undefined })]), {
    lines: 2,
    skipped: 2,
    requests: 0,
    from: '',
    to: '',
    changes: [],
  })
})

t.test('the own log tells what was decided', async (t) => {
  const report = replayed([
    own({}),
    own({ method: 'POST', path: '/form/1', decision: 'challenge', reason: 'policy: always' }),
    own({ method: 'POST', path: '/form/1', clearance: 'worked' }),
    own({ method: 'POST', path: '/form/1', clearance: 'waited' }),
  ])
  t.match(report.changes, [
    {
      route: 'form',
      method: 'POST',
      client: 'unknown',
      was: 'pass',
      would: 'challenge',
      requests: 1,
      of: 3,
    },
  ])
  t.notOk(report.passesUnknown)
})

const doubtful = [
  {
    name: 'a header',
    line: { decision: 'deny', reason: 'rule: bad tool' },
    unknown: ['user agent'],
  },
  { name: 'an address', line: { path: '/health', decision: 'deny' }, unknown: ['address'] },
  {
    name: 'a score',
    line: { path: '/trial', decision: 'challenge', reason: 'policy: score' },
    unknown: ['header fields'],
  },
  {
    name: 'a pass that was used up',
    line: { path: '/form/1', clearance: 'worked', decision: 'challenge' },
    unknown: ['pass'],
  },
  { name: 'a preflight', line: { path: '/form/1', method: 'OPTIONS' }, unknown: ['header fields'] },
]

for (const { name, line, unknown } of doubtful) {
  t.test(`what depended on ${name} is not sure`, async (t) => {
    const { changes, unknown: found } = replayed([own(line)])
    t.match(changes, [{ requests: 1, unsure: 1 }])
    t.ok(
      unknown.every((what) => what in found),
      JSON.stringify(found),
    )
  })
}

t.test('a rule on a fingerprint is sure where the log tells it', async (t) => {
  const text = TRIED.replace(
    '{ name: new,',
    '{ name: f, when: { fingerprint: jgIf8cXvq9mE }, then: deny }, { name: new,',
  )
  const lines = ['jgIf8cXvq9mE', 'AAAAAAAAAAAA', undefined].map((fingerprint) =>
    own({ path: '/trial', fingerprint }),
  )
  const { changes, unknown } = replayed(lines, text)
  t.match(changes, [{ would: 'deny', requests: 1, unsure: 0 }])
  t.equal(unknown.fingerprint, 1, 'of the line of an older gate')
})

t.test(
  'a signature that was right is believed of agents that the configuration names',
  async (t) => {
    const rule = '{ name: s, when: { machine: signed }, then: deny }, { name: new,'
    const signs = 'agents: { archive: { signature: { directory: "https://archive.example" } }, '
    const text = TRIED.replace('{ name: new,', rule).replace('agents: { ', signs)
    const lines = [
      { signature: 'verified', signer: 'archive' },
      { signature: 'wrong', signer: 'archive' },
      { signature: 'verified', signer: 'another' },
    ].map((said) => own({ path: '/trial', ...said }))
    const { changes } = replayed(lines, text)
    t.match(changes, [{ would: 'deny', requests: 1, unsure: 0 }])
  },
)

/** Asked of the policy under trial, by a network. */
const trialFrom = (network: string, clearance = 'none'): string =>
  own({ path: '/trial', network, clearance })

t.test('a limit of a whole route asks in a log as it does in a gate', async (t) => {
  const text = TRIED.replace(
    'trial:\n    challenge: when-suspicious',
    'trial:\n    challenge: when-suspicious\n    limits: [{ name: whole route, key: route, rate: 1/h, burst: 4, over: challenge, freeLooks: { count: 2, for: 1h } }]',
  )
  const strangers = Array.from({ length: 7 }, () => trialFrom('strange'))
  const first = [trialFrom('known', 'worked')]
  const asked = (lines: readonly string[]): number =>
    replayed([...first, ...lines], text).changes.reduce((sum, { requests }) => sum + requests, 0)
  t.equal(asked(strangers), 2, 'three of the burst and two looks are let through')
  const known = Array.from({ length: 4 }, () => trialFrom('known'))
  t.equal(asked([...strangers, ...known]), 3, 'one more of the burst, and two looks')
})

t.test('a limit by pass counts the passes of a network as one, and says so', async (t) => {
  const { changes, unknown } = replayed(
    Array.from({ length: 12 }, () => own({ clearance: 'worked' })),
  )
  t.match(changes, [{ would: 'limit', requests: 2, unsure: 2 }])
  t.ok((unknown.pass ?? 0) > 0)
})

t.test('each thing that a log does not hold is named', async (t) => {
  const text = TRIED.replace(
    'trial:\n    challenge: when-suspicious',
    'trial:\n    challenge: when-suspicious\n    limits: [{ name: program, key: [network, fingerprint, address, "cookie:c"], rate: 1/min, burst: 1, over: limit }]',
  ).replace(
    '{ name: new,',
    '{ name: q, when: { query: q }, then: deny }, { name: c, when: { cookie: c }, then: deny }, { name: u, when: { userAgent: tool }, then: deny }, { name: new,',
  )
  const { unknown } = replayed([own({ path: '/trial' }), own({ path: '/trial' })], text)
  for (const what of ['query', 'cookies', 'user agent', 'fingerprint', 'address']) {
    t.ok(what in unknown, what)
  }
})

t.test('sites that the candidate does not have serve nobody', async (t) => {
  const report = replayed([
    own({ site: 'gone' }),
    combined('GET /.paart/privacy'),
    combined('GET /%00'),
  ])
  t.equal(report.unserved, 3)
  t.equal(report.requests, 0)
})
