import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type TestGate, startTestGate } from '../support/gate.ts'
import { exchange, openConnection, request, sendRaw } from '../support/http.ts'
import { ask, CLIENT, HOST } from '../support/asking.ts'
import { eventually } from '../support/eventually.ts'
import { NAVIGATION, passIn, proofFor, sendProof, silentTokenIn } from '../support/visitor.ts'

/*
 * What other proxies ask about requests which they forward themselves, spoken here byte for byte as they do.
 * test/applications/subrequests.test.ts has the proxies themselves.
 */

const TEXT = `
version: 1
listen: [{ address: "127.0.0.1:0", subrequests: true }]
workers: 1
trustedProxies: [127.0.0.1]
contact: { phone: "247 82 000", hours: "8:00-18:00", email: help@example.lu, address: Luxembourg }
log: { to: access.log }
sites:
  - name: site
    hosts: [${HOST}]
    routes:
      - { name: closed, path: "/closed/**", policy: closed }
      - { name: api, path: "/api/**", policy: api }
      - { name: open, path: "/open/**", policy: open }
      - { name: everything, policy: read }
policies:
  closed: { challenge: never, rules: [{ name: nobody, when: { path: "/**" }, then: deny }] }
  api:
    challenge: never
    limits: [{ name: calls, key: address, rate: 1/d, burst: 2, over: limit }]
  open: { challenge: never }
  read: { challenge: always }
`

async function start(t: Test, text = TEXT): Promise<TestGate> {
  const gate = await startTestGate({ backendPort: 1, text })
  t.teardown(() => gate.stop())
  return gate
}

/** What citizens send to the gate's own paths, as the proxy passes it on. */
const THROUGH = { Host: HOST, 'X-Forwarded-For': CLIENT, 'X-Forwarded-Proto': 'https' }

interface Line {
  readonly decision: string
  readonly reason: string
}

async function logged(gate: TestGate, count: number): Promise<readonly Line[]> {
  const lines = (): string[] =>
    readFileSync(join(gate.folder, 'access.log'), 'utf8').split('\n').filter(Boolean)
  await eventually(`${count} lines are written`, () => lines().length >= count)
  return lines().map((line) => JSON.parse(line) as Line)
}

/** For those that ask nothing of its log. */
const shared = await startTestGate({ backendPort: 1, text: TEXT })
t.teardown(() => shared.stop())

t.test('who is let through is told so, with what the backend is to know', async (t) => {
  const gate = await start(t)
  const answer = await ask(gate, { uri: '/open/a?b=c', headers: NAVIGATION })
  t.equal(answer.status, 204)
  t.equal(answer.headers.get('paart-client'), 'pass=none; score=0')
  t.equal(answer.headers.get('cache-control'), 'no-store')
  t.match(answer.headers.get('x-request-id') ?? '', /^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  t.notOk(answer.headers.has('paart-decision'), 'an answer in place of the application’s has it')
  const continued = await ask(gate, { uri: '/open/a', headers: { 'X-Request-Id': 'of-the-proxy' } })
  t.equal(continued.headers.get('x-request-id'), 'of-the-proxy')
  const [line] = await logged(gate, 1)
  t.match(line, {
    decision: 'pass',
    reason: 'policy: default',
    method: 'GET',
    path: '/open/a',
    status: 204,
    site: 'site',
    route: 'open',
  })
})

t.test('a citizen gets the page, does the check, and is let through', async (t) => {
  const page = await ask(shared, { uri: '/page', headers: NAVIGATION })
  t.equal(page.status, 403)
  t.equal(page.headers.get('paart-decision'), 'challenge')
  const token = silentTokenIn(page.text) ?? ''
  const proved = await sendProof(shared.port, await proofFor(token), THROUGH)
  t.equal(proved.status, 204)
  t.match(proved.headers.get('set-cookie') ?? '', '__Host-paart=', 'the pass is for https')
  const headers = { ...NAVIGATION, Cookie: passIn(proved) }
  const through = await ask(shared, { uri: '/page', headers })
  t.equal(through.status, 204)
  t.match(through.headers.get('paart-client') ?? '', /^pass=worked; /)
  t.equal((await ask(shared, { method: 'POST', uri: '/form', headers })).status, 204)
})

t.test('a proxy asks on and on on one connection', async (t) => {
  const connection = await openConnection(shared.port)
  t.teardown(connection.close)
  for (const uri of ['/open/a', '/page', '/closed/a', '/nowhere/../closed']) {
    for (const path of ['/forward-auth', '/auth-request', '/auth-request/answer']) {
      const headers = { ...NAVIGATION, 'Content-Length': '0' }
      const answer = await ask({ port: connection }, { uri, headers }, path)
      t.equal(answer.headers.get('connection'), 'keep-alive')
    }
  }
})

t.test('a form that meets the check was not sent, and the page says so', async (t) => {
  const form = await ask(shared, { method: 'POST', uri: '/form', headers: NAVIGATION })
  t.equal(form.status, 403)
  t.match(form.text, 'Your form has not been sent yet')
})

t.test('a program is told in short: to wait, to do the check, or that nothing helps', async (t) => {
  const headers = { 'User-Agent': 'harvester/1', Accept: 'application/json' }
  for (const expected of [204, 204]) {
    t.equal((await ask(shared, { uri: '/api/list', headers })).status, expected)
  }
  const limited = await ask(shared, { uri: '/api/list', headers })
  t.equal(limited.status, 429)
  t.equal(limited.headers.get('content-type'), 'application/problem+json')
  t.match(limited.headers.get('retry-after') ?? '', /^\d+$/)
  const other = await ask(shared, { uri: '/api/list', headers, from: '198.51.100.1' })
  t.equal(other.status, 204, 'limits count the client and not the proxy')
  t.match(JSON.parse((await ask(shared, { uri: '/page', headers })).text), {
    type: 'urn:paart:challenge',
    check: '/.paart/check?to=%2F',
  })
  const denied = await ask(shared, { uri: '/closed/a', headers })
  t.equal(denied.status, 403)
  t.match(JSON.parse(denied.text), { type: 'urn:paart:deny' })
})

t.test(
  'the answer to a HEAD goes to the proxy with its body, since that asks by a GET',
  async (t) => {
    const head = await ask(shared, { method: 'HEAD', uri: '/page', headers: NAVIGATION })
    t.equal(head.status, 403)
    t.ok(head.complete)
    t.equal(head.body.length, Number(head.headers.get('content-length')))
  },
)

t.test('a question may come by any method, with a body or the length of one', async (t) => {
  const fields =
    `Host: x\r\nX-Forwarded-For: ${CLIENT}\r\nX-Forwarded-Host: ${HOST}\r\n` +
    'X-Forwarded-Proto: https\r\nX-Forwarded-Uri: /open/a\r\nX-Forwarded-Method: POST\r\n'
  for (const body of ['hello', '']) {
    for (const path of ['/forward-auth', '/auth-request', '/auth-request/answer']) {
      const bytes = `POST ${path} HTTP/1.1\r\n${fields}Content-Length: 5\r\n\r\n${body}`
      const all = String(await exchange(shared.port, `${bytes}GET /smuggled HTTP/1.1\r\n\r\n`))
      t.match(all, path.endsWith('answer') ? /^HTTP\/1.1 429 / : /^HTTP\/1.1 204 /)
      t.equal(all.match(/^HTTP\/1/gm)?.length, 1, 'nothing behind it is taken for a question')
    }
  }
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  const opened = await sendRaw(shared.port, `GET /forward-auth HTTP/1.1\r\n${fields}${upgrade}\r\n`)
  t.equal(opened.status, 204, 'a WebSocket is opened by the proxy')
})

t.test('nginx looks, and fetches the answer of what is refused', async (t) => {
  const gate = await start(t)
  const LOOK = '/auth-request'
  const ANSWER = '/auth-request/answer'
  t.equal((await ask(gate, { uri: '/open/a' }, LOOK)).status, 204)
  for (const described of [
    { uri: '/page', headers: NAVIGATION },
    { uri: '/closed/a' },
    { uri: '/page', host: 'unknown.example' },
    { uri: '/a#b' },
    { uri: '/page', method: 'BREW' },
    { uri: '/.paart/assets/x' },
    { uri: '*', method: 'OPTIONS' },
  ]) {
    const look = await ask(gate, described, LOOK)
    t.equal(look.status, 403, described.uri)
    t.equal(look.body.length, 0)
    t.notOk(look.headers.has('paart-decision'))
  }
  const page = await ask(gate, { uri: '/page', headers: NAVIGATION }, ANSWER)
  t.equal(page.status, 403)
  t.ok(silentTokenIn(page.text))
  t.equal((await ask(gate, { uri: '/a#b' }, ANSWER)).status, 400)
  t.equal((await ask(gate, { uri: '/page', host: 'unknown.example' }, ANSWER)).status, 404)

  const seen = (await logged(gate, 11)).map(({ decision, reason }) => `${decision} ${reason}`)
  t.strictSame(seen, [
    'pass policy: default',
    ...Array.from({ length: 7 }, () => 'own gate: look refused'),
    'challenge policy: always',
    'error request: bad-target',
    'error request: no-such-site',
  ])
})

t.test(
  'a look counts what is let through once, and what is refused where it is answered',
  async (t) => {
    const LOOK = '/auth-request'
    for (const expected of [204, 204, 403, 403]) {
      t.equal(
        (await ask(shared, { uri: '/api/list', from: '198.51.100.9' }, LOOK)).status,
        expected,
      )
    }
    const answer = await ask(shared, { uri: '/api/list', from: '198.51.100.9' }, `${LOOK}/answer`)
    t.equal(answer.status, 429)
    t.match(answer.headers.get('retry-after') ?? '', /^\d{5}$/)
  },
)

t.test('an answer that is fetched when nothing is in the way is no leave', async (t) => {
  const gate = await start(t)
  const late = await ask(gate, { uri: '/open/a' }, '/auth-request/answer')
  t.equal(late.status, 429)
  t.equal(late.headers.get('retry-after'), '1')
  t.match(await logged(gate, 1), [{ decision: 'limit', reason: 'gate: look late' }])
})

t.test('a question is answered for a trusted proxy alone', async (t) => {
  const gate = await start(t)
  const connection = await openConnection(gate.port, { from: '127.0.0.9' })
  t.teardown(connection.close)
  const lines = { 'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Host': HOST }
  const rest = { 'X-Forwarded-Method': 'GET', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Uri': '/' }
  for (const path of ['/forward-auth', '/auth-request', '/.paart/privacy', '/open/a']) {
    const answer = await request(connection, { path, headers: { ...lines, ...rest, Host: HOST } })
    t.equal(answer.status, 403, path)
  }
  for (const { decision, reason } of await logged(gate, 4)) {
    t.equal(`${decision} ${reason}`, 'error request: stranger')
  }
})

t.test('what describes nothing is refused, and the log says why', async (t) => {
  const gate = await start(t)
  const answer = await request(gate.port, {
    path: '/forward-auth',
    headers: [
      ['Host', HOST],
      ['X-Forwarded-For', CLIENT],
      ['X-Forwarded-Host', HOST],
      ['X-Forwarded-Method', 'GET'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Uri', '/open/a'],
      ['X-Forwarded-Uri', '/closed/a'],
    ],
  })
  t.equal(answer.status, 400)
  t.equal(
    (await request(gate.port, { path: '/auth-request', headers: { Host: HOST } })).status,
    403,
  )
  t.equal((await request(gate.port, { path: '/open/a', headers: { Host: HOST } })).status, 404)
  const own = await ask(gate, { uri: '/.paart/privacy', headers: NAVIGATION })
  t.equal(own.status, 404, 'a proxy that asks about own paths serves its citizens half a page')
  t.strictSame(
    (await logged(gate, 4)).map(({ reason }) => reason),
    [
      'request: undescribed',
      'request: undescribed',
      'request: no-such-page',
      'request: unrouted-own-path',
    ],
  )
})

t.test('a described target is read as one that is sent', async (t) => {
  const gate = await start(t)
  const statusOf = async (uri: string): Promise<number> =>
    (await ask(gate, { uri, headers: { Accept: 'application/json' } })).status
  t.equal(await statusOf('/open/../closed/a'), 403, 'the strictest of its readings')
  t.equal(await statusOf('/open/..%2fclosed/a'), 403)
  t.equal(await statusOf('//closed/a'), 403)
  t.equal(await statusOf('/%2epaart/proof'), 404)
  t.equal(await statusOf('/open/a%00'), 400)
  t.equal(await statusOf('/open/caf\u00e9'), 400)
  t.match((await logged(gate, 6)).at(-1), { reason: 'request: raw-target', path: '/open/caf' })
  t.equal(await statusOf(`http://other.example/open/a`), 400)
  t.equal(await statusOf('open/a'), 400)
  t.equal(await statusOf('*'), 400)
  t.equal((await ask(gate, { uri: '/open/a', method: 'TRACE' })).status, 405)
  t.equal((await ask(gate, { uri: '/open/a', method: 'CONNECT' })).status, 405)
  t.equal((await ask(gate, { uri: '/open/a', host: 'a, b' })).status, 400)
  t.equal((await ask(gate, { uri: '/open/a', host: 'DEMARCHES.example.lu.:443' })).status, 204)
})
