import { once } from 'node:events'
import { type Server } from 'node:http'
import t, { type Test } from 'tap'
import { compileNetworks } from '../../src/client/index.ts'
import { type Backend } from '../../src/model/index.ts'
import { Exchange } from '../../src/proxy/exchange.ts'
import { Claimants } from '../../src/proxy/bounds/claimants.ts'
import { FieldNames } from '../../src/proxy/forwarding/field-names.ts'
import { type FailureKind } from '../../src/proxy/answers/failure.ts'
import { type Gate } from '../../src/proxy/gate.ts'
import { createGateServer } from '../../src/proxy/arrival/listen.ts'
import { forwardUpgrade } from '../../src/proxy/websocket/upgrade.ts'
import { responseOfUpgrade } from '../../src/proxy/arrival/upgrade-response.ts'
import { FrameBoundaries, GOING_AWAY } from '../../src/proxy/websocket/frames.ts'
import { acceptOf, handshakeFault, isAccepted } from '../../src/proxy/reading/handshake.ts'
import { reachOf } from '../../src/backends/connector.ts'
import { Backends, type Reach } from '../../src/backends/index.ts'
import { type ServerStates } from '../../src/limits/index.ts'
import { Resolver } from '../../src/backends/resolver.ts'
import { WebSocketRelay } from '../../src/proxy/websocket/relay.ts'
import { WebSockets } from '../../src/proxy/websocket/websockets.ts'
import { eventually } from '../support/eventually.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { openConnection } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { trusting } from '../support/proxies.ts'
import { backendWith, serverAt } from '../support/servers.ts'
import {
  ACCEPT,
  KEY,
  acceptance,
  clientFrame,
  handshakeBytes,
  readFrame,
  serverFrame,
} from '../support/websocket.ts'
import { listenTools } from '../support/listen-tools.ts'
import { smallLimits } from '../support/small-limits.ts'

t.test('frames end where their heads say, however the bytes are cut', async (t) => {
  const frames = [
    serverFrame(0x81, 'a'),
    serverFrame(0x01),
    serverFrame(0x89, 'ping'),
    serverFrame(0x80, 'x'.repeat(126)),
    clientFrame(0x82, 'masked, though no server may'),
    serverFrame(0x82, 'y'.repeat(70_000)),
    clientFrame(0x82, 'z'.repeat(200)),
  ]
  const all = Buffer.concat(frames)
  const ends = new Set([0])
  for (const frame of frames) ends.add(Math.max(...ends) + frame.length)
  const random = randomFrom(7)
  for (let round = 0; round < 20; round++) {
    const boundaries = new FrameBoundaries()
    const wrong: number[] = []
    for (let at = 0; at < all.length;) {
      const chunk = all.subarray(at, at + 1 + wholeBelow(random, round < 10 ? 7 : 90_000))
      boundaries.follow(chunk)
      at += chunk.length
      if (boundaries.isBetweenFrames !== ends.has(at)) wrong.push(at)
    }
    t.strictSame(wrong, [])
    t.notOk(boundaries.hasClosed)
  }
})

t.test('a frame under way is followed to its end and no further', async (t) => {
  const cases = [
    { name: 'nothing under way', before: '', chunk: serverFrame(0x81, 'abc'), want: 0 },
    { name: 'half a head', before: serverFrame(0x81, 'a').subarray(0, 1), chunk: 'x', want: 1 },
    { name: 'a payload', before: serverFrame(0x81, 'abcd').subarray(0, 3), chunk: 'bcdX', want: 3 },
    {
      name: 'more than the chunk',
      before: serverFrame(0x82, 'x'.repeat(500)).subarray(0, 50),
      chunk: 'xxxx',
      want: 4,
    },
  ]
  for (const { name, before, chunk, want } of cases) {
    const boundaries = new FrameBoundaries()
    boundaries.follow(Buffer.from(before))
    t.equal(boundaries.followToEnd(Buffer.from(chunk)), want, name)
  }
  const closing = new FrameBoundaries()
  closing.follow(GOING_AWAY.subarray(0, 1))
  t.notOk(closing.isBetweenFrames)
  closing.follow(GOING_AWAY.subarray(1))
  t.ok(closing.hasClosed && closing.isBetweenFrames)
})

t.test('a length beyond all numbers is a frame without end', async (t) => {
  const boundaries = new FrameBoundaries()
  boundaries.follow(Buffer.concat([Buffer.from([0x82, 127]), Buffer.alloc(8, 255)]))
  boundaries.follow(Buffer.alloc(1_000_000))
  t.notOk(boundaries.isBetweenFrames)
})

t.test('a handshake has one key of sixteen bytes and version 13', async (t) => {
  const KEY_NAME = 'sec-websocket-KEY'
  const VERSION = ['Sec-WebSocket-Version', '13']
  const cases = [
    { name: 'a good one', raw: [KEY_NAME, KEY, ...VERSION], want: null },
    { name: 'no key', raw: VERSION, want: 'bad-handshake' },
    { name: 'an empty key', raw: [KEY_NAME, '', ...VERSION], want: 'bad-handshake' },
    { name: 'a short key', raw: [KEY_NAME, 'YWJj', ...VERSION], want: 'bad-handshake' },
    { name: 'a long key', raw: [KEY_NAME, `AAAA${KEY}`, ...VERSION], want: 'bad-handshake' },
    {
      name: 'another spelling',
      raw: [KEY_NAME, `${'A'.repeat(21)}B==`, ...VERSION],
      want: 'bad-handshake',
    },
    { name: 'two keys', raw: [KEY_NAME, KEY, KEY_NAME, KEY, ...VERSION], want: 'bad-handshake' },
    { name: 'no version', raw: [KEY_NAME, KEY], want: 'bad-handshake' },
    { name: 'two versions', raw: [KEY_NAME, KEY, ...VERSION, ...VERSION], want: 'bad-handshake' },
    {
      name: 'a draft',
      raw: [KEY_NAME, KEY, 'Sec-WebSocket-Version', '8'],
      want: 'websocket-version',
    },
  ]
  for (const { name, raw, want } of cases) t.equal(handshakeFault(raw), want, name)
})

t.test('an acceptance holds what was offered and nothing else', async (t) => {
  const offer = [
    'Sec-WebSocket-Key',
    KEY,
    'Sec-WebSocket-Protocol',
    'chat, v2.chat',
    'Sec-WebSocket-Extensions',
    'permessage-deflate; client_max_window_bits, x-a; b="c"',
  ]
  const PROTOCOL = 'sec-websocket-protocol'
  const EXTENSIONS = 'sec-websocket-extensions'
  const ACCEPTED = ['sec-websocket-accept', ACCEPT]
  const cases = [
    { name: 'the accept', answer: ACCEPTED, want: true },
    { name: 'no accept', answer: [], want: false },
    { name: 'another accept', answer: ['sec-websocket-accept', acceptOf('x')], want: false },
    { name: 'two accepts', answer: [...ACCEPTED, ...ACCEPTED], want: false },
    { name: 'a protocol', answer: [...ACCEPTED, PROTOCOL, 'v2.chat'], want: true },
    { name: 'a protocol in other letters', answer: [...ACCEPTED, PROTOCOL, 'CHAT'], want: false },
    { name: 'a protocol not offered', answer: [...ACCEPTED, PROTOCOL, 'v3'], want: false },
    { name: 'no protocol at all', answer: [...ACCEPTED, PROTOCOL, ''], want: false },
    { name: 'two protocols', answer: [...ACCEPTED, PROTOCOL, 'chat, v2.chat'], want: false },
    { name: 'two fields', answer: [...ACCEPTED, PROTOCOL, 'chat', PROTOCOL, 'chat'], want: false },
    { name: 'an extension', answer: [...ACCEPTED, EXTENSIONS, 'permessage-deflate'], want: true },
    { name: 'both', answer: [...ACCEPTED, EXTENSIONS, 'X-A, permessage-deflate; a=1'], want: true },
    { name: 'one not offered', answer: [...ACCEPTED, EXTENSIONS, 'x-a, x-b'], want: false },
  ]
  for (const { name, answer, want } of cases) t.equal(isAccepted(offer, answer), want, name)
})

function nowhere(): never {
  throw new Error('only upgrades come here')
}

/** A server whose upgrades all go to `onUpgrade`; everything else is out of its scope. */
async function upgradeServer(
  t: Test,
  onUpgrade: (exchange: Exchange) => void,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createGateServer(listenTools(), {
    onRequest: nowhere,
    onExpectation: nowhere,
    onMalformed: nowhere,
    onRawTarget: nowhere,
    onUpgrade(request, early) {
      const response = responseOfUpgrade(request)
      const snapshot = { trustedProxies: trusting([]) }
      const start = { snapshot, reference: 'AAAA-AAAA', startedMs: 0, expectsContinue: false }
      const exchange = new Exchange(request, response, start as never)
      exchange.target = request.url ?? ''
      exchange.early = early
      onUpgrade(exchange)
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
}

function reachAt(port: number): Reach {
  const resolver = new Resolver(() => 0)
  return reachOf(serverAt(`http://127.0.0.1:${port}`), null, resolver)
}

function backendAt(port: number): Backend {
  return backendWith([serverAt(`http://127.0.0.1:${port}`)])
}

t.test('silence ends a WebSocket with a word of goodbye', async (t) => {
  const origin = await startOrigin({
    respond: () => Buffer.concat([Buffer.from(acceptance()), serverFrame(0x81, 'hello')]),
  })
  t.teardown(origin.close)
  const failures: FailureKind[] = []
  const { port } = await upgradeServer(t, (exchange) => {
    const options = {
      backend: backendAt(origin.port),
      reach: reachAt(origin.port),
      headers: ['Host', 'a'],
      idleMs: 50,
    }
    const events = {
      onAnswer: () => undefined,
      onFailure: (kind: FailureKind) => failures.push(kind),
    }
    new WebSocketRelay(exchange, options, events).start()
  })
  const connection = await openConnection(port)
  t.teardown(connection.close)
  connection.send(handshakeBytes('/idle'))
  t.equal((await connection.receive()).status, 101)
  t.equal((await readFrame(connection.reader)).payload.toString(), 'hello')
  const { first, payload } = await readFrame(connection.reader)
  t.strictSame([first, payload.readUInt16BE()], [0x88, 1001])
  connection.socket.end()
  t.equal((await connection.reader.readToEnd()).length, 0)
  t.strictSame(failures, [])
})

t.test('what cannot be sent to the backend is a failure, not a crash', async (t) => {
  const cases = [
    { name: 'a field Node refuses', headers: ['X', 'a\x01b'], reach: reachAt(9) },
    {
      name: 'an address that is none',
      headers: ['Host', 'a'],
      reach: { ...reachAt(9), port: 65_536 },
    },
  ]
  for (const { name, headers, reach } of cases) {
    const failures: FailureKind[] = []
    const { port } = await upgradeServer(t, (exchange) => {
      const relay = new WebSocketRelay(
        exchange,
        { backend: backendAt(9), reach, headers, idleMs: 1_000 },
        { onAnswer: () => undefined, onFailure: (kind) => failures.push(kind) },
      )
      relay.start()
      relay.goAway(0)
      exchange.response.end('refused')
    })
    const connection = await openConnection(port)
    connection.send(handshakeBytes('/'))
    t.equal((await connection.receive()).text, 'refused', name)
    t.strictSame(failures, ['backend-broke'])
    connection.close()
  }
})

/** A gate that serves handshakes before a backend that takes them all. */
async function upgradingGate(t: Test, caps: Partial<Backend>) {
  const origin = await startOrigin({ respond: () => Buffer.from(acceptance()) })
  t.teardown(origin.close)
  const websockets = new WebSockets()
  const states = { answered: () => undefined } as unknown as ServerStates
  const backends = new Backends({
    workers: 1,
    states,
    pairs: {} as never,
    nowMs: () => 0,
    wallMs: () => 0,
    orders: () => [],
    onEjected: () => undefined,
  })
  t.teardown(() => backends.close())
  const clock = { steadyMs: () => 0, wallMs: () => 0 }
  const limits = smallLimits()
  const claimants = new Claimants(limits.hashOf)
  const parts = { websockets, backends, clock, limits, claimants, fieldNames: new FieldNames() }
  const facts = { presented: { kind: 'none' }, scheme: 'http', address: '203.0.113.7', nowMs: 0 }
  const snapshot = { networkBits: { v4: 24, v6: 56 }, crowds: compileNetworks([]) }
  const { port } = await upgradeServer(t, (exchange) => {
    Object.assign(exchange, {
      snapshot: { ...exchange.snapshot, ...snapshot },
      site: { backend: { ...backendAt(origin.port), ...caps } },
      client: { peer: 'a', proxy: null },
    })
    forwardUpgrade(exchange, facts as never, parts as unknown as Gate)
  })
  return { origin, port, limits, websockets }
}

t.test('beyond the rate of a network a handshake is answered with 503', async (t) => {
  const webSocketsRate = { intervalMs: 1000, burst: 2 }
  const { port, origin } = await upgradingGate(t, { webSocketsMax: 64, webSocketsRate })
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) {
    const connection = await openConnection(port)
    connection.send(handshakeBytes('/'))
    statuses.push((await connection.receive()).status)
    connection.close()
  }
  t.strictSame(statuses, [101, 101, 503])
  t.equal(origin.requests.length, 2)
})

t.test('beyond what a backend has room for a handshake is answered with 503', async (t) => {
  const { origin, port, limits, websockets } = await upgradingGate(t, { webSocketsMax: 1 })
  const first = await openConnection(port)
  first.send(handshakeBytes('/'))
  t.equal((await first.receive()).status, 101)
  t.equal(limits.gauges.webSocketTotal(0), 1)
  const second = await openConnection(port)
  second.send(handshakeBytes('/'))
  const refused = await second.receive()
  t.match([refused.status, refused.headers.get('retry-after')], [503, '5'])
  t.equal((await second.reader.readToEnd()).length, 0, 'and the connection ends')
  t.equal(origin.requests.length, 1)
  websockets.goAway(0, { isLate: false })
  t.strictSame(await first.reader.readToEnd(), GOING_AWAY)
  first.close()
  second.close()
  await eventually('its place is free', () => limits.gauges.webSocketTotal(0) === 0)
})
