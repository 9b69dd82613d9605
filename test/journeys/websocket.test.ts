import t from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, request } from '../support/http.ts'
import { earnPass, NAVIGATION } from '../support/visitor.ts'
import {
  HANDSHAKE,
  acceptance,
  clientFrame,
  handshake,
  handshakeBytes,
  openWebSocket,
  readFrame,
  serverFrame,
} from '../support/websocket.ts'
import { lastEnd, setStage, startEcho } from '../support/websocket-stage.ts'

const echo = await startEcho(t)

t.test('every message comes back as it was sent', async (t) => {
  const long = 'x'.repeat(1024 * 1024)
  const cases = [
    { name: 'a text', sent: [clientFrame(0x81, 'Moien, Zoé')], want: [0x81, 'Moien, Zoé'] },
    { name: 'an empty text', sent: [clientFrame(0x81)], want: [0x81, ''] },
    { name: 'bytes', sent: [clientFrame(0x82, 'x'.repeat(126))], want: [0x82, 'x'.repeat(126)] },
    { name: 'a frame of 1 MiB', sent: [clientFrame(0x82, long)], want: [0x82, long] },
    {
      name: 'a message in fragments',
      sent: [clientFrame(0x01, Buffer.from([0xc3])), clientFrame(0x80, Buffer.from([0xa9]))],
      want: [0x81, 'é'],
    },
    { name: 'a ping', sent: [clientFrame(0x89, 'ping')], want: [0x8a, 'ping'] },
    {
      name: 'a pong that nobody asked for, then a text',
      sent: [clientFrame(0x8a), clientFrame(0x81, 'a')],
      want: [0x81, 'a'],
    },
  ]
  const connection = await openWebSocket(echo.port, '/echo')
  t.teardown(connection.close)
  for (const { name, sent, want } of cases) {
    for (const bytes of sent) connection.send(bytes)
    const { first, payload } = await readFrame(connection.reader)
    t.strictSame([first, payload.toString()], want, name)
  }
})

t.test('either side ends it, with its own code', async (t) => {
  for (const code of [1000, 1001, 3000, 4999]) {
    const connection = await openWebSocket(echo.port, '/echo')
    connection.send(clientFrame(0x88, Buffer.from([code >> 8, code & 255])))
    const { first, payload } = await readFrame(connection.reader)
    t.strictSame([first, payload.readUInt16BE()], [0x88, code])
    t.equal((await connection.reader.readToEnd()).length, 0, 'and the connection ends')
    connection.close()
  }
  const unmasked = await openWebSocket(echo.port, '/echo')
  unmasked.send(serverFrame(0x81, 'no mask'))
  t.equal((await readFrame(unmasked.reader)).payload.readUInt16BE(), 1002, 'the backend judges')
  unmasked.close()
})

t.test('the backend gets the request as it was sent, with what the gate says', async (t) => {
  const staged = await setStage(t, () => acceptance())
  const path = '/a//b;c=d?x=%2F&&y'
  const sent = [
    ['Host', 'a'],
    ['Connection', 'keep-alive, Upgrade'],
    ['Origin', 'http://a'],
    ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
    ...HANDSHAKE.filter(([name]) => name !== 'Connection'),
    ['Cookie', 'a=b; paart=x.y.z; c=d'],
    ['Paart-Client', 'pass=vouched'],
    ['X-Forwarded-For', '192.0.2.1'],
    ['x-ODD', '1'],
    ['X-odd', '2'],
  ] as const
  const connection = await openConnection(staged.gate.port)
  t.teardown(connection.close)
  t.equal((await get(connection, path, sent)).status, 101)
  const [got] = staged.origin.requests
  t.equal(got?.target, path)
  const reference = got?.headers.get('x-request-id') ?? ''
  t.strictSame(got?.rawHeaders, [
    ['Host', 'a'],
    ['Origin', 'http://a'],
    ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['Cookie', 'a=b; c=d'],
    ['x-ODD', '1'],
    ['x-ODD', '2'],
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Host', 'a'],
    ['X-Real-IP', '127.0.0.1'],
    ['X-Request-Id', reference],
    ['Paart-Client', 'pass=none; score=0'],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
  ])
  t.strictSame(staged.origin.faults, [])
})

t.test('the client gets the head as it was sent, without what is not its business', async (t) => {
  const head = acceptance({
    'Paart-Client': 'spoof',
    'X-Latin': 'caf\xe9',
    'Content-Length': '0',
    'Set-Cookie': 'a=1\r\nset-cookie: b=2',
    'Sec-WebSocket-Protocol': 'v2.chat',
  })
  const staged = await setStage(t, () => head)
  const connection = await openConnection(staged.gate.port)
  t.teardown(connection.close)
  const got = await get(connection, '/', handshake({ 'Sec-WebSocket-Protocol': 'chat, v2.chat' }))
  t.strictSame(got.rawHeaders, [
    ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
    ['X-Latin', 'caf\xe9'],
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['Sec-WebSocket-Protocol', 'v2.chat'],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
  ])
})

t.test('data right behind a head is not lost, on either side', async (t) => {
  const staged = await setStage(
    t,
    () => acceptance() + serverFrame(0x81, 'early').toString('latin1'),
  )
  const connection = await openConnection(staged.gate.port)
  t.teardown(connection.close)
  const early = clientFrame(0x81, 'earlier')
  connection.send(Buffer.concat([Buffer.from(handshakeBytes('/')), early]))
  t.equal((await connection.receive()).status, 101)
  t.equal((await readFrame(connection.reader)).payload.toString(), 'early')
  t.strictSame(await lastEnd(staged).reader.readBytes(early.length), early)
})

const POLICIES = `
open: { challenge: never }
strict: { challenge: always }
shut: { challenge: never, rules: [{ name: nobody, when: { path: "/**" }, then: deny }] }
rare: { challenge: never, limits: [{ name: few, key: address, rate: 1/min, burst: 1, over: limit }] }
`
const ROUTES = `
- { name: strict, path: "/strict/**", policy: strict }
- { name: shut, path: "/shut", policy: shut }
- { name: rare, path: "/rare", policy: rare }
- { name: rest, policy: open }
`

t.test('the same road decides first', async (t) => {
  const staged = await setStage(t, () => acceptance(), { policies: POLICIES, routes: ROUTES })
  const { port } = staged.gate
  const cases = [
    { name: 'challenged', path: '/strict/a', status: 403, decision: 'challenge' },
    { name: 'denied', path: '/shut', status: 403, decision: 'deny' },
    { name: 'an own path', path: '/.paart/x', status: 404, decision: 'error' },
    { name: 'a reading of one', path: '/%2epaart/x', status: 404, decision: 'error' },
    { name: 'an ambiguous path', path: '/%00', status: 400, decision: 'error' },
    { name: 'another authority', path: 'http://b/', status: 400, decision: 'error' },
  ]
  for (const { name, path, status, decision } of cases) {
    const connection = await openConnection(port)
    const got = await get(connection, path, HANDSHAKE)
    t.match([got.status, got.headers.get('paart-decision')], [status, decision], name)
    t.equal(got.headers.get('connection'), 'close')
    t.equal((await connection.reader.readToEnd()).length, 0)
    connection.close()
  }
  const page = await get(port, '/strict/a', [...HANDSHAKE, ...Object.entries(NAVIGATION)])
  t.match([page.status, page.headers.get('content-type')], [403, /^text\/html/])
  t.equal(staged.origin.requests.length, 0)

  const rare = await openWebSocket(port, '/rare')
  const limited = await get(port, '/rare', HANDSHAKE)
  t.match([limited.status, limited.headers.get('paart-decision')], [429, 'limit'])
  rare.close()

  const cookie = await earnPass(port, '/strict/a')
  const agent = NAVIGATION['User-Agent'] ?? ''
  const passed = await openWebSocket(port, '/strict/a', handshake({ cookie, 'User-Agent': agent }))
  t.equal(staged.origin.requests.at(-1)?.headers.get('paart-client'), 'pass=worked; score=0')
  t.notOk(staged.origin.requests.at(-1)?.headers.has('cookie'))
  passed.close()
})

t.test('a handshake that is none is refused; other upgrades are plain requests', async (t) => {
  const staged = await setStage(t, () => acceptance())
  const { port } = staged.gate
  const refused = [
    { name: 'no key', headers: handshake({ 'Sec-WebSocket-Key': null }), want: 400 },
    { name: 'a short key', headers: handshake({ 'Sec-WebSocket-Key': 'YQ==' }), want: 400 },
    { name: 'no version', headers: handshake({ 'Sec-WebSocket-Version': null }), want: 400 },
    { name: 'a draft', headers: handshake({ 'Sec-WebSocket-Version': '8' }), want: 426 },
  ]
  for (const { name, headers, want } of refused) {
    const got = await get(port, '/', headers)
    t.match([got.status, got.headers.get('paart-decision')], [want, 'error'], name)
    t.equal(got.headers.get('sec-websocket-version'), want === 426 ? '13' : undefined)
    t.equal(got.headers.get('upgrade'), want === 426 ? 'websocket' : undefined)
  }
  t.equal(staged.origin.requests.length, 0)
  const plain = [
    { name: 'another protocol', headers: handshake({ Upgrade: 'h2c' }) },
    { name: 'TLS', headers: handshake({ Upgrade: 'TLS/1.0' }) },
    { name: 'two protocols', headers: handshake({ Upgrade: 'websocket, h2c' }) },
    { name: 'no Connection', headers: handshake({ Connection: null }) },
    { name: 'a body', headers: HANDSHAKE, body: 'abc' },
    { name: 'a POST', headers: HANDSHAKE, method: 'POST', body: 'abc' },
    { name: 'leave asked for', headers: handshake({ Expect: '100-continue' }) },
  ]
  const connection = await openConnection(port)
  for (const { name, ...sent } of plain) {
    const got = await request(connection, { path: '/', ...sent })
    t.match([got.status, got.text], [200, 'plain'], name)
    const seen = staged.origin.requests.at(-1)
    t.notOk(seen?.headers.has('upgrade'))
    t.equal(seen?.body.toString(), sent.body ?? '')
  }
  connection.close()
  const pipelined = await openConnection(port)
  pipelined.send(`GET /first HTTP/1.1\r\nHost: a\r\n\r\n${handshakeBytes('/second')}`)
  t.equal((await pipelined.receive()).text, 'plain')
  t.equal((await pipelined.receive()).text, 'plain')
  t.equal(staged.origin.requests.at(-1)?.target, '/second', 'in turn, as a plain request')
  pipelined.close()
})

t.test('a page of the application talks through the gate, checked first', async (t) => {
  const gate = await startTestGate({
    backendPort: echo.backendPort,
    policies: 'strict: { challenge: always }',
    routes: '- { name: everything, policy: strict }',
  })
  const browser = await launchBrowser()
  t.teardown(async () => {
    await browser.close()
    await gate.stop(0)
  })
  t.equal((await get(gate.port, '/echo', HANDSHAKE)).status, 403, 'without a pass')
  const visitor = await newVisitor(browser, { language: 'en' })
  const page = await visitor.newPage()
  await page.goto(`${gate.url}/echo-page`)
  await page.waitForSelector('#echo-state:text-is("Connected")')
  await page.locator('#echo-form input').fill('Moien')
  await page.locator('#echo-form button').click()
  await page.waitForSelector('#echo-log li:text("Moien")')
  t.pass('what was said comes back')
  await visitor.clearCookies()
  const refused = await page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket('ws://' + location.host + '/echo')
    socket.onopen = () => resolve('open')
    socket.onclose = ({ code }) => resolve(code)
  })`)
  t.equal(refused, 1006, 'without the pass it is refused again')
  const closing = gate.stop()
  await page.waitForSelector('#echo-state:text("Closed (1001)")')
  await closing
})
