import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, passIn, proofFor, silentTokenIn } from '../support/visitor.ts'

const CONFIG = `
version: 1
listen: [{ address: 127.0.0.1:0 }]
workers: 1
trustedProxies: [127.0.0.0/8]
contact: { phone: "+352 1", hours: "8-18", email: help@example.lu, address: "1, rue X" }
backends: { app: { servers: ["{backend}"] } }
sites:
  - name: site
    hosts: [site.lu]
    scheme: https
    backend: app
    routes: [{ name: everything, policy: read }]
policies:
  read: { challenge: when-suspicious }
`

/** What a person's browser sends, and the proxy of the gate adds. */
const WHOLE: Readonly<Record<string, string>> = {
  ...NAVIGATION,
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Upgrade-Insecure-Requests': '1',
  Host: 'site.lu',
  'X-Forwarded-For': '203.0.113.9',
  'X-Forwarded-Proto': 'https',
}

/** The same behind a company's proxy. */
const STRIPPED = Object.fromEntries(
  Object.entries(WHOLE).filter(([name]) => !/^(?:sec-|upgrade-)/i.test(name)),
)

t.test('a proxy takes fields away: its people are checked once, and never denied', async (t) => {
  const origin = await startOrigin()
  const gate = await startTestGate({ backendPort: origin.port, text: CONFIG })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  const { port } = gate
  t.equal((await get(port, '/page', WHOLE)).status, 200, 'whoever sends all is not asked')
  const asked = await get(port, '/page', STRIPPED)
  t.equal(asked.status, 403)
  const token = silentTokenIn(asked.text)
  if (token === undefined) throw new Error('this is no page of the check')
  const earned = await request(port, {
    method: 'POST',
    path: '/.paart/proof',
    headers: { ...STRIPPED, Accept: '*/*', 'Content-Type': 'application/octet-stream' },
    body: await proofFor(token),
  })
  t.equal(earned.status, 204)
  const own = { ...STRIPPED, Cookie: passIn(earned) }
  for (let page = 0; page < 20; page++) t.equal((await get(port, `/${page}`, own)).status, 200)
  const fetched = await get(port, '/data', { ...own, Accept: 'application/json' })
  t.equal(fetched.status, 200, 'a fetch')
  const sent = await request(port, {
    method: 'POST',
    path: '/form',
    headers: { ...own, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
  })
  t.equal(sent.status, 200, 'a form')
})
