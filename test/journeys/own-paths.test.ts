import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection, request, type RawAnswer } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { languageTokenIn, NAVIGATION, SCRIPT } from '../support/visitor.ts'

const origin = await startOrigin()
const gate = await startTestGate({
  backendPort: origin.port,
  site: 'languages: [en, fr, de]',
  routes: `
- { name: checked, path: "/checked/**", policy: checked }
- { name: everything, policy: denied }`,
  policies: `
checked: { challenge: always, keepSubmission: false }
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

t.test('whoever sends nothing to a door is answered at once', async (t) => {
  const doors = ['proof', 'wait', 'code', 'language', 'my-pass', 'forget']
  for (const door of doors) {
    for (const last of ['Connection: close\r\n', '']) {
      const connection = await openConnection(gate.port)
      connection.send(`POST /.paart/${door} HTTP/1.1\r\nHost: www.example.lu\r\n${last}\r\n`)
      const { status } = await connection.receive()
      t.ok(status !== 408 && status < 500, `${door}: ${status}`)
      connection.close()
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
    t.notOk(headers.has('content-encoding'), 'nothing was said of codings')
    t.equal(headers.get('vary'), 'Accept-Encoding')
    for (const { accepts, coding } of CODINGS) {
      const asked = { ...SCRIPT, 'Accept-Encoding': accepts }
      const packed = await request(gate.port, { path, headers: asked })
      t.equal(packed.headers.get('content-encoding'), coding, `${ending}: ${accepts}`)
      const unpack = coding === 'br' ? brotliDecompressSync : gunzipSync
      t.ok((coding === undefined ? packed.body : unpack(packed.body)).equals(body))
      t.equal(packed.headers.get('content-length'), String(packed.body.length))
    }
  }
})

/** The coding of a file; a page is in gzip wherever that is taken. */
const CODINGS = [
  { accepts: 'gzip, deflate, br, zstd', coding: 'br', ofPage: 'gzip' },
  { accepts: 'gzip, deflate', coding: 'gzip', ofPage: 'gzip' },
  { accepts: 'GZIP;q=0.5', coding: 'gzip', ofPage: 'gzip' },
  { accepts: 'br;q=1.0, gzip;q=0', coding: 'br', ofPage: undefined },
  { accepts: 'br ; q=0.000, gzip', coding: 'gzip', ofPage: 'gzip' },
  { accepts: 'identity', coding: undefined, ofPage: undefined },
  { accepts: '*', coding: undefined, ofPage: undefined },
  { accepts: '', coding: undefined, ofPage: undefined },
]

t.test('a check page goes over the wire as short as the browser takes it', async (t) => {
  for (const { accepts, ofPage } of CODINGS) {
    const { headers, body } = await check({ 'Accept-Encoding': accepts })
    t.equal(headers.get('content-encoding'), ofPage, accepts)
    t.match(headers.get('vary'), 'Accept-Encoding')
    const html = (ofPage === undefined ? body : gunzipSync(body)).toString('latin1')
    t.match(html, /^<!doctype html>[^]*<\/html>\n$/)
  }
  const headers = { ...NAVIGATION, 'Accept-Encoding': 'gzip' }
  const head = await request(gate.port, { method: 'HEAD', path: '/checked/a', headers })
  t.match([head.headers.get('content-encoding'), head.body.length], ['gzip', 0])
})

t.test('whoever is denied can still read what is processed and why', async (t) => {
  t.equal((await request(gate.port, { path: '/denied/a', headers: NAVIGATION })).status, 403)
  const answer = await request(gate.port, { path: '/.paart/privacy?x', headers: NAVIGATION })
  t.equal(answer.status, 200)
  t.match(answer.headers.get('content-type'), 'text/html')
  t.notOk(answer.headers.has('paart-decision'), 'it stands in place of nothing')
})

function wayIn(html: string): string {
  return languageTokenIn(html) ?? ''
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

function press(fields: Readonly<Record<string, string>>): Promise<RawAnswer> {
  return request(gate.port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams(fields).toString(),
  })
}

t.test('a check page is one form: whatever is pressed arrives at its door', async (t) => {
  const token = wayIn((await check()).text)
  const chosen = await press({ token, language: 'fr' })
  t.match([chosen.status, chosen.headers.get('location')], [303, '/checked/a?b=c'])
  t.match(chosen.headers.get('set-cookie'), /^paart-language=fr;/)
  for (const path of ['/.paart/wait', '/.paart/language']) {
    const body = new URLSearchParams({ token, door: 'code' }).toString()
    const headers = { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' }
    const asked = await request(gate.port, { method: 'POST', path, headers, body })
    t.match([asked.status, asked.headers.get('location')], [303, `/.paart/code?way=${token}`])
    t.notOk(asked.headers.has('set-cookie'))
  }
  t.equal((await press({ token: 'x', door: 'code' })).status, 400)
  t.equal((await press({ token, language: 'pt' })).status, 400, 'not offered')
})

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
