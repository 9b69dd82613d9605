import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startTestGate } from '../support/gate.ts'
import { request, sendRaw, type RawAnswer, type SentRequest } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, SCRIPT } from '../support/visitor.ts'

const CONFIG = `
version: 1
listen: [{ address: 127.0.0.1:0 }]
workers: 1
contact: { phone: "+352 1", hours: "8-18", email: help@example.lu, address: "1, rue X" }
languages: [en, fr, de]
log: { to: access.log }
backends: { app: { servers: ["{backend}"], headersTimeout: 200ms } }
sites:
  - name: site
    hosts: [site.lu]
    backend: app
    routes:
      - { name: checked, path: "/checked/**", policy: checked }
      - { name: limited, path: "/limited/**", policy: limited }
      - { name: denied, path: "/denied/**", policy: denied }
      - { name: everything, policy: open }
policies:
  open: { challenge: never }
  checked: { challenge: always }
  denied: { challenge: never, rules: [{ name: never, when: { path: "/**" }, then: deny }] }
  limited: { challenge: never, limits: [{ name: one, key: site, rate: 1/min, burst: 1, over: limit }] }
`

const origin = await startOrigin({
  respond: ({ target }, { socket }) => {
    if (target === '/broken') socket.destroy()
    else if (target !== '/slow') return Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    return null
  },
})
const folder = mkdtempSync(join(tmpdir(), 'paart-answers-'))
const gate = await startTestGate({ backendPort: origin.port, text: CONFIG, folder })
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What the log must say in the end, by reference. */
const recorded = new Map<string, { status: number; decision: string; reason: string }>()
let sentInAll = 0

async function ask(sent: SentRequest): Promise<RawAnswer> {
  sentInAll += 1
  const headers = { Host: 'site.lu', ...Object.fromEntries(Object.entries(sent.headers ?? {})) }
  return request(gate.port, { ...sent, headers })
}

const OLD_ACCEPT = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const PREFLIGHT = { Origin: 'https://other.lu', 'Access-Control-Request-Method': 'PUT' }

/** A frame in a page of the same site. */
const FRAME = { ...NAVIGATION, 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'same-origin' }

/** Who asks; `page` where the answer is for a person's eyes. */
const ASKERS: readonly {
  readonly asker: string
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly page: boolean
}[] = [
  { asker: 'a page load', headers: NAVIGATION, page: true },
  { asker: 'a page load of an old browser', headers: OLD_ACCEPT, page: true },
  { asker: 'a form', method: 'POST', headers: NAVIGATION, page: true },
  { asker: 'the head of a page', method: 'HEAD', headers: NAVIGATION, page: true },
  { asker: 'fetch', headers: SCRIPT, page: false },
  {
    asker: 'XMLHttpRequest of an old browser',
    headers: { ...OLD_ACCEPT, 'X-Requested-With': 'XMLHttpRequest' },
    page: false,
  },
  {
    asker: 'an image',
    headers: { ...SCRIPT, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    page: false,
  },
  { asker: 'a frame of the site', headers: FRAME, page: true },
  { asker: 'a form in a frame of the site', method: 'POST', headers: FRAME, page: true },
  {
    asker: 'a frame of somebody else',
    headers: { ...FRAME, 'Sec-Fetch-Site': 'cross-site' },
    page: false,
  },
  { asker: 'an API client', method: 'PUT', headers: { Accept: 'application/json' }, page: false },
  { asker: 'a head of anything', method: 'HEAD', headers: { Accept: '*/*' }, page: false },
  { asker: 'a preflight', method: 'OPTIONS', headers: PREFLIGHT, page: false },
]

/** What was decided, how it is told, and how it is recorded. */
const DECISIONS = [
  { path: '/checked/a', status: 403, told: 'challenge', reason: 'policy: always' },
  { path: '/limited/a', status: 429, told: 'limit', reason: 'limit: one' },
  { path: '/denied/a', status: 403, told: 'deny', reason: 'rule: never' },
  { path: '/broken', status: 502, told: 'error', reason: 'backend: backend-broke closed' },
  { path: '/slow', status: 504, told: 'error', reason: 'backend: backend-slow' },
  { path: '/a', host: 'other.lu', status: 404, told: 'error', reason: 'request: no-such-site' },
  { path: '/a', host: 'a b', status: 400, told: 'error', reason: 'request: bad-host' },
  { path: '/a%00', status: 400, told: 'error', reason: 'request: ambiguous-path' },
  { path: 'http://b.lu/a', status: 400, told: 'error', reason: 'request: bad-target' },
  { path: '/.paart/x', status: 404, told: 'error', reason: 'request: no-such-page' },
]

const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/

function checkHeaders(t: Test, { headers, complete }: RawAnswer, told: string): void {
  t.ok(complete)
  t.equal(headers.get('paart-decision'), told)
  t.match(headers.get('paart-reference'), REFERENCE)
  t.equal(headers.get('cache-control'), 'no-store')
  t.equal(headers.get('x-robots-tag'), 'noindex')
  t.equal(headers.get('referrer-policy'), 'same-origin')
  const policy = headers.get('content-security-policy') ?? ''
  t.match(policy, /^default-src 'none'/)
  // Only the check computes, in WebAssembly where it may.
  const allowed = told === 'challenge' ? policy.replace("'wasm-unsafe-eval'", '') : policy
  t.notMatch(allowed, /unsafe|\*|http:/)
  // Half of the key of a form that is kept, and nothing else.
  t.match(headers.get('set-cookie') ?? 'paart-kept-', /^paart-kept-/)
}

function checkBody(t: Test, answer: RawAnswer, told: string, page: boolean): void {
  const reference = answer.headers.get('paart-reference') ?? ''
  const type = page ? 'text/html; charset=utf-8' : 'application/problem+json'
  t.equal(answer.headers.get('content-type'), type)
  const retryAfter = answer.headers.get('retry-after')
  t.equal(retryAfter !== undefined, told === 'limit')
  if (answer.body.length === 0) return
  t.equal(answer.headers.get('content-length'), String(answer.body.length))
  if (page) {
    t.ok(answer.text.includes('tel:+3521"'), 'the page says who helps')
    const policy = answer.headers.get('content-security-policy') ?? ''
    const isFramed = policy.includes("frame-ancestors 'self'")
    t.equal(answer.text.includes('help@example.lu'), !isFramed, 'a whole one in every way')
    t.ok(answer.text.includes(reference), 'and gives the reference')
    return
  }
  const { title, detail, ...rest } = JSON.parse(answer.text)
  t.ok(title.length > 0 && detail.length > 0)
  const seconds = told === 'limit' ? { retryAfterSeconds: Number(retryAfter) } : {}
  const check = told === 'challenge' ? { check: rest.check } : {}
  if (told === 'challenge') t.match(rest.check, /^\/\.paart\/check\?to=%2F/)
  const { status } = answer
  t.strictSame(rest, { type: `urn:paart:${told}`, status, reference, ...seconds, ...check })
}

t.test('every decision is told to everybody in the way they can read', async (t) => {
  await ask({ path: '/limited/first' })
  for (const { path, host = 'site.lu', status, told, reason } of DECISIONS) {
    const answers = await Promise.all(
      ASKERS.map(({ method = 'GET', headers }) =>
        ask({ method, path, headers: { ...headers, Host: host } }),
      ),
    )
    for (const [i, { asker, method, page }] of ASKERS.entries()) {
      const answer = answers[i]
      await t.test(`${reason}, told to ${asker}`, async (t) => {
        if (told === 'challenge' && asker === 'a preflight') {
          t.equal(answer?.status, 200, 'a preflight is never challenged')
          return
        }
        if (answer === undefined) throw new Error('no answer')
        t.equal(answer.status, status)
        t.equal(answer.body.length === 0, method === 'HEAD')
        checkHeaders(t, answer, told)
        checkBody(t, answer, told, page)
        const reference = answer.headers.get('paart-reference') ?? ''
        recorded.set(reference, { status, decision: told, reason })
      })
    }
  }
})

t.test('Retry-After tells the second at which there is room again', async (t) => {
  const fresh = await startTestGate({ backendPort: origin.port, text: CONFIG })
  t.teardown(() => fresh.stop(0))
  const sent: SentRequest = { path: '/limited/a', headers: { Host: 'site.lu', ...SCRIPT } }
  const earliest = performance.now()
  await request(fresh.port, sent)
  const over = await request(fresh.port, sent)
  const now = performance.now()
  // The one place was taken between the first two; a minute later it is free.
  const told = Number(over.headers.get('retry-after'))
  t.ok(told >= Math.ceil((60_000 - (now - earliest)) / 1000), 'not too early')
  t.ok(told <= 60, 'not too late')
})

t.test('OPTIONS *, CONNECT and TRACE are answered by the gate', async (t) => {
  const all = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
  const asterisk = await ask({ method: 'OPTIONS', path: '*' })
  t.match([asterisk.status, asterisk.headers.get('allow')], [204, all])
  t.equal((await ask({ method: 'GET', path: '*' })).status, 400)
  const trace = await ask({ method: 'TRACE', path: '/a', headers: SCRIPT })
  t.match([trace.status, trace.headers.get('allow')], [405, all])
  sentInAll += 1
  const connect = await sendRaw(gate.port, 'CONNECT a.lu:443 HTTP/1.1\r\nHost: a.lu\r\n\r\n')
  t.match([connect.status, connect.headers.get('allow')], [405, all])
  checkHeaders(t, connect, 'error')
  checkBody(t, connect, 'error', false)
  const reference = connect.headers.get('paart-reference') ?? ''
  recorded.set(reference, { status: 405, decision: 'error', reason: 'request: CONNECT' })
})

/** The header fields, without the values that differ from one answer to the next. */
function comparable(answer: RawAnswer | undefined): unknown {
  return answer?.rawHeaders.map(([name, value]) =>
    /^(date|paart-reference|retry-after)$/i.test(name)
      ? name
      : `${name}: ${value.replace(/;t=\d+$/, ';t=SECONDS')}`,
  )
}

t.test('a HEAD gets the headers of a GET and no body', async (t) => {
  const { text } = await ask({ path: '/checked/a', headers: NAVIGATION })
  const asset = /\/\.paart\/assets\/\w+\.js/.exec(text)?.[0] ?? ''
  const paths = ['/checked/a', '/limited/a', '/denied/a', '/broken', '/a%00', '/.paart/x']
  for (const path of [...paths, asset, '/.paart/privacy', '/.paart/challenge']) {
    const [got, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => ask({ method, path, headers: NAVIGATION })),
    )
    t.strictSame(comparable(head), comparable(got), path)
    t.equal(head?.body.length, 0)
  }
})

t.test('every request has one line in the log, which tells what was decided and why', async (t) => {
  await gate.stop()
  const lines = readFileSync(join(folder, 'access.log'), 'utf8').trim().split('\n')
  const entries = new Map(lines.map((line) => [JSON.parse(line).reference, JSON.parse(line)]))
  t.equal(lines.length, sentInAll, 'one line each')
  t.equal(entries.size, sentInAll, 'and one reference each')
  for (const [reference, want] of recorded) {
    const { status, decision, reason } = entries.get(reference) ?? {}
    t.strictSame({ status, decision, reason }, want)
  }
  t.equal(recorded.size, DECISIONS.length * ASKERS.length)
  t.notMatch(lines.join(''), /127\.0\.0\.1|b=c|token/, 'no address, query or token')
  t.strictSame(gate.notes, [])
})
