import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, request, sendRaw, type RawAnswer } from '../support/http.ts'
import { answer, startOrigin, type RecordedRequest } from '../support/recording-origin.ts'

const origin = await startOrigin({
  respond: (received) =>
    received.target === '/hints'
      ? Buffer.concat([answer({ status: 103, headers: { Link: '</a>' } }), echo(received)])
      : echo(received),
})
const gate = await startTestGate({
  backendPort: origin.port,
  routes: `
- { name: checked, path: /checked, policy: checked }
- { name: everything, policy: open }`,
  policies: `
open: { challenge: never }
checked: { challenge: always }`,
})
t.teardown(async () => {
  await gate.stop()
  await origin.close()
})

function echo({ method, target, body }: RecordedRequest): Uint8Array {
  const status = Number(/^\/status\/(\d+)$/.exec(target)?.[1] ?? 200)
  const length = { 'X-Seen': target, 'Content-Length': String(body.length) }
  if (method === 'HEAD') return answer({ status, headers: length })
  return answer({ status, headers: { 'X-Seen': target }, body })
}

/** The last request the backend saw, if it saw one since `count`. */
function seenSince(count: number): RecordedRequest | undefined {
  return origin.requests.length === count ? undefined : origin.requests.at(-1)
}

t.test('the backend gets path and query byte for byte', async (t) => {
  const targets = [
    '/',
    '/?',
    '/a?',
    '/a;jsessionid=0A1B.node1',
    '/a;jsessionid=0A1B.node1?b',
    '/caf%E9',
    '/caf%C3%A9',
    '/a?q=%ZZ',
    '/a?q=100%',
    '/%7Euser/~',
    '//a//b/',
    '/a/./b/../c',
    '/%2e%2e/a',
    '/a%2fb%5Cc',
    '/a?b=c?d=/../e',
    '/a?x[]=1&y={}|^"`',
    '/' + 'a'.repeat(8_000),
  ]
  for (const target of targets) {
    const got = await get(gate.port, target)
    t.equal(got.status, 200, target.slice(0, 60))
    t.equal(origin.requests.at(-1)?.target, target, 'as it was sent')
  }
  await get(gate.port, 'http://localhost/a?b')
  t.equal(origin.requests.at(-1)?.target, '/a?b', 'absolute form becomes origin form')
})

/** What would be a request of its own if anybody took a body for the next request. */
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n'

const FRAMINGS = [
  { framing: 'a length', head: `Content-Length: ${SMUGGLED.length}`, body: SMUGGLED },
  {
    framing: 'chunks',
    head: 'Transfer-Encoding: chunked',
    body: `10;x=y\r\n${SMUGGLED.slice(0, 16)}\r\n${(SMUGGLED.length - 16).toString(16)}\r\n${SMUGGLED.slice(16)}\r\n0\r\n\r\n`,
  },
  { framing: 'none', head: 'X: y', body: '' },
  { framing: 'a length of zero', head: 'Content-Length: 0', body: '' },
  { framing: 'a length of zeros', head: 'Content-Length: 000', body: '' },
  { framing: 'no chunk', head: 'Transfer-Encoding: chunked', body: '0\r\n\r\n' },
]

t.test(
  'every method arrives with its body, however that is framed, and nothing else does',
  async (t) => {
    const methods = [
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'PROPFIND',
      'REPORT',
    ]
    const connection = await openConnection(gate.port)
    const before = origin.requests.length
    for (const method of methods) {
      for (const { framing, head, body } of FRAMINGS) {
        connection.send(`${method} /m HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n${body}`)
        const got = await connection.receive({ bodiless: method === 'HEAD' })
        const seen = origin.requests.at(-1)
        const want = body.includes('evil') ? SMUGGLED : ''
        t.match(
          [got.status, seen?.method, seen?.target],
          [200, method, '/m'],
          `${method}, ${framing}`,
        )
        t.equal(seen?.body.toString(), want, 'the body as it was sent')
      }
    }
    connection.close()
    t.equal(origin.requests.length - before, methods.length * FRAMINGS.length, 'no foreign request')
    t.ok(origin.requests.every(({ headers }) => headers.has('paart-client')))
  },
)

t.test('framing and hosts that two parsers could read in two ways are refused', async (t) => {
  const cases = [
    { name: 'another coding', head: 'Transfer-Encoding: gzip, chunked' },
    { name: 'a coding that only looks like it', head: 'Transfer-Encoding: xchunked' },
    { name: 'chunked twice', head: 'Transfer-Encoding: chunked, chunked' },
    {
      name: 'chunked in two fields',
      head: 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
    },
    { name: 'identity', head: 'Transfer-Encoding: identity' },
    { name: 'a blank before the colon', head: 'Transfer-Encoding : chunked' },
    { name: 'a length and chunks', head: 'Content-Length: 5\r\nTransfer-Encoding: chunked' },
    { name: 'chunks and a length', head: 'Transfer-Encoding: chunked\r\nContent-Length: 5' },
    { name: 'two lengths', head: 'Content-Length: 5\r\nContent-Length: 6' },
    { name: 'one length twice', head: 'Content-Length: 5\r\nContent-Length: 5' },
    { name: 'a list of lengths', head: 'Content-Length: 5, 5' },
    { name: 'a sign', head: 'Content-Length: +5' },
    { name: 'hexadecimal', head: 'Content-Length: 0x5' },
    { name: 'more than a number can hold', head: `Content-Length: ${'9'.repeat(20)}` },
    { name: 'two hosts', head: 'Host: b' },
    { name: 'one host twice', head: 'Host: a' },
    { name: 'a folded line', head: 'X: a\r\n b' },
    { name: 'a bare line feed', head: 'X: a\nContent-Length: 5' },
  ]
  for (const { name, head } of cases) {
    const before = origin.requests.length
    const bytes = `POST /framing HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n0\r\n\r\n`
    const got = await sendRaw(gate.port, bytes)
    t.equal(got.status, 400, name)
    t.equal(seenSince(before), undefined, 'nothing reached the backend')
  }
  const old = 'POST /framing HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
  t.equal((await sendRaw(gate.port, old)).status, 400, 'chunks in HTTP/1.0')
  const foreign = 'GET http://b.lu/x HTTP/1.1\r\nHost: a.lu\r\n\r\n'
  t.equal((await sendRaw(gate.port, foreign)).status, 400, 'another authority than Host')
  t.equal((await sendRaw(gate.port, 'GET /x HTTP/1.1\r\n\r\n')).status, 400, 'no host')
})

/** The start of a request that waits before it sends its body. */
function waitingHead(path: string, expect: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: ${expect}\r\n\r\n`
}

t.test('a client that asks for leave gets it when its request is let through', async (t) => {
  await t.test('let through', async (t) => {
    const connection = await openConnection(gate.port)
    connection.send(waitingHead('/upload', '100-Continue'))
    t.match((await connection.reader.readUntil('\r\n\r\n'))?.toString(), /^HTTP\/1\.1 100 /)
    connection.send('abc')
    t.equal((await connection.receive()).text, 'abc')
    t.notOk(origin.requests.at(-1)?.headers.has('expect'))
    connection.close()
  })
  const cases = [
    { name: 'checked first', path: '/checked', expect: '100-continue', status: 403 },
    { name: 'refused', path: '/.paart/nothing', expect: '100-continue', status: 404 },
    { name: 'expects something else', path: '/upload', expect: 'tea', status: 417 },
  ]
  for (const { name, path, expect, status } of cases) {
    const before = origin.requests.length
    const got = await sendRaw(gate.port, waitingHead(path, expect))
    t.match([got.status, got.interim, got.headers.get('connection')], [status, [], 'close'], name)
    t.equal(seenSince(before), undefined)
  }
})

t.test('clients of other times and habits are served', async (t) => {
  const cases = [
    { name: 'HTTP/1.0 without a host', bytes: 'GET /old HTTP/1.0\r\n\r\n' },
    { name: 'HTTP/1.0 that stays', bytes: 'GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n' },
    {
      name: 'an upgrade nobody knows',
      bytes: 'GET /up HTTP/1.1\r\nHost: a\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n',
    },
    {
      name: 'HTTP/2 over plain text',
      bytes:
        'GET /h2c HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n',
    },
    { name: 'blank lines first', bytes: '\r\n\r\nGET /blank HTTP/1.1\r\nHost: a\r\n\r\n' },
  ]
  for (const { name, bytes } of cases) {
    const got = await sendRaw(gate.port, bytes)
    const target = /(\/\w+) HTTP/.exec(bytes)?.[1]
    t.match([got.status, got.complete, got.headers.get('x-seen')], [200, true, target], name)
    t.notOk(origin.requests.at(-1)?.headers.has('upgrade'))
  }
  t.match(
    origin.requests.find(({ target }) => target === '/old')?.headers.get('host'),
    /^127\.0\.0\.1:/,
  )
})

t.test('a client that has nothing more to say still gets its answer', async (t) => {
  for (const head of ['HTTP/1.0', 'HTTP/1.1\r\nHost: a\r\nConnection: close']) {
    const connection = await openConnection(gate.port)
    connection.socket.end(`GET /half ${head}\r\n\r\n`)
    t.equal((await connection.receive()).status, 200, head.slice(0, 8))
    t.equal((await connection.reader.readToEnd()).length, 0, 'and an end')
    connection.close()
  }
})

t.test('a client that has ended its side gets the answers to all its whole requests', async (t) => {
  const one = await openConnection(gate.port)
  one.socket.end('GET /half/1 HTTP/1.1\r\nHost: a\r\n\r\n')
  t.equal((await one.receive()).headers.get('x-seen'), '/half/1')
  t.equal((await one.reader.readToEnd()).length, 0, 'and an end')
  const three = await openConnection(gate.port)
  const paths = ['/half/2', '/.paart/nothing', '/half/3']
  three.socket.end(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''))
  const got: RawAnswer[] = []
  for (const _ of paths) got.push(await three.receive())
  t.strictSame(
    got.map(({ status, headers }) => headers.get('x-seen') ?? status),
    ['/half/2', 404, '/half/3'],
  )
  t.equal((await three.reader.readToEnd()).length, 0)
})

t.test('requests sent at once are answered in their order', async (t) => {
  const connection = await openConnection(gate.port)
  const paths = ['/p/1', '/.paart/nothing', '/p/2', '/checked', '/p/3']
  connection.send(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''))
  const got: RawAnswer[] = []
  for (const _ of paths) got.push(await connection.receive())
  connection.close()
  t.strictSame(
    got.map(({ status, headers }) => headers.get('x-seen') ?? status),
    ['/p/1', 404, '/p/2', 403, '/p/3'],
  )
})

t.test('trailers are dropped in both directions, early hints go on', async (t) => {
  const bytes =
    'POST /trailers HTTP/1.1\r\nHost: a\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\nHost: b\r\n\r\n'
  t.equal((await sendRaw(gate.port, bytes)).text, 'a')
  const seen = origin.requests.at(-1)
  t.match([seen?.trailers, seen?.headers.has('x-t'), seen?.headers.get('host')], [[], false, 'a'])
  const hints = await get(gate.port, '/hints')
  t.match([hints.status, hints.interim, hints.headers.has('link')], [200, [103], false])
  const old = await sendRaw(gate.port, 'GET /hints HTTP/1.0\r\n\r\n')
  t.match([old.status, old.interim], [200, []], 'HTTP/1.0 knows one answer only')
})

t.test('answers without a body are whole and leave the connection usable', async (t) => {
  const connection = await openConnection(gate.port)
  const cases = [
    { method: 'HEAD', path: '/status/200', body: 'abc', length: '3' },
    { method: 'GET', path: '/status/204', body: '', length: undefined },
    { method: 'GET', path: '/status/304', body: '', length: undefined },
    { method: 'HEAD', path: '/status/304', body: '', length: '0' },
    { method: 'GET', path: '/status/200', body: '', length: '0' },
  ]
  for (const { method, path, body, length } of cases) {
    const got = await request(connection, { method, path, body })
    t.equal(got.headers.get('content-length'), length, `${method} ${path}`)
    t.match([got.status, got.text, got.statusText], [Number(path.slice(8)), '', 'Answer'])
    t.match(got.headers.get('date'), /GMT$/, 'whoever keeps answers has to know how old they are')
  }
  connection.close()
})

t.test('nothing the backend got was less than strict', (t) => {
  t.strictSame(origin.faults, [])
  t.strictSame(gate.notes, [])
  t.end()
})
