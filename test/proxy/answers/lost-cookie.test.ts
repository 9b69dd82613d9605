import t, { type Test } from 'tap'
import { startClockedGate } from '../../support/clocked-gate.ts'
import { type RawAnswer, request } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'
import { NAVIGATION, passIn, slowTokenIn } from '../../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: checked }] }]
policies: { checked: { challenge: always } }
`

/** Says neither where it comes from nor that nobody sent it. */
const TEXT_BROWSER = {
  'User-Agent': 'Lynx/2.9.0dev.12 libwww-FM/2.14',
  Accept: 'text/html',
  'Accept-Language': 'en',
}

type Headers = Readonly<Record<string, string>>

/** A browser without a script that waits out the check of `/page?a=1` by its button. */
async function waitAtCheck(t: Test, method: 'GET' | 'POST', browser: Headers = NAVIGATION) {
  const { port, clock } = await startClockedGate(t, CONFIG)
  const home = 'http://localhost'
  const own = browser === NAVIGATION ? { ...browser, Referer: `${home}/page?a=1` } : browser
  const ask = (headers: Headers = own, path = '/page?a=1'): Promise<RawAnswer> =>
    request(port, { method, path, headers })
  const press = async ({ text }: RawAnswer): Promise<RawAnswer> => {
    clock.advance(11_000)
    return request(port, {
      method: 'POST',
      path: '/.paart/wait',
      headers: {
        ...own,
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ token: slowTokenIn(text) ?? '' }).toString(),
    })
  }
  const first = await ask()
  t.notOk(saysSo(first), 'nobody can know yet')
  const answer = await press(first)
  return { clock, home, own, ask, press, answer }
}

function saysSo({ text }: RawAnswer): boolean {
  return text.includes('Your browser is not storing cookies') && text.includes('id="blocked"')
}

t.test('a browser that came back from the slow door without its cookie is told so', async (t) => {
  const { ask, press, answer } = await waitAtCheck(t, 'GET')
  t.equal(answer.status, 303)
  const again = await ask()
  t.ok(saysSo(again))
  t.match(again.text, '<form id="slow" class="slow open"', 'its button stays, once cookies are on')
  t.equal((await press(again)).status, 303)
})

t.test('others who come to the same page are not told', async (t) => {
  const { clock, home, own, ask, answer } = await waitAtCheck(t, 'GET')
  const others: Readonly<Record<string, Headers>> = {
    'with another cookie': { ...own, Cookie: 'JSESSIONID=1' },
    'with the pass': { ...own, Cookie: passIn(answer) },
    'from elsewhere': { ...own, Referer: 'https://search.example/' },
    'by hand': NAVIGATION,
    'from another address': { ...own, 'X-Forwarded-For': '198.51.100.7' },
    'with another browser': { ...own, 'User-Agent': TEXT_BROWSER['User-Agent'] },
  }
  for (const [who, headers] of Object.entries(others)) t.notOk(saysSo(await ask(headers)), who)
  t.notOk(saysSo(await ask({ ...own, Referer: `${home}/other` }, '/other')), 'on another page')
  t.ok(saysSo(await ask({ ...own, Referer: `${home}/.paart/code` })), 'from a page of the gate')
  clock.advance(120_000)
  t.notOk(saysSo(await ask()), 'later')
})

t.test('so is who sends a form again', async (t) => {
  const { own, ask, answer } = await waitAtCheck(t, 'POST')
  t.match(answer.text, 'Please go back to the form and send it again')
  t.ok(saysSo(await ask({ ...own, Referer: 'https://form.example/' })))
  t.notOk(saysSo(await ask({ ...own, Cookie: 'JSESSIONID=1' })))
})

t.test('so is a browser that does not tell where it comes from', async (t) => {
  const { ask } = await waitAtCheck(t, 'GET', TEXT_BROWSER)
  t.ok(saysSo(await ask()))
})
