import t, { type Test } from 'tap'
import { markOfCode, newCode } from '../../../src/client/index.ts'
import { type ClockedGate, startClockedGate } from '../../support/clocked-gate.ts'
import { type RawAnswer, get, request } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'
import {
  codeLinkIn,
  codeTokenIn,
  languageTokenIn,
  ledOn,
  NAVIGATION,
  passIn,
  sendCode,
} from '../../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends:
  app: { servers: ["http://127.0.0.1:${origin.port}"] }
sites:
  - { name: other, hosts: [other.lu], backend: app, routes: [{ name: all, policy: checked }] }
  - name: site
    hosts: ["*"]
    backend: app
    routes:
      - { name: vouched, path: "/vouched/**", policy: vouched }
      - { name: limited, path: "/limited", policy: limited }
      - { name: limited to all, path: "/narrow", policy: narrow }
      - { name: crowded, path: "/crowded", policy: crowded }
      - { name: denied, path: "/denied", policy: denied }
      - { name: denied to strangers, path: "/members", policy: members }
      - { name: everything, policy: checked }
policies:
  checked: { challenge: always }
  vouched: { challenge: always, clearance: vouched }
  limited: { challenge: always, rules: [{ name: slowly, when: { clearance: none }, then: limit }] }
  narrow: { challenge: never, limits: [{ name: few, key: site, rate: 1/h, over: limit }] }
  crowded: { challenge: always, rules: [{ name: no one, when: { clearance: none }, then: deny }], limits: [{ name: one, key: site, concurrency: 1, over: limit }] }
  denied: { challenge: never, rules: [{ name: shut, when: { path: /denied }, then: deny }] }
  members: { challenge: always, rules: [{ name: strangers, when: { clearance: none }, then: deny }] }
`

const NOT_OFFERED = `${CONFIG}doors: { human: { offered: false } }\n`

interface Desk extends ClockedGate {
  /** A code that is good from now on, on a site or on all of them. */
  readonly issue: (site?: string) => string
  readonly token: string
}

async function startDesk(t: Test, config = CONFIG): Promise<Desk> {
  const gate = await startClockedGate(t, config)
  const { clock, limits, ring } = gate
  const page = await get(gate.port, '/.paart/code', NAVIGATION)
  return {
    ...gate,
    token: codeTokenIn(page.text) ?? '',
    issue(site = '') {
      const code = newCode()
      const nowSeconds = Math.floor(clock.wallMs() / 1000)
      limits.codes.add(markOfCode(ring.signing, site, code), nowSeconds + 1_800, nowSeconds)
      return code
    },
  }
}

function problemIn({ text }: RawAnswer): string | undefined {
  return /<p class="error" id="code-problem"[^>]*>.*?<span>([^<]*)</.exec(text)?.[1]
}

function from(network: number): Readonly<Record<string, string>> {
  return { 'X-Forwarded-For': `198.${18 + (network >> 8)}.${network & 255}.7` }
}

const REFUSED = /not valid or has expired/

t.test('unknown, used, expired, of another site: the same words', async (t) => {
  const { port, token, issue, clock } = await startDesk(t)
  const expired = issue()
  clock.advance(1_800_000)
  const used = issue()
  t.equal((await sendCode(port, { token, code: used })).status, 303)
  const answers = [newCode(), used, expired, issue('other')].map((code) =>
    sendCode(port, { token, code }),
  )
  const problems = new Set<string | undefined>()
  for (const answer of await Promise.all(answers)) {
    t.match([answer.status, answer.headers.get('paart-decision')], [403, 'error'])
    t.notOk(answer.headers.has('set-cookie'))
    problems.add(problemIn(answer))
  }
  t.equal(problems.size, 1)
  t.match([...problems], [REFUSED])
})

t.test('a code counts until its last second, on its own site or on all', async (t) => {
  const { port, token, issue, clock } = await startDesk(t)
  const codes = [issue(), issue('site')]
  clock.advance(1_799_000)
  for (const code of codes) t.equal((await sendCode(port, { token, code })).status, 303)
  const Host = 'other.lu'
  const page = await get(port, '/.paart/code', { ...NAVIGATION, Host })
  const otherToken = codeTokenIn(page.text)
  for (const code of [issue(), issue('other')]) {
    t.equal((await sendCode(port, { token: otherToken, code }, { Host })).status, 303)
  }
  t.equal((await sendCode(port, { token, code: issue() }, { Host })).status, 400, 'its own page')
})

t.test('a slip that the check digit finds is told and not counted', async (t) => {
  const { port, token, issue } = await startDesk(t)
  const code = issue()
  const wrong = `${code.slice(0, 9)}${(Number(code[9]) + 1) % 10}`
  for (let slips = 0; slips < 30; slips++) {
    const answer = await sendCode(port, { token, code: `${wrong} "<` })
    t.equal(answer.status, 400)
    t.match(problemIn(answer), /check the digits/)
    t.match(answer.text, `value="${wrong} &quot;&lt;"`, 'nobody types it again')
  }
  t.equal((await sendCode(port, { token, code })).status, 303)
})

t.test('who guesses is locked out, and nobody else', async (t) => {
  const { port, token, issue, clock } = await startDesk(t)
  for (let guess = 0; guess < 10; guess++) {
    t.equal((await sendCode(port, { token, code: newCode() }, from(1))).status, 403)
  }
  const code = issue()
  const locked = await sendCode(port, { token, code }, from(1))
  t.match([locked.status, locked.headers.get('paart-decision')], [429, 'limit'])
  t.equal(locked.headers.get('retry-after'), '180')
  t.match(problemIn(locked), /180 seconds/)
  t.match(locked.text, `value="${code}"`)
  t.equal((await sendCode(port, { token, code: issue() }, from(2))).status, 303, 'a neighbour')
  clock.advance(179_000)
  t.equal((await sendCode(port, { token, code }, from(1))).status, 429)
  clock.advance(1_000)
  t.equal((await sendCode(port, { token, code }, from(1))).status, 303, 'the code is good still')
})

t.test('however many networks guess, all together have so many guesses', async (t) => {
  const { port, token, issue } = await startDesk(t)
  let guesses = 0
  const guess = async (network: number): Promise<void> => {
    const { status } = await sendCode(port, { token, code: newCode() }, from(network))
    if (status === 403) guesses++
  }
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 102 }, (_, network) => guess(network)))
  }
  t.ok(guesses > 900 && guesses <= 1_000, `${guesses} guesses`)
  const fresh = await sendCode(port, { token, code: issue() }, from(500))
  t.match([fresh.status, fresh.headers.get('retry-after')], [429, '1'])
})

t.test('of fifty who send one code at once, one gets in', async (t) => {
  const { port, token, issue } = await startDesk(t)
  const code = issue()
  const sent = Array.from({ length: 50 }, (_, i) => sendCode(port, { token, code }, from(i)))
  const statuses = (await Promise.all(sent)).map(({ status }) => status)
  t.equal(statuses.filter((status) => status === 303).length, 1)
  t.equal(statuses.filter((status) => status === 403).length, 49)
})

t.test('the form is taken from a page of the site only', async (t) => {
  const { port, token, issue, outcomes } = await startDesk(t)
  const code = issue()
  const cases = [
    { name: 'another site', headers: { 'Sec-Fetch-Site': 'cross-site' }, status: 403 },
    { name: 'a neighbour', headers: { 'Sec-Fetch-Site': 'same-site' }, status: 403 },
    { name: 'typed by hand', headers: { 'Sec-Fetch-Site': 'none' }, status: 403 },
    { name: 'no token', sent: '', status: 400 },
    { name: 'another token', sent: token.slice(2), status: 400 },
    { name: 'too much', sent: 'a'.repeat(20_000), status: 400 },
  ]
  outcomes.splice(0)
  for (const { name, headers = {}, sent = token, status } of cases) {
    const answer = await sendCode(port, { token: sent, code }, headers)
    t.equal(answer.status, status, name)
    t.notOk(answer.headers.has('set-cookie'))
  }
  t.strictSame(
    outcomes.map(({ doors }) => doors[0]?.outcome),
    ['foreign', 'foreign', 'foreign', 'unusable', 'unusable', 'unusable'],
  )
  const body = new URLSearchParams({ token, code }).toString()
  const headers = { Accept: 'text/html', Origin: 'http://evil.lu' }
  const foreign = await request(port, { method: 'POST', path: '/.paart/code', headers, body })
  t.equal(foreign.status, 403)
  t.equal((await sendCode(port, { token, code })).status, 303, 'all the time the code was good')
})

t.test('the way back is the page that one came from', async (t) => {
  const { port, issue } = await startDesk(t)
  const check = await get(port, '/a/b?c=d', NAVIGATION)
  const link = codeLinkIn(check.text) ?? ''
  t.match(link, /^\/\.paart\/code\?way=[\w-]+$/)
  const page = await get(port, link, NAVIGATION)
  t.match([page.status, page.headers.get('paart-decision')], [200, undefined])
  const wrong = await sendCode(port, { token: codeTokenIn(page.text), code: 'x' })
  const right = await sendCode(port, { token: codeTokenIn(wrong.text), code: issue() })
  t.match([right.status, right.headers.get('location')], [303, /^\/\.paart\/pass\?way=/])
  const led = await ledOn(port, right)
  t.match([led.status, led.headers.get('location')], [303, '/a/b?c=d'])
  const entered = await get(port, '/a/b?c=d', { ...NAVIGATION, Cookie: passIn(right) })
  t.equal(entered.status, 200)

  for (const strange of ['/.paart/code', '/.paart/code?way=AAAA', '/.paart/code?way=%00']) {
    const { status, text } = await get(port, strange, NAVIGATION)
    t.equal(status, 200)
    const led = await ledOn(port, await sendCode(port, { token: codeTokenIn(text), code: issue() }))
    t.equal(led.headers.get('location'), '/', strange)
  }
  const long = codeLinkIn((await get(port, `/${'a'.repeat(4_000)}`, NAVIGATION)).text)
  t.equal(long, '/.paart/code', 'what is too long for a link is left out')
})

t.test('another language leads back to the page for codes, which knows the way', async (t) => {
  const { port, issue } = await startDesk(t)
  const link = codeLinkIn((await get(port, '/a?b', NAVIGATION)).text) ?? ''
  const page = await get(port, link, NAVIGATION)
  const token = languageTokenIn(page.text) ?? ''
  const body = new URLSearchParams({ token, language: 'fr' }).toString()
  const headers = { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' }
  const chosen = await request(port, { method: 'POST', path: '/.paart/language', headers, body })
  t.match([chosen.status, chosen.headers.get('location')], [303, /^\/\.paart\/code\?way=/])
  const french = await get(port, chosen.headers.get('location') ?? '', {
    ...NAVIGATION,
    Cookie: passIn(chosen),
  })
  t.match(french.text, /<html lang="fr"/)
  const right = await sendCode(port, { token: codeTokenIn(french.text), code: issue() })
  t.equal((await ledOn(port, right)).headers.get('location'), '/a?b')
})

t.test('a challenged form is gone back to, never loaded', async (t) => {
  const { port, issue } = await startDesk(t)
  const posted = await request(port, { method: 'POST', path: '/a', headers: NAVIGATION, body: 'a' })
  const page = await get(port, codeLinkIn(posted.text) ?? '', NAVIGATION)
  const sent = await sendCode(port, { token: codeTokenIn(page.text), code: issue() })
  t.match(passIn(sent), /^paart=/)
  const done = await ledOn(port, sent)
  t.equal(done.status, 200)
  t.match(done.text, /id="back" data-steps-back="3"/, 'past the page for codes and the check')
})

t.test('where only a code leads, the page for codes stands in place of the check', async (t) => {
  const { port, issue } = await startDesk(t)
  const page = await get(port, '/vouched/a?b', NAVIGATION)
  t.match([page.status, page.headers.get('paart-decision')], [403, 'challenge'])
  t.notMatch(page.text, /id="check"|\/\.paart\/wait/, 'no other door')
  t.match(page.text, /Reference:/)
  const right = await sendCode(port, { token: codeTokenIn(page.text), code: issue() })
  t.equal((await ledOn(port, right)).headers.get('location'), '/vouched/a?b')
  const Cookie = passIn(right)
  t.equal((await get(port, '/vouched/a?b', { ...NAVIGATION, Cookie })).status, 200)
  const script = await get(port, '/vouched/a', { Accept: '*/*' })
  t.match(script.headers.get('content-type'), 'application/problem+json')

  const posted = { method: 'POST', path: '/vouched/a', headers: NAVIGATION, body: 'a' }
  const form = await request(port, posted)
  const done = await ledOn(
    port,
    await sendCode(port, { token: codeTokenIn(form.text), code: issue() }),
  )
  t.match(done.text, /id="back" data-steps-back="2"/)
})

t.test('a code is offered where it helps', async (t) => {
  const offers = async (port: number): Promise<Readonly<Record<string, boolean>>> => {
    const paths = ['/a', '/limited', '/narrow', '/crowded', '/denied', '/members']
    await get(port, '/narrow', NAVIGATION)
    const pages = paths.map(async (path) => {
      const { status, text } = await get(port, path, NAVIGATION)
      t.ok(status === 403 || status === 429, `${path} ${status}`)
      const isOffered = codeLinkIn(text) !== undefined
      t.equal(text.includes('We will give you a code'), isOffered, path)
      return [path, isOffered] as const
    })
    return Object.fromEntries(await Promise.all(pages))
  }
  const nowhere = { '/narrow': false, '/denied': false }
  const first = await startDesk(t)
  t.strictSame(await offers(first.port), {
    '/a': true,
    '/limited': true,
    '/narrow': false,
    '/crowded': true,
    '/denied': false,
    '/members': true,
  })
  const second = await startDesk(t, NOT_OFFERED)
  t.strictSame(await offers(second.port), {
    ...nowhere,
    '/a': false,
    '/limited': false,
    '/crowded': false,
    '/members': false,
  })
  t.equal((await get(second.port, '/vouched/a', NAVIGATION)).status, 403)
  const { port, token, issue } = second
  t.equal((await sendCode(port, { token, code: issue() })).status, 303, 'the door is there')
})
