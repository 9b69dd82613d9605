import t, { type Test } from 'tap'
import { startClockedGate } from '../../support/clocked-gate.ts'
import { type RawAnswer, request } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'
import { ledOn, NAVIGATION, passIn, slowTokenIn } from '../../support/visitor.ts'

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

type Headers = Readonly<Record<string, string>>

/** A browser without a script that has waited out the check of a page by its button. */
async function waited(t: Test, method: 'GET' | 'POST', path = '/page?a=1') {
  const { port, clock } = await startClockedGate(t, CONFIG)
  const ask = (headers: Headers = {}): Promise<RawAnswer> =>
    request(port, { method, path, headers: { ...NAVIGATION, ...headers } })
  const check = await ask()
  clock.advance(11_000)
  const answer = await request(port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ token: slowTokenIn(check.text) ?? '' }).toString(),
  })
  t.equal(answer.status, 303)
  return { port, clock, ask, answer }
}

const BLOCKED = 'Your browser is not storing cookies'

t.test('who shows the pass of a door is led to the page', async (t) => {
  const { port, answer, ask } = await waited(t, 'GET')
  const led = await ledOn(port, answer)
  t.match([led.status, led.headers.get('location')], [303, '/page?a=1'])
  t.notOk(led.headers.has('set-cookie'))
  t.equal((await ask({ Cookie: passIn(answer) })).status, 200)
})

t.test('who does not show it is told so, and offered people, no doors', async (t) => {
  const { port, clock, answer } = await waited(t, 'GET')
  for (const cookie of [{}, { Cookie: 'JSESSIONID=1' }]) {
    const headers = { ...NAVIGATION, ...cookie }
    const told = await request(port, { path: answer.headers.get('location') ?? '', headers })
    t.match([told.status, told.headers.get('paart-decision')], [403, 'challenge'])
    t.match(told.text, BLOCKED)
    t.match(told.text, /href="tel:.*at the counter or by post/)
    t.notMatch(told.text, /id="check"|id="slow"|value="code"|\/\.paart\/code/)
    t.match(told.text, '<a class="button main" href="/page?a=1">Try again</a>')
  }
  clock.advance(61_000)
  const later = await ledOn(port, answer, { Cookie: '' })
  t.match([later.status, later.headers.get('location')], [303, '/page?a=1'], 'from the history')
})

t.test('nobody else is told so, however alike', async (t) => {
  const { port, ask } = await waited(t, 'GET')
  const own = 'http://localhost'
  const others: Readonly<Record<string, Headers>> = {
    'from the same page': { Referer: `${own}/page?a=1`, 'Sec-Fetch-Site': 'same-origin' },
    'from a page of the gate': { Referer: `${own}/.paart/code` },
    'a text browser, which says nothing': { 'User-Agent': 'Lynx/2.9.0', 'Sec-Fetch-Site': '' },
  }
  for (const [who, headers] of Object.entries(others)) {
    const { status, text } = await ask(headers)
    t.equal(status, 403)
    t.notMatch(text, /<p class="note"[^>]*>Your browser/, who)
  }
  const strange = await request(port, { path: '/.paart/pass?way=AAAA', headers: NAVIGATION })
  t.strictSame(JSON.parse(strange.text), { provedSecondsAgo: null }, 'no way of ours')
})

t.test('who sent a form is led to the words that ask to send it again', async (t) => {
  const { port, clock, answer } = await waited(t, 'POST')
  const done = await ledOn(port, answer)
  t.equal(done.status, 200)
  t.match(done.text, 'Please go back to the form and send it again')
  t.match(done.text, /data-steps-back="2"/)
  const told = await ledOn(port, answer, { Cookie: '' })
  t.match(told.text, BLOCKED)
  clock.advance(61_000)
  const later = await ledOn(port, answer, { Cookie: '' })
  t.equal(later.headers.get('location'), '/', 'the address of a form is no page')
})

t.test('a way that is too long for a link is gone at once', async (t) => {
  const path = `/${'a'.repeat(4_000)}`
  const { answer } = await waited(t, 'GET', path)
  t.equal(answer.headers.get('location'), path)
})
