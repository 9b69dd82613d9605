import t from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { type RawAnswer, openConnection, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import {
  NAVIGATION,
  SCRIPT,
  codeTokenIn,
  earnPass,
  passIn,
  proofFor,
  sendProof,
  silentTokenIn,
  slowTokenIn,
} from '../support/visitor.ts'

const origin = await startOrigin()
const options = {
  backendPort: origin.port,
  routes: `
- { name: api, path: "/api/**", policy: checked }
- { name: strict, path: "/strict/**", policy: worked }
- { name: sworn, path: "/sworn/**", policy: vouched }
- { name: everything, policy: open }`,
  policies: `
open: { challenge: never }
checked: { challenge: always }
worked: { challenge: always, clearance: worked }
vouched: { challenge: always, clearance: vouched }`,
  rest: 'pass: { requestsMax: { worked: 3 } }',
}
const gate = await startTestGate(options)
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

/** What a request names that names none. */
const HOST = 'localhost'
const PAGE = { Referer: `http://${HOST}/page?a=b` }

/** How a page of the site sends a person somewhere, by its script or a link. */
const SENT = { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin', ...PAGE }

const FRAME = { ...SENT, 'Sec-Fetch-Dest': 'iframe' }

function ask(
  path: string,
  headers: Readonly<Record<string, string>> = SENT,
  port = gate.port,
): Promise<RawAnswer> {
  return request(port, { path, headers })
}

async function checkOf(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const { status, text } = await ask(path, headers)
  t.equal(status, 403, path)
  return JSON.parse(text).check
}

t.test('who is stopped learns where the check leads back to the page', async (t) => {
  const table = [
    { name: 'a script of a page', headers: { ...SCRIPT, ...PAGE }, want: '/page?a=b' },
    { name: 'a script whose page says nothing', headers: SCRIPT, want: '/' },
    {
      name: 'a page that names its origin alone',
      headers: { ...SCRIPT, Referer: `http://${HOST}/` },
      want: '/',
    },
    {
      name: 'a page of another host',
      headers: { ...SCRIPT, Referer: `http://${HOST}.evil.lu/page` },
      want: '/',
    },
    {
      name: 'a page of the other scheme',
      headers: { ...SCRIPT, Referer: `https://${HOST}/page` },
      want: '/',
    },
    {
      name: 'a page of the gate',
      headers: { ...SCRIPT, Referer: `http://${HOST}/.paart/code?way=x` },
      want: '/',
    },
    {
      name: 'a page that could be read as another host',
      headers: { ...SCRIPT, Referer: `http://${HOST}//evil.lu/` },
      want: '/',
    },
    {
      name: 'a frame of somebody else',
      headers: { ...FRAME, 'Sec-Fetch-Site': 'cross-site', Referer: 'https://other.lu/' },
      want: '/api/a?c=d',
    },
    {
      name: 'a page longer than a request line',
      headers: { ...SCRIPT, Referer: `http://${HOST}/${'a'.repeat(5_000)}` },
      want: '/',
    },
  ]
  for (const { name, headers, want } of table) {
    t.equal(
      await checkOf('/api/a?c=d', headers),
      `/.paart/check?to=${encodeURIComponent(want)}`,
      name,
    )
  }
  t.match(
    await checkOf('/strict/a', { ...SCRIPT, ...PAGE }),
    /to=%2Fpage%3Fa%3Db&clearance=worked$/,
  )
  t.match(await checkOf('/sworn/a', { ...SCRIPT, ...PAGE }), /&clearance=vouched$/)
})

t.test('a frame links to the same address, out of the frame', async (t) => {
  const { status, headers, text } = await ask('/api/a', FRAME)
  t.equal(status, 403)
  t.equal(headers.get('paart-decision'), 'challenge')
  t.match(headers.get('content-security-policy'), "frame-ancestors 'self'")
  t.match(text, 'target="_top" href="/.paart/check?to=%2Fpage%3Fa%3Db"')
  t.match((await ask('/.paart/check?to=%2Fx', FRAME)).text, 'href="/.paart/check?to=%2Fx"')
})

t.test('only challenges have a check', async (t) => {
  const { text } = await ask('/%00', { ...SCRIPT, ...PAGE })
  t.notOk('check' in JSON.parse(text))
})

t.test('the check is there for whoever has no pass, and leads on with one', async (t) => {
  const path = '/.paart/check?to=%2Fpage%3Fa%3Db%26c%23part'
  const page = await ask(path)
  t.match([page.status, page.headers.get('paart-decision')], [403, 'challenge'])
  t.match(page.headers.get('content-type'), 'text/html')
  t.match(page.headers.get('content-security-policy'), "frame-ancestors 'none'")
  const earned = await sendProof(gate.port, await proofFor(silentTokenIn(page.text) ?? ''))
  t.equal(earned.status, 204)
  const on = await ask(path, { ...SENT, Cookie: passIn(earned) })
  t.match([on.status, on.headers.get('location')], [303, '/page?a=b&c#part'])
  t.equal(on.headers.get('cache-control'), 'no-store')
  t.equal((await ask('/api/a', { ...SCRIPT, Cookie: passIn(earned) })).status, 200)
})

t.test('the page offers the doors that reach what was asked for', async (t) => {
  const table = [
    { path: '/.paart/check?to=%2Fpage', silent: true, slow: true, code: false },
    { path: '/.paart/check?to=%2Fpage&clearance=waited', silent: true, slow: true, code: false },
    { path: '/.paart/check?to=%2Fpage&clearance=worked', silent: true, slow: false, code: false },
    { path: '/.paart/check?to=%2Fpage&clearance=vouched', silent: false, slow: false, code: true },
    { path: '/.paart/check?to=%2Fpage&clearance=none', silent: true, slow: true, code: false },
    { path: '/.paart/check?to=%2Fstrict%2Fa', silent: true, slow: false, code: false },
    { path: '/.paart/check?to=%2Fx%2F..%2Fstrict%2Fa', silent: true, slow: false, code: false },
    {
      path: '/.paart/check?to=%2Fsworn%2Fa&clearance=worked',
      silent: false,
      slow: false,
      code: true,
    },
  ]
  for (const { path, silent, slow, code } of table) {
    const { status, text } = await ask(path)
    t.equal(status, 403, path)
    t.same(
      [silentTokenIn(text) !== undefined, slowTokenIn(text) !== undefined],
      [silent, slow],
      path,
    )
    t.equal(codeTokenIn(text) !== undefined, code, path)
  }
})

t.test('a pass that is not enough does not lead on', async (t) => {
  const cookie = await earnPass(gate.port, '/api/a')
  const enough = await ask('/.paart/check?to=%2Fpage&clearance=worked', { ...SENT, Cookie: cookie })
  t.equal(enough.status, 303)
  const more = await ask('/.paart/check?to=%2Fpage&clearance=vouched', { ...SENT, Cookie: cookie })
  t.equal(more.status, 403)
  const refused = await ask('/.paart/check?to=%2Fpage', { ...SENT, Cookie: 'paart=nonsense' })
  t.equal(refused.status, 403)
  for (let request = 0; request < 3; request++) {
    t.equal((await ask('/api/a', { ...SCRIPT, Cookie: cookie })).status, 200)
  }
  t.equal((await ask('/api/a', { ...SCRIPT, Cookie: cookie })).status, 403, 'used up')
  const again = await ask('/.paart/check?to=%2Fpage', { ...SENT, Cookie: cookie })
  t.equal(again.status, 403, 'or a script would be led in a circle')
})

t.test('the slow door leads back by the check, without a script', async (t) => {
  const clocked = await startClockedGate(t, configText(options))
  const path = '/.paart/check?to=%2Fpage%3Fa%3Db'
  const page = await ask(path, NAVIGATION, clocked.port)
  clocked.clock.advance(11_000)
  const pressed = await request(clocked.port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ token: slowTokenIn(page.text) ?? '' }).toString(),
  })
  const sent = { ...NAVIGATION, Cookie: passIn(pressed) }
  const seen = await ask(pressed.headers.get('location') ?? '', sent, clocked.port)
  t.match([pressed.status, seen.status, seen.headers.get('location')], [303, 303, path])
  const on = await ask(path, sent, clocked.port)
  t.match([on.status, on.headers.get('location')], [303, '/page?a=b'])
  const reasons = clocked.outcomes.map(({ decision, reason, status }) => [
    decision,
    reason.name,
    status,
  ])
  t.strictSame(reasons, [
    ['own', 'check', 403],
    ['own', 'wait accepted', 303],
    ['own', 'own-path', 303],
    ['own', 'check passed', 303],
  ])
})

t.test('where the cookie is lost on the way back, its browser is told so', async (t) => {
  const clocked = await startClockedGate(t, configText(options))
  const path = '/.paart/check?to=%2Fpage'
  const page = await ask(path, NAVIGATION, clocked.port)
  clocked.clock.advance(11_000)
  const same = { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' }
  const body = new URLSearchParams({ token: slowTokenIn(page.text) ?? '' }).toString()
  const sent = { method: 'POST', path: '/.paart/wait', headers: same, body }
  const pressed = await request(clocked.port, sent)
  const told = await ask(pressed.headers.get('location') ?? '', same, clocked.port)
  t.match(told.text, 'Your browser is not storing cookies')
})

t.test('a change of language leads to the check again', async (t) => {
  const path = '/.paart/check?to=%2Fpage&clearance=worked'
  const page = await ask(path)
  const chosen = await request(gate.port, {
    method: 'POST',
    path: '/.paart/language',
    headers: SENT,
    body: new URLSearchParams({ token: silentTokenIn(page.text) ?? '', language: 'fr' }).toString(),
  })
  t.match([chosen.status, chosen.headers.get('location')], [303, path])
})

t.test(
  'nobody is led to another host, to the gate, or out of a page of somebody else',
  async (t) => {
    const cookie = await earnPass(gate.port, '/api/a')
    const bad = [
      '',
      '?to=',
      '?to=page',
      '?to=//evil.lu/',
      '?to=%2F%2Fevil.lu%2F',
      '?to=%2F%5Cevil.lu',
      '?to=%5C%5Cevil.lu',
      '?to=https%3A%2F%2Fevil.lu%2F',
      '?to=javascript%3Aalert(1)',
      '?to=%2F%09%2Fevil.lu',
      '?to=%2Fa%0D%0ASet-Cookie%3A%20a%3Db',
      '?to=%2F.paart%2Fcheck%3Fto%3D%252F',
      '?to=%2F.paart%2Fprivacy',
      '?to=%2Fx%2F..%2F.paart%2Fprivacy',
      '?to=%2F%2e%2e%2F%2epaart%2Fprivacy',
      '?to=%2Fa%2500',
      '?to=%2F%E2%82%AC',
      `?to=%2F${'a'.repeat(8_192)}`,
    ]
    for (const query of bad) {
      const { status, headers } = await ask(`/.paart/check${query}`, { ...SENT, Cookie: cookie })
      t.match([status, headers.get('location')], [303, '/'], query.slice(0, 60))
      t.notOk(headers.has('set-cookie'))
    }
    const others = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', Referer: '' },
    ]
    for (const sender of others) {
      for (const pass of [{}, { Cookie: cookie }]) {
        const answer = await ask('/.paart/check?to=%2Fpage', { ...SENT, ...sender, ...pass })
        t.match([answer.status, answer.headers.get('location')], [303, '/'])
      }
    }
  },
)

/** As Safari before 16.4 and every browser on plain HTTP ask for a page. */
const OLD = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

t.test('without Fetch Metadata the referrer says who sent a person', async (t) => {
  const path = '/.paart/check?to=%2Fpage'
  const foreign = await ask(path, { ...OLD, Referer: 'https://other.lu/.paart/' })
  t.match([foreign.status, foreign.headers.get('location')], [303, '/'])
  t.equal((await ask(path, { ...OLD, ...PAGE })).status, 403)
  t.equal((await ask(path, OLD)).status, 403, 'typed in')
})

t.test('a script that asks for the check itself is told where it stands', async (t) => {
  const { status, text } = await ask('/.paart/check?to=%2Fx', { ...SCRIPT, ...PAGE })
  t.equal(status, 403)
  t.match(JSON.parse(text), { type: 'urn:paart:challenge', check: '/.paart/check?to=%2Fx' })
})

t.test('only GET, and not without end', async (t) => {
  const post = await request(gate.port, { method: 'POST', path: '/.paart/check', headers: SENT })
  t.match([post.status, post.headers.get('allow')], [405, 'GET, HEAD'])
  const head = await request(gate.port, { method: 'HEAD', path: '/.paart/check', headers: SENT })
  t.match([head.status, head.body.length], [403, 0])
  const connection = await openConnection(gate.port)
  const count = 1_200
  connection.send(`GET /.paart/check?to=/ HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`.repeat(count))
  const statuses = new Set<number>()
  for (let i = 0; i < count; i++) statuses.add((await connection.receive()).status)
  connection.close()
  t.strictSame(statuses, new Set([403, 429]))
})
