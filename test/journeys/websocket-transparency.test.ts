import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import {
  acceptance,
  clientFrame,
  handshake,
  handshakeBytes,
  openWebSocket,
  serverFrame,
} from '../support/websocket.ts'
import { startWebSocketPeer } from '../support/websocket-peer.ts'
import { lastEnd, setStage } from '../support/websocket-stage.ts'
import { endToEnd, openTwoWays } from '../support/two-ways.ts'

const peer = await startWebSocketPeer(t)
const gate = await startTestGate({ backendPort: peer.origin.port })
t.teardown(() => gate.stop(0))

interface Visit {
  readonly path: string
  readonly protocols?: readonly string[]
  /** What the client says, one after the other, each after an answer to the last. */
  readonly says?: readonly string[]
  /** How the client closes when it has said all; where it is left out the backend does. */
  readonly closes?: readonly [code?: number, reason?: string]
}

/** Everything a client's script could notice, in its order. */
function visit(port: number, { path, protocols = [], says = [], closes }: Visit) {
  return new Promise<readonly unknown[]>((resolve) => {
    const noticed: unknown[] = []
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols])
    socket.binaryType = 'arraybuffer'
    const left = [...says]
    const next = (): void => {
      const word = left.shift()
      if (word !== undefined) socket.send(word)
      else if (closes !== undefined) socket.close(...closes)
    }
    socket.addEventListener('open', () => {
      noticed.push(['open', socket.protocol, socket.extensions])
      next()
    })
    socket.addEventListener('message', ({ data }: { data: unknown }) => {
      noticed.push(data instanceof ArrayBuffer ? ['bytes', data.byteLength] : ['text', data])
      next()
    })
    socket.addEventListener('error', () => noticed.push(['error']))
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      noticed.push(['close', code, reason, wasClean])
      resolve(noticed)
    })
  })
}

const LONG = 'x'.repeat(100_000)

/** The code that a script is told in the end; null where that is the client's own affair. */
const VISITS: readonly (readonly [name: string, visit: Visit, code: number | null])[] = [
  ['an echo', { path: '/echo', says: ['Moien', '', 'é'.repeat(20_000)], closes: [] }, 1005],
  ['a close with a code', { path: '/echo', closes: [4321, 'Äddi'] }, 4321],
  ['a protocol', { path: '/echo', protocols: ['v1', 'v2.chat'], closes: [1000] }, 1000],
  ['packed messages', { path: '/packed', says: ['Moien', LONG, 'é'], closes: [3000] }, 3000],
  ['fragments', { path: '/fragments' }, 1005],
  ['a ping', { path: '/ping' }, 1000],
  ['a backend that is gone', { path: '/drop' }, 1006],
  ['a frame that never ends', { path: '/cut' }, 1006],
  ['a frame that does not exist', { path: '/reserved' }, null],
  ...[1000, 1001, 1002, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999].map(
    (code) => [`code ${code}`, { path: `/close/${code}` }, code] as const,
  ),
  ...[999, 1004, 1005, 1006, 1015, 2999, 5000].map(
    (code) => [`code ${code}, which nobody may send`, { path: `/close/${code}` }, null] as const,
  ),
]

t.test("a script's WebSocket notices the same, and so does the backend", async (t) => {
  for (const [name, asked, code] of VISITS) {
    const before = peer.conversations.length
    const direct = await visit(peer.origin.port, asked)
    const through = await visit(gate.port, asked)
    t.strictSame(through, direct, name)
    if (code !== null) t.match(direct.at(-1), ['close', code], `${name}: as it was meant`)
    const [one, two] = peer.conversations.slice(before)
    await Promise.all([one?.ended, two?.ended])
    t.strictSame(two?.heard, one?.heard, `${name}: the backend heard the same`)
  }
  const packed = await visit(gate.port, { path: '/packed', says: ['x'], closes: [] })
  t.match(packed[0], ['open', '', /^permessage-deflate/], 'messages were packed')
})

const FRAMES = 300
const LENGTHS = [0, 1, 124, 125, 126, 127, 65_535, 65_536, 100_000]

/** Frames of every kind there is and of those that nobody has defined, but none that closes. */
function anyFrames(random: () => number, frame: typeof serverFrame): Buffer {
  const frames = Array.from({ length: FRAMES }, (_, i) => {
    const first = i < 256 ? i : wholeBelow(random, 256)
    const length = LENGTHS[i % LENGTHS.length] ?? 0
    const payload = Buffer.alloc(
      i % 20 === 0 ? length : Math.min(length, 200),
      wholeBelow(random, 256),
    )
    return frame(first, payload)
  })
  return Buffer.concat(frames)
}

t.test('every byte of every frame arrives, however the bytes are cut', async (t) => {
  const staged = await setStage(t, () => acceptance())
  const connection = await openWebSocket(staged.gate.port, '/')
  t.teardown(connection.close)
  const end = lastEnd(staged)
  const random = randomFrom(42)
  const ways = [
    { bytes: anyFrames(random, clientFrame), from: connection.socket, to: end.reader },
    { bytes: anyFrames(random, serverFrame), from: end.socket, to: connection.reader },
  ]
  await Promise.all(
    ways.map(async ({ bytes, from, to }) => {
      const arrived = to.readBytes(bytes.length)
      for (let at = 0; at < bytes.length;) {
        const size = 1 + wholeBelow(random, random() < 0.5 ? 10 : 5_000)
        await new Promise((resolve) => from.write(bytes.subarray(at, at + size), resolve))
        at += size
      }
      t.ok((await arrived).equals(bytes), `${bytes.length} bytes`)
    }),
  )
})

const PACKING = 'Sec-WebSocket-Extensions'

const OFFERS = {
  'a browser': {
    Origin: 'http://a',
    'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
  },
  'several extensions': {
    'Sec-WebSocket-Extensions': 'permessage-deflate; server_max_window_bits=10, x-other; a="b"',
  },
  'several protocols': { 'Sec-WebSocket-Protocol': 'soap,  v12.stomp' },
  'its own fields': {
    'x-Own': 'caf\xe9',
    Cookie: 'a=\xe9; b',
    Authorization: 'Bearer x',
    'sec-WEBSOCKET-other': '1',
  },
  'no body, and it says so': { 'Content-Length': '0' },
  'a handshake in capitals': { Upgrade: 'WebSocket', Connection: 'keep-alive, UPGRADE' },
}

const ACCEPTANCES = {
  plain: {},
  'with parameters': {
    'Sec-WebSocket-Extensions': 'permessage-deflate; server_max_window_bits=10',
  },
  'with its own fields': {
    Server: 'Apache-Coyote/1.1',
    'Set-Cookie': 'a=\xe9; HttpOnly',
    'x-b': 'c  d',
    Date: 'x',
  },
}

t.test('a handshake and its answer arrive in their spelling and order', async (t) => {
  const ways = await openTwoWays(t)
  for (const [name, changes] of Object.entries(OFFERS)) {
    const bytes = Buffer.from(handshakeBytes('/a;b=c?d=%E9&e=%ZZ', handshake(changes)), 'latin1')
    for (const [kind, fields] of Object.entries(ACCEPTANCES)) {
      // Nothing may be accepted that was not offered.
      if (PACKING in fields && !(PACKING in changes)) continue
      const { direct, through } = await ways.ask(bytes, { bytes: acceptance(fields) })
      t.equal(through.answer.status, 101, `${name}, ${kind}`)
      t.equal(through.request.target, direct.request.target)
      const sent = endToEnd(through.request.rawHeaders)
      t.strictSame(sent.slice(0, -6), endToEnd(direct.request.rawHeaders), 'as it was offered')
      const got = endToEnd(through.answer.rawHeaders)
      t.strictSame(got, endToEnd(direct.answer.rawHeaders), 'as it was accepted')
    }
  }
  t.strictSame(ways.faults(), [])
})

t.test('no worker minded any of this', (t) => {
  t.strictSame([...gate.notes, ...peer.origin.faults], [])
  t.end()
})
