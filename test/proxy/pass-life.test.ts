import t from 'tap'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { type RawAnswer, get, openConnection, request } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, SCRIPT, earnPass, passIn, slowTokenIn } from '../support/visitor.ts'

const origin = await startOrigin({
  respond: ({ target }) =>
    answer({
      status: 200,
      headers: target === '/public' ? [['Cache-Control', 'public, max-age=60']] : [],
      body: 'page',
    }),
})
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.1]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
doors: { slow: { wait: 10s, heldMax: 1 } }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: checked }] }]
policies: { checked: { challenge: always, keepSubmission: false } }
pass: { lifetime: 24h, renewAfter: 6h, proofMaxAge: 2d }
`

const HOUR_MS = 3_600_000

type Claims = Readonly<Record<'jti' | 'prf' | 'iat' | 'exp', unknown>>

function claimsOf(cookie: string): Claims {
  const [, payload = ''] = cookie.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
}

t.test(
  'a pass is renewed by loading a page, keeps its id, and never outlives its proof',
  async (t) => {
    const { port, clock } = await startClockedGate(t, CONFIG)
    const first = await earnPass(port, '/')
    const load = (path: string, sent: Readonly<Record<string, string>>): Promise<RawAnswer> =>
      get(port, path, { ...sent, Cookie: first })
    clock.advance(6 * HOUR_MS - 1_000)
    t.notOk((await load('/', NAVIGATION)).headers.has('set-cookie'), 'not yet')
    clock.advance(1_000)
    const picture = { ...SCRIPT, 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' }
    t.notOk((await load('/', picture)).headers.has('set-cookie'), 'not by a picture')
    t.notOk(
      (await load('/public', NAVIGATION)).headers.has('set-cookie'),
      'not into a shared cache',
    )
    const form = { method: 'POST', path: '/', headers: { ...NAVIGATION, Cookie: first }, body: 'a' }
    t.notOk((await request(port, form)).headers.has('set-cookie'), 'not by a form')

    const renewed = passIn(await load('/', NAVIGATION))
    const [before, after] = [claimsOf(first), claimsOf(renewed)]
    t.strictSame([after.jti, after.prf], [before.jti, before.prf])
    t.equal(after.exp, Number(before.exp) + 6 * 3600)

    clock.advance(23 * HOUR_MS)
    const late = passIn(await get(port, '/', { ...NAVIGATION, Cookie: renewed }))
    t.equal(claimsOf(late).exp, Number(before.prf) + 2 * 86_400, 'cut at two days after the proof')
    clock.advance(12 * HOUR_MS)
    const last = await get(port, '/', { ...NAVIGATION, Cookie: late })
    t.equal(last.status, 200)
    t.notOk(last.headers.has('set-cookie'), 'nothing can be added any more')
    clock.advance(7 * HOUR_MS)
    t.equal((await get(port, '/', { ...NAVIGATION, Cookie: late })).status, 403)
    t.equal((await get(port, '/', { ...SCRIPT, Cookie: late })).status, 403)
  },
)

t.test('one pass on many networks is checked again; only forms go on for a while', async (t) => {
  const { port, clock } = await startClockedGate(t, CONFIG)
  const Cookie = await earnPass(port, '/', { 'X-Forwarded-For': '203.0.113.1' })
  const from = async (
    network: number,
    sent: Readonly<Record<string, string>>,
    method = 'GET',
  ): Promise<number> => {
    const headers = { ...sent, Cookie, 'X-Forwarded-For': `198.51.${network}.1` }
    const body = method === 'POST' ? { body: 'a=b' } : {}
    return (await request(port, { path: '/', method, headers, ...body })).status
  }
  const pages: number[] = []
  for (let network = 1; network <= 5; network++) pages.push(await from(network, NAVIGATION))
  t.strictSame(pages, [200, 200, 200, 200, 403], 'the fifth network')
  t.equal(await from(5, SCRIPT), 403, 'whatever it asks for')
  t.equal(await from(1, SCRIPT), 403, 'and wherever')
  t.equal(await from(1, SCRIPT, 'POST'), 403)
  const forms: number[] = []
  for (let network = 5; network <= 10; network++) {
    forms.push(await from(network, NAVIGATION, 'POST'))
  }
  t.strictSame(
    forms,
    [200, 200, 200, 200, 200, 403],
    'a form goes on until there are twice as many',
  )
  clock.advance(10 * 60_000)
  t.equal(await from(1, NAVIGATION), 200, 'ten minutes later it is forgotten')
})

/** Loads the check page and gives the slow door's token. */
async function slowToken({ port }: ClockedGate): Promise<string> {
  return slowTokenIn((await get(port, '/way?a=b', NAVIGATION)).text) ?? ''
}

function press(port: number, token: string): Promise<RawAnswer> {
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

t.test('the slow door: full it asks for another press, and a late press is not held', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const { port, clock } = gate
  const [held, waiting] = [await slowToken(gate), await slowToken(gate)]
  // Somebody is held already, for ten seconds of real time: longer than this test.
  const holder = await openConnection(port)
  t.teardown(() => holder.close())
  holder.send(
    'POST /.paart/wait HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ' +
      `${NAVIGATION['User-Agent']}\r\nAccept: text/html\r\nContent-Length: ${6 + held.length}\r\n\r\ntoken=${held}`,
  )
  await get(port, '/.paart/privacy')
  const full = await press(port, waiting)
  t.equal(full.status, 429)
  t.equal(full.headers.get('retry-after'), '11')
  t.equal(full.headers.get('paart-decision'), 'limit')
  const again = slowTokenIn(full.text) ?? ''
  clock.advance(11_000)
  const through = await press(port, again)
  t.equal(through.status, 303)
  // Where it is seen whether the browser kept the pass.
  const link = through.headers.get('location') ?? ''
  const led = await get(port, link, { ...NAVIGATION, Cookie: passIn(through) })
  t.equal(led.headers.get('location'), '/way?a=b')
  t.equal((await get(port, '/', { ...NAVIGATION, Cookie: passIn(through) })).status, 200)
  t.equal((await press(port, again)).status, 409, 'a token earns one pass')
})

t.test('the slow door lets twelve a minute through from one network', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const tokens: string[] = []
  for (let i = 0; i < 14; i++) tokens.push(await slowToken(gate))
  gate.clock.advance(12_000)
  const statuses: number[] = []
  for (const token of tokens) statuses.push((await press(gate.port, token)).status)
  t.strictSame(statuses, [...Array.from({ length: 12 }, () => 303), 429, 429])
})
