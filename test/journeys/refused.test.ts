import { spawnSync } from 'node:child_process'
import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection, request, sendRaw } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { handshakeBytes } from '../support/websocket.ts'

const origin = await startOrigin()
const options = {
  backendPort: origin.port,
  routes: `
- { name: closed, path: "/closed/**", policy: closed }
- { name: login, path: /login, policy: closed }
- { name: home, path: /de/, policy: open }
- { name: everything, policy: open }`,
  policies: `
open: { challenge: never }
closed: { rules: [{ name: closed, when: { path: /** }, then: deny }] }`,
}
const gate = await startTestGate(options)
const behindProxy = await startTestGate({ ...options, rest: 'trustedProxies: [127.0.0.0/8]' })
const rejecting = await startTestGate({ ...options, site: 'ambiguousPath: reject' })
t.teardown(async () => {
  await Promise.all([gate, behindProxy, rejecting].map(({ stop }) => stop()))
  await origin.close()
})

/** What a client is told, and whether a backend heard of it. */
async function told(port: number, bytes: string): Promise<readonly [number, boolean]> {
  const before = origin.requests.length
  const { status } = await sendRaw(port, bytes)
  return [status, origin.requests.length > before]
}

t.test('chunks that two parsers could read in two ways end the connection', async (t) => {
  const cases = [
    { name: 'a size in C', body: '0x1\r\na\r\n0\r\n\r\n' },
    { name: 'a size with a separator', body: '1_0\r\na\r\n0\r\n\r\n' },
    { name: 'a signed size', body: '+1\r\na\r\n0\r\n\r\n' },
    { name: 'a negative size', body: '-1\r\na\r\n0\r\n\r\n' },
    { name: 'a blank before a size', body: ' 1\r\na\r\n0\r\n\r\n' },
    { name: 'no size', body: '\r\na\r\n0\r\n\r\n' },
    { name: 'more than a number can hold', body: `${'f'.repeat(17)}\r\na\r\n0\r\n\r\n` },
    { name: 'a bare line feed after a size', body: '1\na\r\n0\r\n\r\n' },
    { name: 'a bare line feed after an extension', body: '1;a\na\r\n0\r\n\r\n' },
    { name: 'a bare carriage return after a size', body: '1\ra\r\n0\r\n\r\n' },
    { name: 'a bare line feed after a chunk', body: '1\r\na\n0\r\n\r\n' },
    { name: 'a chunk longer than its size', body: '1\r\nab\r\n0\r\n\r\n' },
    { name: 'extensions without end', body: `1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n` },
    { name: 'a trailer without a name', body: '0\r\n: a\r\n\r\n' },
    { name: 'a folded trailer', body: '0\r\nA: a\r\n b\r\n\r\n' },
  ]
  for (const { name, body } of cases) {
    const connection = await openConnection(gate.port)
    const next = 'GET /next HTTP/1.1\r\nHost: a\r\n\r\n'
    connection.send(`POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`)
    connection.send(`${body}${next}`)
    const got = (await connection.reader.readToEnd()).toString('latin1')
    connection.close()
    t.match(got, /^$|^HTTP\/1\.1 400 /, name)
    t.notOk(
      origin.requests.some(({ target }) => target === '/next'),
      'nothing after it is read',
    )
  }
  const whole = origin.requests.filter(({ complete }) => complete)
  t.strictSame(whole, [], 'no backend took one for whole')
})

t.test('extensions of chunks end at the gate', async (t) => {
  const bytes = `POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a="b;c"\r\na\r\n0;d\r\n\r\n`
  t.strictSame(await told(gate.port, bytes), [200, true])
  t.equal(origin.requests.at(-1)?.body.toString(), 'a')
})

t.test('a length that is no plain number is refused', async (t) => {
  for (const length of [
    '',
    ' ',
    '1 1',
    '1,1',
    '1;',
    '1.0',
    '1e0',
    '०',
    '0b1',
    `0${'0'.repeat(15)}1`,
  ]) {
    const bytes = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\na`
    t.strictSame(await told(gate.port, bytes), [400, false], JSON.stringify(length))
  }
})

const NEXT = 'GET /next HTTP/1.1\r\nHost: a\r\n\r\n'

t.test('behind a request that is not clear nothing is read', async (t) => {
  const chunks = '0\r\n\r\n'
  const cases = {
    'a coding beside chunks': `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${chunks}`,
    'and a host too many': `POST / HTTP/1.1\r\nHost: a\r\nHost: a\r\nTransfer-Encoding: x, chunked\r\n\r\n${chunks}`,
    'and no path': `OPTIONS * HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x, chunked\r\n\r\n${chunks}`,
    'a length that is too long': `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${'0'.repeat(16)}\r\n\r\n`,
    'two hosts': 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    'another host in the target': 'GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n',
    'a fragment': 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n',
  }
  for (const [name, bytes] of Object.entries(cases)) {
    const before = origin.requests.length
    const connection = await openConnection(gate.port)
    connection.send(bytes + NEXT)
    const { status, headers } = await connection.receive()
    t.match([status, headers.get('connection')], [400, 'close'], name)
    t.equal((await connection.reader.readToEnd()).length, 0, 'and the connection ends')
    connection.close()
    t.equal(origin.requests.length, before)
  }
})

t.test('behind an answer that is the last of its connection nothing is read', async (t) => {
  const fields = 'HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: '
  for (const expect of ['100-continue', 'tea']) {
    for (const next of [NEXT, handshakeBytes('/next')]) {
      const before = origin.requests.length
      const connection = await openConnection(gate.port)
      connection.send(`POST /closed/a ${fields}${expect}\r\n\r\na${next}`)
      t.equal((await connection.receive()).headers.get('connection'), 'close', expect)
      t.equal((await connection.reader.readToEnd()).length, 0)
      connection.close()
      t.equal((await request(gate.port, { path: '/still' })).status, 200)
      t.equal(origin.requests.length, before + 1, 'only that')
    }
  }
})

t.test('only the one expectation there is, alone and in full, is met', async (t) => {
  const cases = [
    'x 100-continue',
    '100-continue, tea',
    '100-continue;q=1',
    '100-continued',
    '"100-continue"',
    'tea\r\nExpect: 100-continue',
    '100-continue\r\nExpect: tea',
    '100-continue\r\nExpect: 100-continue',
  ]
  for (const expect of cases) {
    const bytes = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: ${expect}\r\n\r\n`
    t.strictSame(await told(gate.port, bytes), [417, false], JSON.stringify(expect))
  }
  const blank = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect :100-continue\r\n\r\n'
  t.strictSame(await told(gate.port, blank), [400, false], 'a blank before the colon')
  const old = 'POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 1\r\nExpect: tea\r\n\r\na'
  t.strictSame(await told(gate.port, old), [200, true], 'HTTP/1.0 knows none (RFC 9110 10.1.1)')
  t.notOk(origin.requests.at(-1)?.headers.has('expect'))
})

function early(method: string): string {
  return `${method} /e HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nEarly-Data: 1\r\n\r\n`
}

t.test('what a proxy got before its handshake ended is asked for again', async (t) => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPPATCH']) {
    t.strictSame(await told(behindProxy.port, early(method)), [425, false], method)
  }
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    t.strictSame(await told(behindProxy.port, early(method)), [200, true], method)
  }
  t.strictSame(await told(gate.port, early('POST')), [200, true], 'a client’s word is none')
})

t.test('only the request line names the path that is judged', async (t) => {
  for (const port of [gate.port, behindProxy.port]) {
    for (const field of ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri', 'X-Original-Path']) {
      const headers = { [field]: '/open' }
      t.equal((await request(port, { path: '/closed/a', headers })).status, 403, field)
    }
  }
})

t.test('a path with a slash more is judged as the one without it too', async (t) => {
  for (const path of ['/login', '/login/', '/login//', '/login/./', '/login/;a', '/closed/']) {
    t.equal((await request(gate.port, { path })).status, 403, path)
  }
  for (const path of ['/de/', '/de', '/', '/logins/', '/open/']) {
    t.equal((await request(gate.port, { path })).status, 200, path)
  }
})

t.test('a site may refuse every path that servers take for different ones', async (t) => {
  for (const path of ['/a/../b', '//a', '/a;b', '/a%2fb', '/%6a', '/a\\b', '/./a']) {
    t.equal((await request(rejecting.port, { path })).status, 400, path)
    t.equal((await request(gate.port, { path })).status, 200, `${path}, where it may not`)
  }
  for (const path of ['/', '/a/', '/caf%C3%A9', '/a%20b', '/a?b=//../;']) {
    t.equal((await request(rejecting.port, { path })).status, 200, path)
  }
  t.equal((await request(rejecting.port, { path: '/login/' })).status, 403)
})

t.test('cookies of any size and number are no defect', async (t) => {
  const cases = {
    'one of 16 kB': `a=${'x'.repeat(16_000)}`,
    'a pass of 16 kB': `paart=${'x'.repeat(16_000)}`,
    'a thousand passes': Array.from({ length: 1_000 }, (_, i) => `paart=a${i}.b.c`).join('; '),
    'nothing but separators': '; ;;=;= '.repeat(1_000),
    'bytes beyond ASCII': 'paart=\xff\xfe; a=\xe9',
  }
  for (const [name, cookie] of Object.entries(cases)) {
    const bytes = `GET /c HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n\r\n`
    t.strictSame(await told(gate.port, bytes), [200, true], name)
    t.notMatch(origin.requests.at(-1)?.headers.get('cookie') ?? '', /paart=/)
  }
})

t.test('no option of Node makes the parser lenient', (t) => {
  const program = `
    import { createGateServer } from './src/proxy/arrival/listen.ts'
    import { connect } from 'node:net'
    const tools = {
      limits: { headerBytesMax: 65_536, headerTimeoutMs: 10_000, idleTimeoutMs: 10_000 },
      connections: { admit: (_socket, serve) => serve(), watch: () => () => undefined },
      deadlines: { set: () => undefined, clear: () => undefined },
    }
    const server = createGateServer(tools, {
      onRequest: (request, response) => response.end('taken'),
      onUpgrade: () => undefined,
      onExpectation: () => undefined,
      onMalformed: () => 'REFE-RNCE',
      onRawTarget: () => undefined,
    })
    server.listen(0, '127.0.0.1', () => {
      const socket = connect(server.address().port, '127.0.0.1')
      socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n')
      socket.once('data', (bytes) => { console.log(String(bytes).slice(0, 12)); process.exit() })
    })`
  const lenient = ['--insecure-http-parser', '--input-type=module-typescript', '--eval', program]
  const { stdout, stderr } = spawnSync(process.execPath, lenient, { timeout: 60_000 })
  t.equal(String(stdout).trim(), 'HTTP/1.1 400', String(stderr))
  t.end()
})

t.test('nobody noticed anything', (t) => {
  const notes = [gate, behindProxy, rejecting].flatMap((each) => each.notes)
  const other = notes.filter((note) => !note.includes('names no client'))
  t.strictSame(other, [])
  t.strictSame(origin.faults, [])
  t.end()
})
