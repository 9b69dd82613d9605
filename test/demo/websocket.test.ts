import t from 'tap'
import { startDemo } from '../../src/demo/index.ts'
import { get, openConnection, request, reset, type Connection } from '../support/http.ts'

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
t.teardown(demo.close)

const HANDSHAKE = [
  ['Upgrade', 'WebSocket'],
  ['Connection', 'keep-alive, Upgrade'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
] as const

async function openEcho(): Promise<Connection> {
  const connection = await openConnection(demo.port)
  const answer = await get(connection, '/echo', HANDSHAKE)
  // The pair of key and accept that RFC 6455 section 1.3 works out.
  const accept = answer.headers.get('sec-websocket-accept')
  if (answer.status === 101 && accept === 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=') return connection
  throw new Error(`no handshake: ${answer.status}`)
}

const MASK = Buffer.from([1, 2, 3, 250])

/** A client's frame: `first` is the byte of FIN, reserved bits and opcode. */
function frame(first: number, payload: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(payload)
  const masked = Buffer.from(bytes.map((byte, i) => byte ^ (MASK[i % 4] ?? 0)))
  return Buffer.concat([Buffer.from([first]), lengthBytes(bytes.length), MASK, masked])
}

function lengthBytes(length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | length])
  const head = Buffer.alloc(length < 65_536 ? 3 : 9)
  head[0] = length < 65_536 ? 254 : 255
  if (length < 65_536) head.writeUInt16BE(length, 1)
  else head.writeBigUInt64BE(BigInt(length), 1)
  return head
}

async function readFrame({ reader }: Connection): Promise<{ first: number; payload: Buffer }> {
  const [first = 0, short = 0] = await reader.readBytes(2)
  if (short < 126) return { first, payload: await reader.readBytes(short) }
  const length = await reader.readBytes(short === 126 ? 2 : 8)
  const size = short === 126 ? length.readUInt16BE() : Number(length.readBigUInt64BE())
  return { first, payload: await reader.readBytes(size) }
}

t.test('every message comes back as it was sent', async (t) => {
  const cases = [
    { name: 'a text', sent: [frame(0x81, 'Moien, Zoé')], want: [0x81, 'Moien, Zoé'] },
    { name: 'an empty text', sent: [frame(0x81)], want: [0x81, ''] },
    { name: 'bytes', sent: [frame(0x82, 'x'.repeat(126))], want: [0x82, 'x'.repeat(126)] },
    { name: 'many', sent: [frame(0x82, 'x'.repeat(65_536))], want: [0x82, 'x'.repeat(65_536)] },
    {
      name: 'the most there may be',
      sent: [frame(0x82, 'x'.repeat(1024 * 1024))],
      want: [0x82, 'x'.repeat(1024 * 1024)],
    },
    {
      name: 'a message in fragments, a letter cut in two',
      sent: [frame(0x01, Buffer.from([0xc3])), frame(0x00), frame(0x80, Buffer.from([0xa9]))],
      want: [0x81, 'é'],
    },
    { name: 'a ping', sent: [frame(0x89, 'ping')], want: [0x8a, 'ping'] },
    {
      name: 'an unasked pong, then a text',
      sent: [frame(0x8a), frame(0x81, 'a')],
      want: [0x81, 'a'],
    },
  ] as const
  const connection = await openEcho()
  t.teardown(connection.close)
  for (const { name, sent, want } of cases) {
    for (const bytes of sent) connection.send(bytes)
    const { first, payload } = await readFrame(connection)
    t.strictSame([first, payload.toString()], want, name)
  }
})

t.test('a ping between fragments is answered first', async (t) => {
  const connection = await openEcho()
  t.teardown(connection.close)
  for (const byte of Buffer.concat([frame(0x01, 'a'), frame(0x89, 'p'), frame(0x80, 'b')])) {
    connection.send(Buffer.from([byte]))
  }
  const frames = [await readFrame(connection), await readFrame(connection)]
  t.strictSame(
    frames.map(({ first, payload }) => [first, payload.toString()]),
    [
      [0x8a, 'p'],
      [0x81, 'ab'],
    ],
  )
})

t.test('what breaks the rules ends the connection with its code', async (t) => {
  const half = 'x'.repeat(600_000)
  const cases = [
    { name: 'a normal end', sent: [frame(0x88, Buffer.from([0x03, 0xe8]))], want: 1000 },
    { name: 'an end without code', sent: [frame(0x88)], want: 1000 },
    { name: 'an own code', sent: [frame(0x88, Buffer.from([0x0f, 0xa0, 0x61]))], want: 4000 },
    { name: 'half a code', sent: [frame(0x88, 'x')], want: 1002 },
    { name: 'a code never sent', sent: [frame(0x88, Buffer.from([0x03, 0xed]))], want: 1002 },
    { name: 'a code too high', sent: [frame(0x88, Buffer.from([0x13, 0x88]))], want: 1002 },
    { name: 'a bad reason', sent: [frame(0x88, Buffer.from([0x03, 0xe8, 0xff]))], want: 1007 },
    { name: 'a text that is none', sent: [frame(0x81, Buffer.from([0xff]))], want: 1007 },
    { name: 'no mask', sent: [Buffer.from([0x81, 0x01, 0x61])], want: 1002 },
    { name: 'a reserved bit', sent: [frame(0xc1, 'a')], want: 1002 },
    { name: 'a reserved opcode', sent: [frame(0x83, 'a')], want: 1002 },
    { name: 'a reserved control opcode', sent: [frame(0x8b, 'a')], want: 1002 },
    { name: 'a ping in fragments', sent: [frame(0x09, 'a')], want: 1002 },
    { name: 'a long ping', sent: [frame(0x89, 'x'.repeat(126))], want: 1002 },
    { name: 'a fragment of nothing', sent: [frame(0x80, 'a')], want: 1002 },
    { name: 'a text among fragments', sent: [frame(0x01, 'a'), frame(0x81, 'b')], want: 1002 },
    { name: 'a frame too large', sent: [frame(0x82, `${half}${half}`)], want: 1009 },
    { name: 'a message too large', sent: [frame(0x02, half), frame(0x80, half)], want: 1009 },
    {
      name: 'a length beyond numbers',
      sent: [Buffer.from([0x82, 255, ...MASK, 255, 255, 255, 255])],
      want: 1009,
    },
  ]
  for (const { name, sent, want } of cases) {
    const connection = await openEcho()
    for (const bytes of sent) connection.send(bytes)
    connection.send(frame(0x81, 'too late'))
    const { first, payload } = await readFrame(connection)
    t.strictSame([first, payload.readUInt16BE()], [0x88, want], name)
    t.equal((await connection.reader.readToEnd()).length, 0, 'nothing follows')
    connection.close()
  }
})

t.test('a message that comes with the handshake is not lost', async (t) => {
  const connection = await openConnection(demo.port)
  t.teardown(connection.close)
  const lines = HANDSHAKE.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = Buffer.from(`GET /echo HTTP/1.1\r\nHost: a\r\n${lines}\r\n`)
  connection.send(Buffer.concat([head, frame(0x81, 'early')]))
  t.equal((await connection.receive()).status, 101)
  t.equal((await readFrame(connection)).payload.toString(), 'early')
})

t.test('a client that leaves, or never reads, costs nothing and harms nobody', async (t) => {
  const cut = await openEcho()
  cut.send(Buffer.from([0x81]))
  cut.socket.end()
  t.equal((await cut.reader.readToEnd()).length, 0)
  const broken = await openEcho()
  reset(broken.socket)

  const deaf = await openEcho()
  deaf.socket.pause()
  const message = frame(0x82, 'x'.repeat(1024 * 1024))
  for (let sent = 0; sent < 8; sent++) deaf.send(message)
  deaf.socket.resume()
  for (let got = 0; got < 8; got++) t.equal((await readFrame(deaf)).payload.length, 1024 * 1024)
  await demo.close()
  t.equal((await deaf.reader.readToEnd()).length, 0, 'closing the application ends it')
})

t.test('what is no handshake is answered as a plain request', async (t) => {
  const other = await startDemo({ host: '127.0.0.1', port: 0 })
  t.teardown(other.close)
  const without = (name: string) => HANDSHAKE.filter(([each]) => each !== name)
  const cases = [
    { name: 'no header at all', headers: [], path: '/echo', want: 426 },
    {
      name: 'another version',
      headers: without('Sec-WebSocket-Version'),
      path: '/echo',
      want: 426,
    },
    { name: 'no key', headers: without('Sec-WebSocket-Key'), path: '/echo', want: 400 },
    { name: 'another page', headers: HANDSHAKE, path: '/login', want: 200 },
    {
      name: 'another protocol',
      headers: [
        ['Upgrade', 'h2c'],
        ['Connection', 'Upgrade'],
      ] as const,
      path: '/',
      want: 200,
    },
  ]
  for (const { name, headers, path, want } of cases) {
    const answer = await get(other.port, path, headers)
    t.equal(answer.status, want, name)
    if (path === '/echo') t.equal(answer.headers.get('sec-websocket-version'), '13')
    if (want === 426) t.equal(answer.headers.get('upgrade'), 'websocket')
  }
  const posted = await request(other.port, { method: 'POST', path: '/echo', headers: HANDSHAKE })
  t.equal(posted.status, 405)
})
