import t from 'tap'
import { startDemo } from '../../src/demo/index.ts'
import { exchange, get, openConnection, request, sendRaw } from '../support/http.ts'

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
t.teardown(demo.close)

t.test(
  'every page answers, links only to pages that exist, and shows what it received',
  async (t) => {
    const pages = [
      '/',
      '/search?q=tram',
      '/inquiries/1',
      '/login',
      '/items',
      '/echo-page',
      '/received',
    ]
    const linked = new Set<string>()
    for (const path of pages) {
      const page = await get(demo.port, path, { Cookie: 'a=1; b="2"', 'X-Seen': 'by all' })
      t.equal(page.status, 200, path)
      t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
      t.match(page.text, `GET ${path} HTTP/1.1`)
      t.match(page.text, />X-Seen<\/th>\s*<td>by all<\/td>/)
      t.match(page.text, />b<\/th>\s*<td>&quot;2&quot;<\/td>/)
      for (const [, link = ''] of page.text.matchAll(/(?:href|src)="([^"#]+)"/g)) linked.add(link)
    }
    for (const link of linked) {
      const brief = link.replace('ms=2000', 'ms=0').replace(/stream$/, 'stream?ms=1')
      const { status } = await get(demo.port, brief)
      t.ok([200, 303].includes(status), link)
    }
  },
)

t.test('assets are public and known by their tag', async (t) => {
  for (const path of ['/assets/portal.css', '/assets/emblem.svg', '/assets/items.js']) {
    const asset = await get(demo.port, path)
    t.equal(asset.headers.get('cache-control'), 'public, max-age=3600', path)
    const tag = asset.headers.get('etag') ?? ''
    const again = await get(demo.port, path, { 'If-None-Match': `"other", W/${tag}` })
    t.match(again, { status: 304, text: '' }, path)
    t.equal((await get(demo.port, path, { 'If-None-Match': '"other"' })).status, 200)
  }
})

t.test('a search shows what was sought, escaped', async (t) => {
  const cases = [
    { query: 'q=tram', want: '1 results for “tram”' },
    { query: 'q=%3Cscript%3E%22%27%26', want: '“&lt;script&gt;&quot;&#39;&amp;”' },
    { query: 'q=%E0%A4%zz', want: '%zz”' },
    { query: '__proto__=1&constructor=2', want: '0 results for “”' },
    { query: `q=${'x'.repeat(20_000)}`, want: 'xxx”' },
  ]
  for (const { query, want } of cases) {
    const found = await get(demo.port, `/search?${query}`)
    t.equal(found.status, 200, query.slice(0, 40))
    t.ok(found.text.includes(want), want)
  }
})

t.test('a request it cannot serve gets a page that says so', async (t) => {
  const cases = [
    { method: 'GET', path: '/nothing', want: 404 },
    { method: 'GET', path: '/__proto__', want: 404 },
    { method: 'GET', path: '/inquiries/2', want: 404 },
    { method: 'GET', path: '/%ff', want: 400 },
    { method: 'GET', path: '/%', want: 400 },
    { method: 'OPTIONS', path: '*', want: 400 },
    { method: 'DELETE', path: '/', want: 405 },
    { method: 'POST', path: '/account', want: 405 },
    { method: 'GET', path: '/logout', want: 405 },
  ]
  for (const { method, path, want } of cases) {
    const answer = await request(demo.port, { method, path })
    t.equal(answer.status, want, `${method} ${path}`)
    t.match(answer.text, 'Back to the home page')
    t.equal(answer.headers.has('allow'), want === 405)
  }
  const { headers } = await request(demo.port, { method: 'DELETE', path: '/login' })
  t.equal(headers.get('allow'), 'GET, POST, HEAD')
})

t.test('a target is understood in each of its spellings', async (t) => {
  const targets = [
    '/login',
    '/%6cogin',
    '/login;jsessionid=1',
    'http://demo.example/login',
    'HTTP://demo.example/login?x',
  ]
  for (const target of targets) t.match((await get(demo.port, target)).text, 'Log in</h1>', target)
  t.match((await get(demo.port, 'http://demo.example')).text, 'Public inquiries', 'no path')
  t.match((await get(demo.port, 'http://demo.example?q')).text, 'Public inquiries', 'no path')
})

t.test('a broken or oversized head is refused and the application lives on', async (t) => {
  const cases = [
    { name: 'not HTTP', bytes: 'hello\r\n\r\n', want: / 400 / },
    { name: 'no host', bytes: 'GET / HTTP/1.1\r\n\r\n', want: / 400 / },
    {
      name: 'a huge head',
      bytes: `GET / HTTP/1.1\r\nA: ${'x'.repeat(40_000)}\r\n\r\n`,
      want: / 431 /,
    },
  ]
  for (const { name, bytes, want } of cases) {
    t.match((await exchange(demo.port, bytes)).toString('latin1'), want, name)
  }
  t.equal((await get(demo.port, '/')).status, 200)
})

t.test('HEAD answers as GET does, without the body', async (t) => {
  for (const path of ['/', '/items', '/assets/portal.css', '/stream', '/api/items']) {
    const head = await request(demo.port, { method: 'HEAD', path })
    const whole = await get(demo.port, `${path}?ms=1`)
    t.match(head, { status: 200, text: '' }, path)
    t.equal(head.headers.get('content-type'), whole.headers.get('content-type'))
  }
})

t.test('/received tells a program everything, in the order and spelling it came', async (t) => {
  const headers = [
    ['ACCEPT', 'application/json'],
    ['x-Twice', '1'],
    ['x-Twice', '2'],
    ['Cookie', '__proto__=a; ; flag; c=d=e'],
  ] as const
  const sent = { method: 'PUT', path: '/received?a=%zz', headers, body: 'abc' }
  const { text, headers: got } = await request(demo.port, sent)
  t.equal(got.get('vary'), 'Accept')
  t.strictSame(JSON.parse(text), {
    method: 'PUT',
    target: '/received?a=%zz',
    version: '1.1',
    headers: [['Host', 'localhost'], ...headers, ['Content-Length', '3']],
    cookies: [
      ['__proto__', 'a'],
      ['flag', ''],
      ['c', 'd=e'],
    ],
    body: { size: 3, sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
  })
})

t.test(
  '/slow waits as asked, /stream sends ten pieces, and both stop with their client',
  async (t) => {
    t.match((await get(demo.port, '/slow?ms=5')).text, 'took 5 ms')
    t.match((await get(demo.port, '/slow?ms=-1')).text, 'took 0 ms')
    const { text, headers } = await get(demo.port, '/stream?ms=1')
    t.equal(headers.get('transfer-encoding'), 'chunked')
    t.equal(text.split('\n').filter((line) => /^Piece \d+ of 10$/.test(line)).length, 10)
    for (const path of ['/slow?ms=99999999', '/stream']) {
      const connection = await openConnection(demo.port)
      connection.send(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
      connection.close()
    }
  },
)

t.test('an address in use is an error, and closing frees it', async (t) => {
  const first = await startDemo({ host: '127.0.0.1', port: 0 })
  await t.rejects(startDemo({ host: '127.0.0.1', port: first.port }), { code: 'EADDRINUSE' })
  const held = await openConnection(first.port)
  await first.close()
  t.equal((await held.reader.readToEnd()).length, 0)
  await t.rejects(sendRaw(first.port, 'GET / HTTP/1.1\r\n\r\n'), { code: 'ECONNREFUSED' })
})
