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

type Headers = Readonly<Record<string, string>>

/** The form by which an identity provider sends somebody back. */
const FROM_PROVIDER: Headers = {
  ...NAVIGATION,
  Origin: 'https://login.provider.example',
  Referer: 'https://login.provider.example/',
  'Sec-Fetch-Site': 'cross-site',
}

async function startSite(t: Test) {
  const { port, clock } = await startClockedGate(t, CONFIG)
  const send = (headers: Headers = FROM_PROVIDER, path = '/acs'): Promise<RawAnswer> =>
    request(port, { method: 'POST', path, headers, body: 'SAMLResponse=x' })
  const pass = async ({ text }: RawAnswer): Promise<string> => {
    clock.advance(11_000)
    const headers = {
      ...NAVIGATION,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    const body = `token=${slowTokenIn(text)}`
    return passIn(await request(port, { method: 'POST', path: '/.paart/wait', headers, body }))
  }
  return { clock, send, pass }
}

function isTold({ text }: RawAnswer): boolean {
  const says = 'This form was sent from another website.'
  return text.includes(`<p class="note" id="unsent">${says}`)
}

/** What is untrue of such a form. */
function misleads({ text }: RawAnswer): boolean {
  return /not storing cookies\. To continue[^"]*<\/p>|send it again/.test(text)
}

t.test(
  'a form that comes from another site once more is told why it does not get on',
  async (t) => {
    const { send, pass } = await startSite(t)
    const first = await send()
    t.equal(first.status, 403)
    t.notOk(isTold(first), 'the check may be all it takes')
    await pass(first)
    const again = await send()
    t.equal(again.status, 403, 'the pass does not come from there')
    t.ok(isTold(again))
    t.notOk(misleads(again), 'nor anything that is not true of it')
    t.ok(isTold(await send({ ...FROM_PROVIDER, Cookie: 'JSESSIONID=1' })), 'whatever else it shows')
  },
)

t.test(
  'nobody is told it whose form came from elsewhere for the first time, or did not',
  async (t) => {
    const { clock, send, pass } = await startSite(t)
    const own = { ...FROM_PROVIDER, Origin: 'http://localhost', Referer: 'http://localhost/form' }
    const cookie = await pass(await send())
    await send()
    const others: Readonly<Record<string, Headers>> = {
      'from this site': { ...own, 'Sec-Fetch-Site': 'same-origin' },
      'from a site beside it': { ...FROM_PROVIDER, 'Sec-Fetch-Site': 'same-site' },
      'by hand': { ...NAVIGATION, 'Sec-Fetch-Site': 'none' },
      'with a pass': { ...FROM_PROVIDER, Cookie: cookie },
      'with one that is none': { ...FROM_PROVIDER, Cookie: 'paart=x' },
      'from another address': { ...FROM_PROVIDER, 'X-Forwarded-For': '198.51.100.7' },
      'with another browser': { ...FROM_PROVIDER, 'User-Agent': 'Lynx/2.9.0dev.12' },
    }
    for (const [who, headers] of Object.entries(others)) t.notOk(isTold(await send(headers)), who)
    t.notOk(isTold(await send(FROM_PROVIDER, '/other')), 'to another page')
    t.ok(isTold(await send()))
    clock.advance(10 * 60_000)
    t.notOk(isTold(await send()), 'later')
  },
)

t.test('where a browser does not say so, its Origin tells as much as is certain', async (t) => {
  const { send } = await startSite(t)
  const { 'User-Agent': agent = '', Accept = '' } = NAVIGATION
  const old = { 'User-Agent': agent, Accept, 'Accept-Language': 'en' }
  const from = (host: string, Origin: string, path: string): Promise<RawAnswer> =>
    send({ ...old, Host: host, Origin }, path)
  const cases: { origin: string; host?: string; want: boolean }[] = [
    { origin: 'https://login.provider.example', want: true },
    { origin: 'https://provider.lu:8443', want: true },
    { origin: 'null', want: false },
    { origin: 'https://app.forms.lu', want: false },
    { origin: 'http://app.forms.lu:8080', want: false },
    { origin: 'https://LOGIN.forms.LU', want: false },
    { origin: 'https://forms.lu', host: 'app.forms.lu:8080', want: false },
  ]
  for (const [index, { origin: sentFrom, host = 'app.forms.lu', want }] of cases.entries()) {
    const path = `/${index}`
    t.notOk(isTold(await from(host, sentFrom, path)))
    t.equal(isTold(await from(host, sentFrom, path)), want, sentFrom)
  }
})
