import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection, request, type RawAnswer } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, SCRIPT } from '../support/visitor.ts'

const origin = await startOrigin()
const gate = await startTestGate({
  backendPort: origin.port,
  site: 'languages: [en, fr, de]',
  routes: `
- { name: checked, path: "/checked/**", policy: checked }
- { name: everything, policy: denied }`,
  policies: `
checked: { challenge: always }
denied: { challenge: never, rules: [{ name: never, when: { path: "/**" }, then: deny }] }`,
})
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

const OLD_ACCEPT = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

/** The check page as a person sees it first. */
function check(headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
  return request(gate.port, { path: '/checked/a?b=c', headers: { ...NAVIGATION, ...headers } })
}

t.test('own paths are recognised as sent alone, and never forwarded', async (t) => {
  const paths = [
    '/.paart',
    '/.paart/',
    '/.paart/../x',
    '/%2epaart/privacy',
    '//.paart/privacy',
    '/.PAART/privacy',
    '/./.paart/privacy',
    '/x/../.paart/privacy',
    '/x/..;y/.paart/privacy',
    '/.paart;x/privacy',
    '/.paart%2fprivacy',
    '/.paart\\privacy',
    '/\\.paart/privacy',
    '/.paart/privacy/',
    '/.paart/privacy;x',
    '/.paart/%70rivacy',
    '/.paart/__proto__',
    '/.paart/assets/',
    '/.paart/assets/constructor',
    '/.paartx',
  ]
  for (const path of paths) t.equal((await request(gate.port, { path })).status, 404, path)
})

t.test('own paths say which methods they serve', async (t) => {
  const asset = /\/\.paart\/assets\/\w+\.js/.exec((await check()).text)?.[0] ?? ''
  const cases = [
    { method: 'GET', path: '/.paart/proof', allow: 'POST' },
    { method: 'HEAD', path: '/.paart/wait', allow: 'POST' },
    { method: 'PUT', path: '/.paart/language', allow: 'POST' },
    { method: 'POST', path: '/.paart/challenge', allow: 'GET, HEAD' },
    { method: 'DELETE', path: '/.paart/privacy', allow: 'GET, HEAD' },
    { method: 'PUT', path: '/.paart/code', allow: 'GET, HEAD, POST' },
    { method: 'OPTIONS', path: asset, allow: 'GET, HEAD' },
  ]
  for (const { method, path, allow } of cases) {
    for (const headers of [SCRIPT, OLD_ACCEPT]) {
      const answer = await request(gate.port, { method, path, headers })
      t.match([answer.status, answer.headers.get('allow')], [405, allow], `${method} ${path}`)
    }
  }
})

t.test('what pages load may be kept for ever', async (t) => {
  const { text } = await check()
  const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' }
  const policies: Readonly<Record<string, string>> = {
    css: "default-src 'none'",
    js: "default-src 'none'; script-src 'wasm-unsafe-eval'",
  }
  for (const [ending, type] of Object.entries(types)) {
    const path = new RegExp(`/\\.paart/assets/\\w+\\.${ending}`).exec(text)?.[0] ?? ''
    const { status, headers, body } = await request(gate.port, { path, headers: SCRIPT })
    t.match([status, headers.get('content-type')], [200, type])
    t.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable')
    t.equal(headers.get('content-security-policy'), policies[ending])
    t.ok(body.length > 1_000)
  }
})

t.test('whoever is denied can still read what is processed and why', async (t) => {
  t.equal((await request(gate.port, { path: '/denied/a', headers: NAVIGATION })).status, 403)
  const answer = await request(gate.port, { path: '/.paart/privacy?x', headers: NAVIGATION })
  t.equal(answer.status, 200)
  t.match(answer.headers.get('content-type'), 'text/html')
  t.notOk(answer.headers.has('paart-decision'), 'it stands in place of nothing')
})

/** The token of the language switch. */
function wayIn(html: string): string {
  return /action="\/\.paart\/language"[^]*?name="token" value="([^"]+)"/.exec(html)?.[1] ?? ''
}

function choose(
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const body = new URLSearchParams(fields).toString()
  const sent = { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin', ...headers }
  return request(gate.port, { method: 'POST', path: '/.paart/language', headers: sent, body })
}

t.test('a chosen language leads back and stays', async (t) => {
  const token = wayIn((await check()).text)
  const chosen = await choose({ token, language: 'fr' })
  t.equal(chosen.status, 303)
  t.equal(chosen.headers.get('location'), '/checked/a?b=c')
  t.match(chosen.headers.get('set-cookie'), /^paart-language=fr; .*HttpOnly; SameSite=Lax$/)
  const next = await check({ Cookie: 'paart-language=fr' })
  t.equal(next.headers.get('content-language'), 'fr')
  t.match(next.text, /<html lang="fr"/)
})

t.test(
  'after a challenged submission the check is shown again in the language chosen',
  async (t) => {
    const submitted = await request(gate.port, {
      method: 'POST',
      path: '/checked/a',
      headers: NAVIGATION,
      body: 'a=b',
    })
    const again = await choose({ token: wayIn(submitted.text), language: 'de' })
    t.equal(again.status, 403)
    t.equal(again.headers.get('content-language'), 'de')
    t.match(again.headers.get('set-cookie'), /^paart-language=de;/)
    t.equal(again.headers.get('paart-decision'), 'challenge')
  },
)

t.test('a language is chosen on a page of the site only', async (t) => {
  const token = wayIn((await check()).text)
  const cases = [
    { name: 'no token', fields: { language: 'fr' }, status: 400 },
    { name: 'another token', fields: { token: token.slice(1), language: 'fr' }, status: 400 },
    { name: 'a language not offered', fields: { token, language: 'pt' }, status: 400 },
    { name: 'another site', fields: { token, language: 'fr' }, site: 'cross-site', status: 403 },
    { name: 'too much', fields: { token: 'a'.repeat(20_000) }, status: 413 },
  ]
  for (const { name, fields, site = 'same-origin', status } of cases) {
    const answer = await choose(fields, { 'Sec-Fetch-Site': site })
    t.equal(answer.status, status, name)
    t.notOk(answer.headers.has('set-cookie'))
  }
})

t.test('one network cannot keep the gate busy with itself', async (t) => {
  const connection = await openConnection(gate.port)
  const count = 1_200
  connection.send('GET /.paart/x HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(count))
  const statuses: number[] = []
  for (let i = 0; i < count; i++) {
    const { status, headers } = await connection.receive()
    statuses.push(status)
    if (status === 429) t.equal(headers.get('retry-after'), '1')
  }
  connection.close()
  t.strictSame(new Set(statuses), new Set([404, 429]))
})

t.test('nothing of this ever reached the backend', (t) => {
  t.strictSame(origin.requests, [])
  t.strictSame(gate.notes, [])
  t.end()
})
