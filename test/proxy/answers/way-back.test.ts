import t from 'tap'
import { startClockedGate } from '../../support/clocked-gate.ts'
import { request } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'
import { ledOn, passIn, slowTokenIn } from '../../support/visitor.ts'

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

t.test('forms of the gate lead text browsers back past their own store', async (t) => {
  const { port, clock } = await startClockedGate(t, CONFIG)
  const cases = [
    { agent: 'Lynx/2.9.0dev.12 libwww-FM/2.14', want: [303, '/page?a=1'] },
    { agent: 'ELinks/0.13.2 (textmode; Linux; -)', want: [303, '/page?a=1'] },
    { agent: 'NetSurf/3.10 (Linux)', want: [303, '/page?a=1'] },
    { agent: 'edbrowse/3.7.7', want: [303, '/page?a=1'] },
    { agent: 'LinksChecker/1', want: [303, '/page?a=1'] },
    { agent: 'Links (2.28; Linux x86_64; text)', want: [303, 'HTTP://site.example/page?a=1'] },
    {
      agent: 'Links (2.28; Linux x86_64; text)',
      headers: { 'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Proto': 'https' },
      want: [303, 'HTTPS://site.example/page?a=1'],
    },
    { agent: 'Dillo/3.0.5', want: [302, '/page?a=1'] },
    { agent: 'Mozilla/4.0 (compatible; Dillo 3.0)', want: [302, '/page?a=1'] },
  ]
  for (const { agent, headers = {}, want } of cases) {
    const own = { Host: 'site.example', 'User-Agent': agent, Accept: 'text/html', ...headers }
    const check = await request(port, { path: '/page?a=1', headers: own })
    t.equal(check.headers.get('pragma'), 'no-cache')
    const token = slowTokenIn(check.text) ?? ''
    clock.advance(11_000)
    const press = (path: string, fields: Readonly<Record<string, string>>) =>
      request(port, {
        method: 'POST',
        path,
        headers: { ...own, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
      })
    const chosen = await press('/.paart/language', { token, language: 'fr' })
    t.strictSame([chosen.status, chosen.headers.get('location')], want, `${agent}: language`)
    const waited = await press('/.paart/wait', { token })
    t.not(passIn(waited), '')
    const led = await ledOn(port, waited, own)
    t.strictSame([led.status, led.headers.get('location')], want, `${agent}: slow door`)
  }
})
