import t from 'tap'
import { passNameOf } from '../../src/client/index.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, earnPass } from '../support/visitor.ts'

const PATH = '/.paart/my-pass'

/** As a page says it, without its tags. */
function said({ text }: RawAnswer): string {
  const main = /<main>([^]*)<\/main>/.exec(text)?.[1] ?? ''
  return main
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
}

function tokenIn({ text }: RawAnswer): string {
  return /action="\/\.paart\/my-pass"[^]*?name="token" value="([^"]+)"/.exec(text)?.[1] ?? ''
}

interface Deletion {
  readonly cookie?: string
  readonly token: string
  readonly headers?: Readonly<Record<string, string>>
}

function deletePass(port: number, { cookie, token, headers = {} }: Deletion): Promise<RawAnswer> {
  return request(port, {
    method: 'POST',
    path: PATH,
    headers: {
      ...NAVIGATION,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(cookie === undefined ? {} : { Cookie: cookie }),
      ...headers,
    },
    body: new URLSearchParams({ token }).toString(),
  })
}

function idIn(cookie: string): string {
  const [, payload = ''] = cookie.split('.')
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }).jti
}

/** Asks for a page from an address, with a cookie. */
function from(address: string, cookie: string): Readonly<Record<string, string>> {
  const shown = cookie === '' ? {} : { Cookie: cookie }
  return { ...NAVIGATION, 'X-Forwarded-For': address, ...shown }
}

async function stage(t: Parameters<typeof startClockedGate>[0]) {
  const origin = await startOrigin()
  t.teardown(() => origin.close())
  const text = configText({
    backendPort: origin.port,
    site: 'brand: { name: MyGuichet.lu }',
    routes: '- { name: all, policy: checked }',
    policies: 'checked: { challenge: always }',
    rest: 'trustedProxies: [127.0.0.1]',
  })
  const deleted: { pass: string; forMs: number }[] = []
  const gate = await startClockedGate(t, text, {
    onDeleted: (pass, forMs) => void deleted.push({ pass, forMs }),
  })
  return { ...gate, deleted }
}

t.test('whoever holds a pass sees what is held of it, and nobody else', async (t) => {
  const { port, clock } = await stage(t)
  const cookie = await earnPass(port, '/')
  for (let i = 0; i < 4; i++) await get(port, '/', from('203.0.113.7', cookie))
  await get(port, '/', from('198.51.100.7', cookie))
  clock.advance(60_000)
  const mine = await get(port, PATH, from('203.0.113.7', cookie))
  t.equal(mine.status, 200)
  t.equal(mine.headers.get('cache-control'), 'no-store')
  const text = said(mine)
  t.match(text, 'Passed by the calculation')
  t.match(text, 'MyGuichet.lu')
  t.match(text, /5 of 600\. After 595 more the check comes again\./)
  t.match(text, /2 within ten minutes/)
  t.match(text, passNameOf(idIn(cookie)))
  t.notMatch(mine.text, idIn(cookie))
  t.match(text, /When it was passed 15 January 2027/)
  for (const other of ['', 'paart=nonsense']) {
    t.match(said(await get(port, PATH, from('203.0.113.7', other))), /no cookie of ours/)
  }
  const otherBrowser = { ...from('203.0.113.7', cookie), 'User-Agent': 'Lynx/2.9' }
  t.match(said(await get(port, PATH, otherBrowser)), /no cookie of ours/)
})

t.test('a pass is deleted by its holder: invalid, forgotten, and out of the browser', async (t) => {
  const { port, limits, clock, deleted, outcomes } = await stage(t)
  const cookie = await earnPass(port, '/')
  const other = await earnPass(port, '/')
  await get(port, '/', from('203.0.113.7', cookie))
  const mine = await get(port, PATH, { ...NAVIGATION, Cookie: cookie })
  const token = tokenIn(mine)
  const answer = await deletePass(port, { cookie, token })
  t.equal(answer.status, 200)
  t.match(said(answer), 'It is deleted. Nobody can use this cookie here any more.')
  t.equal(answer.headers.get('set-cookie'), 'paart=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
  t.equal((await get(port, '/', { ...NAVIGATION, Cookie: cookie })).status, 403, 'a copy is none')
  t.equal((await get(port, '/', { ...NAVIGATION, Cookie: other })).status, 200, 'and nobody else')
  t.equal(limits.tallies.read('requests', idIn(cookie), clock.steadyMs()), 0)
  t.equal(limits.tallies.read('networks', idIn(cookie), clock.steadyMs()), 0)
  const weekMs = (7 * 86_400 + 900) * 1000
  t.strictSame(
    deleted.map(({ pass, forMs }) => [pass, Math.ceil(forMs / 1000) * 1000]),
    [[passNameOf(idIn(cookie)), weekMs]],
  )
  t.ok(outcomes.some(({ reason }) => reason.name === 'pass deleted'))
  t.match(said(await deletePass(port, { cookie, token })), /no cookie of ours/, 'a second time')
  t.equal(deleted.length, 1)
})

t.test('a form of somebody else deletes nothing', async (t) => {
  const { port, deleted } = await stage(t)
  const cookie = await earnPass(port, '/')
  const token = tokenIn(await get(port, PATH, { ...NAVIGATION, Cookie: cookie }))
  const table: readonly (readonly [Deletion, number])[] = [
    [{ cookie, token, headers: { 'Sec-Fetch-Site': 'cross-site' } }, 403],
    [{ cookie, token, headers: { 'Sec-Fetch-Site': 'same-site' } }, 403],
    [{ cookie, token: '' }, 400],
    [{ cookie, token: 'nonsense' }, 400],
  ]
  for (const [deletion, status] of table) {
    t.equal((await deletePass(port, deletion)).status, status)
  }
  const large = await deletePass(port, { cookie, token: token.padEnd(20_000, 'A') })
  t.equal(large.status, 413)
  const { 'Sec-Fetch-Site': _, ...old } = NAVIGATION
  const byOrigin = (origin: string): Promise<RawAnswer> =>
    request(port, {
      method: 'POST',
      path: PATH,
      headers: { ...old, Origin: origin, Host: 'site.example', Cookie: cookie },
      body: new URLSearchParams({ token }).toString(),
    })
  t.equal((await byOrigin('null')).status, 403)
  t.equal((await byOrigin('http://elsewhere.example')).status, 403)
  t.equal(deleted.length, 0)
  t.equal((await byOrigin('http://site.example')).status, 200)
  t.equal(deleted.length, 1)
})

t.test('the set of revoked passes cannot be filled by whoever earns passes', async (t) => {
  const { port, limits, clock, deleted } = await stage(t)
  const cookie = await earnPass(port, '/')
  const token = tokenIn(await get(port, PATH, { ...NAVIGATION, Cookie: cookie }))
  for (let i = 0; i < 6; i++) {
    await deletePass(port, { cookie: await earnPass(port, '/'), token })
  }
  t.equal(deleted.length, 6)
  const later = await deletePass(port, { cookie, token })
  t.equal(later.status, 429)
  t.match(said(later), 'This does not work at the moment. Please try again later')
  t.match(said(later), 'What our helpdesk calls the cookie', 'and what is held is still there')
  t.notOk(later.headers.has('set-cookie'))
  t.equal((await get(port, '/', { ...NAVIGATION, Cookie: cookie })).status, 200)
  const elsewhere = { 'X-Forwarded-For': '203.0.113.9' }
  t.equal((await deletePass(port, { cookie, token, headers: elsewhere })).status, 200)
  clock.advance(3_600_000)
  const again = await earnPass(port, '/')
  t.equal((await deletePass(port, { cookie: again, token })).status, 200)
  // All of them together.
  clock.advance(1)
  for (let i = 0; i < 2_000; i++) {
    limits.rates.take('pass deleted', 'all', { intervalMs: 480_000, burst: 360 }, clock.steadyMs())
  }
  const last = await earnPass(port, '/')
  const refused = await deletePass(port, {
    cookie: last,
    token,
    headers: { 'X-Forwarded-For': '203.0.113.77' },
  })
  t.equal(refused.status, 429)
  t.equal((await get(port, '/', from('203.0.113.77', last))).status, 200)
})

t.test('while another gate takes this one’s place, deleting has to wait', async (t) => {
  const { port, limits, deleted } = await stage(t)
  const cookie = await earnPass(port, '/')
  const token = tokenIn(await get(port, PATH, { ...NAVIGATION, Cookie: cookie }))
  limits.seal.shut()
  t.equal((await deletePass(port, { cookie, token })).status, 429)
  limits.seal.open()
  t.equal((await deletePass(port, { cookie, token })).status, 200)
  t.equal(deleted.length, 1)
})

t.test('the pages work in every language, without a script', async (t) => {
  const { port } = await stage(t)
  const cookie = await earnPass(port, '/')
  const table = [
    ['lb', 'Wat bei eis iwwer Iech steet'],
    ['fr', 'Ce que nous gardons sur vous'],
    ['de', 'Was bei uns über Sie steht'],
    ['pt', 'O que temos sobre si'],
  ] as const
  for (const [language, title] of table) {
    const headers = { ...NAVIGATION, Cookie: cookie, 'Accept-Language': language }
    const mine = await get(port, PATH, headers)
    t.notMatch(mine.text, '<script')
    t.match(said(mine), title)
  }
  const privacy = await get(port, '/.paart/privacy', NAVIGATION)
  t.match(privacy.text, 'href="/.paart/my-pass"')
  t.notMatch(privacy.text, 'href="/.paart/about"')
})
