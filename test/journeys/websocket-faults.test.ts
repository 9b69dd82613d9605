import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ownEnvironment, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type Connection, get, openConnection, reset } from '../support/http.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { spoil } from '../support/spoil.ts'
import {
  HANDSHAKE,
  acceptance,
  clientFrame,
  handshake,
  handshakeBytes,
  openWebSocket,
  serverFrame,
} from '../support/websocket.ts'
import { lastEnd, setStage } from '../support/websocket-stage.ts'

t.test('nothing passes before a good 101', async (t) => {
  const bad: Readonly<Record<string, string>> = {
    '/no-accept': acceptance({ 'Sec-WebSocket-Accept': null }),
    '/bad-accept': acceptance({ 'Sec-WebSocket-Accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
    '/named-away': acceptance({ Connection: 'Upgrade, Sec-WebSocket-Accept' }),
    '/no-upgrade': acceptance({ Upgrade: null }),
    '/no-connection': acceptance({ Connection: null }),
    '/other-protocol': acceptance({ Upgrade: 'h2c' }),
    '/subprotocol': acceptance({ 'Sec-WebSocket-Protocol': 'chat' }),
    '/extension': acceptance({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
    '/garbage': `garbage\r\n${acceptance()}`,
    '/frame-first': `\x81\x01a${acceptance()}`,
    '/bad-field': acceptance({ 'X-Bad': 'a\0b' }),
    '/long': acceptance({ 'X-Long': 'x'.repeat(70_000) }),
    '/bad-status-text': 'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n',
    '/half': acceptance().slice(0, -2),
    '/nothing': '',
  }
  const staged = await setStage(t, (path) => {
    const bytes = Buffer.from(bad[path] ?? '', 'latin1')
    const { socket } = lastEnd(staged)
    if (path === '/half' || path === '/nothing') socket.end(bytes)
    else socket.write(Buffer.concat([bytes, serverFrame(0x81, 'secret')]))
    return null
  })
  for (const path of Object.keys(bad)) {
    const connection = await openConnection(staged.gate.port)
    connection.send(Buffer.concat([Buffer.from(handshakeBytes(path)), clientFrame(0x81, 'early')]))
    const got = await connection.receive()
    t.match([got.status, got.headers.get('paart-decision')], [502, 'error'], path)
    t.equal(got.statusText, 'Bad Gateway')
    t.match(JSON.parse(got.text), { type: 'urn:paart:error', status: 502 })
    t.equal((await connection.reader.readToEnd()).length, 0, 'nothing follows')
    const toBackend = await lastEnd(staged).reader.readToEnd()
    t.equal(toBackend.length, 0, 'no byte of the client reached the backend')
    connection.close()
  }
})

/** Requests until a place is free again; it is after a few. */
const TRIES_MAX = 200

t.test(
  'a handshake takes a place among the requests of its backend until it is accepted',
  async (t) => {
    const staged = await setStage(t, () => null, { backend: 'inFlightMax: 1' })
    const { port } = staged.gate
    const asked = async (path: string): Promise<Connection> => {
      const before = staged.ends.length
      const connection = await openConnection(port)
      connection.send(handshakeBytes(path))
      await eventually('the backend has it', () => staged.ends.length > before)
      t.equal((await get(port, '/plain')).status, 503, path)
      t.equal((await get(port, '/second', HANDSHAKE)).status, 503, path)
      return connection
    }
    for (const path of ['/once', '/and-again']) {
      const connection = await asked(path)
      lastEnd(staged).socket.write(acceptance())
      t.equal((await connection.receive()).status, 101)
      t.equal((await get(port, '/plain')).text, 'plain', 'an open WebSocket takes none')
      connection.close()
    }
    for (const path of ['/left', '/refused']) {
      const connection = await asked(path)
      if (path === '/refused') lastEnd(staged).socket.end(answer({ status: 403 }))
      else connection.close()
      let tries = 0
      while ((await get(port, '/plain')).status === 503 && tries < TRIES_MAX) tries++
      t.ok(tries < TRIES_MAX, `${path}: the place is free again`)
      connection.close()
    }
  },
)

t.test('a long head and one after others are good heads', async (t) => {
  const staged = await setStage(t, (path) =>
    path === '/long'
      ? acceptance({ 'X-Long': 'x'.repeat(40_000) })
      : `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${acceptance({ Upgrade: 'WebSocket' })}`,
  )
  for (const path of ['/long', '/hints']) {
    const connection = await openWebSocket(staged.gate.port, path)
    connection.send(clientFrame(0x81, path))
    const got = await lastEnd(staged).reader.readBytes(6 + path.length)
    t.strictSame(got, clientFrame(0x81, path))
    connection.close()
  }
})

t.test("an answer that is no upgrade is the backend's own", async (t) => {
  const answers: Readonly<Record<string, Uint8Array | string>> = {
    '/forbidden': answer({
      status: 403,
      headers: { 'X-Why': 'because', 'Paart-Client': 'x' },
      body: 'no',
    }),
    '/chunked': 'HTTP/1.1 404 Nope\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    '/required': answer({
      status: 426,
      headers: { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13' },
    }),
    '/moved': answer({
      status: 302,
      headers: [
        ['Location', '/a'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    }),
    '/open-ended': 'HTTP/1.0 200 OK\r\n\r\nuntil the end',
    '/large': answer({ status: 200, body: 'x'.repeat(5_000_000) }),
    '/cut': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this',
  }
  const staged = await setStage(t, (path) => {
    lastEnd(staged).socket.end(answers[path] ?? '')
    return null
  })
  const ask = (path: string) => get(staged.gate.port, path, HANDSHAKE)
  const forbidden = await ask('/forbidden')
  t.match([forbidden.status, forbidden.statusText, forbidden.text], [403, 'Answer', 'no'])
  t.equal(forbidden.headers.get('x-why'), 'because')
  t.notOk(forbidden.headers.has('paart-client') || forbidden.headers.has('paart-decision'))
  const chunked = await ask('/chunked')
  t.match([chunked.status, chunked.statusText, chunked.text], [404, 'Nope', 'abc'])
  const required = await ask('/required')
  t.equal(required.status, 426)
  t.equal(required.headers.get('upgrade'), 'websocket')
  t.match(required.headers.get('connection'), /upgrade/i)
  const moved = await ask('/moved')
  t.match([moved.status, moved.headers.get('set-cookie')], [302, 'a=1\nb=2'])
  t.equal((await ask('/open-ended')).text, 'until the end')
  t.equal((await ask('/large')).body.length, 5_000_000)
  t.notOk((await ask('/cut')).complete, 'what is cut off does not look complete')
})

t.test('whoever is answered without an upgrade leaves no warning in the journal', async (t) => {
  const backend = await startOrigin({ respond: () => answer({ status: 400, body: 'none here' }) })
  t.teardown(backend.close)
  // A socket's path is short.
  const cwd = mkdtempSync(join(tmpdir(), 'paart-ws-'))
  t.teardown(() => rmSync(cwd, { recursive: true, force: true }))
  writeFileSync(
    join(cwd, 'paart.yaml'),
    `
version: 1
listen: [{ address: "127.0.0.1:0" }]
workers: 1
contact: { phone: "247 82 000", hours: "8:00-18:00", email: help@example.lu, address: Luxembourg }
admin: { socket: admin.sock }
log: { to: access.log }
backends: { app: { servers: ["http://127.0.0.1:${backend.port}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`,
  )
  const gate = startCommand(['--config', 'paart.yaml', 'run'], {
    cwd,
    // Not what the test's own runner says of warnings.
    env: ownEnvironment(),
  })
  t.teardown(() => gate.signal('SIGKILL'))
  const port = Number(await gate.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  for (let i = 0; i < 3; i++) {
    const got = await get(port, '/', HANDSHAKE)
    t.match([got.status, got.text], [400, 'none here'])
  }
  gate.signal('SIGTERM')
  t.equal(await gate.ended, 0)
  t.notMatch(gate.err(), /Warning/)
})

t.test('a backend that is not there, or silent, is named as the fault', async (t) => {
  const away = await startOrigin()
  await away.close()
  const gone = await startTestGate({ backendPort: away.port })
  t.teardown(() => gone.stop(0))
  t.equal((await get(gone.port, '/', HANDSHAKE)).status, 502)
  const silent = await setStage(t, () => null, { backend: 'headersTimeout: 1s' })
  t.equal((await get(silent.gate.port, '/', HANDSHAKE)).status, 504)
  t.equal((await lastEnd(silent).reader.readToEnd()).length, 0, 'the backend is let go')
})

const SEEDS = [
  handshakeBytes('/a?b'),
  handshakeBytes('/a', handshake({ 'Sec-WebSocket-Protocol': 'chat', Origin: 'http://a' })),
  handshakeBytes('http://a/b', handshake({ Cookie: 'paart=a.b.c', Accept: 'text/html' })),
  handshakeBytes('/bad') + clientFrame(0x81, 'early').toString('latin1'),
]
const SPICES = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '/',
  '..',
  '%',
  '%00',
  '#',
  '*',
  '[',
  '\xff',
  '\x7f',
  '==',
  '13',
  'websocket',
  'Upgrade: ',
  'Connection: ',
  'Sec-WebSocket-Key: ',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Expect: 100-continue\r\n',
  'Host: b\r\n',
  'Connection: Sec-WebSocket-Key\r\n',
  'HTTP/1.0',
  'x'.repeat(9_000),
  'GET /s HTTP/1.1\r\nHost: s\r\n\r\n',
]

t.test('two thousand spoiled handshakes: each ends, none harms', async (t) => {
  const staged = await setStage(t, (path) =>
    path.startsWith('/bad') ? 'HTTP/1.1 101 \xff\r\nUpgrade: websocket\r\n\r\n' : acceptance(),
  )
  const random = randomFrom(6455)
  const below = (end: number): number => wholeBelow(random, end)
  const spoiled = Array.from({ length: 2_000 }, () =>
    spoil(SEEDS[below(SEEDS.length)] ?? '', SPICES, below),
  )
  const wrong: string[] = []
  const statuses = new Map<string, number>()
  const send = async (bytes: string): Promise<Connection> => {
    const connection = await openConnection(staged.gate.port)
    connection.send(bytes)
    return connection
  }
  const leave = async (connection: Connection, bytes: string): Promise<void> => {
    if (below(5) === 0) reset(connection.socket)
    else connection.socket.end()
    const got = (await connection.reader.readToEnd()).toString('latin1')
    const status = /^HTTP\/1\.1 ([1-5]\d\d) /.exec(got)?.[1] ?? ''
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if ((got !== '' && status === '') || status === '500') wrong.push(JSON.stringify([bytes, got]))
    connection.close()
  }
  for (let i = 0; i < spoiled.length; i += 50) {
    const batch = spoiled.slice(i, i + 50)
    const connections = await Promise.all(batch.map(send))
    // By the time this one is open the others have been looked at.
    const bystander = await openWebSocket(staged.gate.port, '/bystander')
    await Promise.all(connections.map((connection, j) => leave(connection, batch[j] ?? '')))
    bystander.close()
  }
  t.strictSame(wrong, [])
  t.strictSame(staged.gate.notes, [], 'no worker died')
  t.strictSame(staged.origin.faults, [], 'the backend saw only whole, clear requests')
  for (const status of ['101', '200', '400', '426', '502']) {
    t.ok((statuses.get(status) ?? 0) > 0, `some were answered with ${status}`)
  }
})
