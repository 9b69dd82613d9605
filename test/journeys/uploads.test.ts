import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type Connection, get, openConnection, request, reset } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin({ respond: ({ body }) => answer({ status: 200, body }) })
const gate = await startTestGate({ backendPort: origin.port, backend: 'connections: 2' })
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

const HEAD = 'HTTP/1.1\r\nHost: a\r\n'

/** Sends the start of a request on a connection of its own. */
async function begin(port: number, bytes: string, from = '127.0.0.1'): Promise<Connection> {
  const connection = await openConnection(port, { from })
  connection.send(bytes)
  return connection
}

/** How often the backend was asked for a path. */
const askedFor = (path: string): number =>
  origin.requests.filter(({ target }) => target === path).length

t.test('a body that fits is received whole before its backend is asked', async (t) => {
  const cases = [
    {
      path: '/length',
      pieces: ['Content-Length: 6\r\n\r\na', 'bcd', 'ef'],
    },
    {
      path: '/chunks',
      pieces: [
        'Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n',
        '3\r\nbcd\r\n',
        '2\r\nef\r\n0\r\n\r\n',
      ],
    },
  ]
  for (const { path, pieces } of cases) {
    const [first = '', ...rest] = pieces
    const connection = await begin(gate.port, `POST ${path} ${HEAD}${first}`)
    for (const piece of rest) {
      // Two requests, one after the other: the second is served after the gate has read the piece.
      await get(gate.port, '/other')
      await get(gate.port, '/other')
      t.equal(askedFor(path), 0, 'not before')
      connection.send(piece)
    }
    const got = await connection.receive()
    t.match([got.status, got.text], [200, 'abcdef'], path)
    const seen = origin.requests.at(-1)
    t.equal(seen?.headers.get('content-length'), '6', 'its length is known now')
    t.notOk(seen?.headers.has('transfer-encoding'))
    t.equal((await get(connection, '/other')).status, 200, 'and the connection goes on')
    connection.close()
  }
})

t.test('of a larger body the beginning is received, and the rest streams', async (t) => {
  const length = 300_000
  const body = Buffer.alloc(length, 'x')
  const framings = [
    { name: 'a length', head: `Content-Length: ${length}\r\n\r\n`, end: '' },
    {
      name: 'one chunk',
      head: `Transfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n`,
      end: '\r\n0\r\n\r\n',
    },
  ]
  for (const { name, head, end } of framings) {
    const path = `/${name.replace(' ', '-')}`
    const connection = await begin(gate.port, `POST ${path} ${HEAD}${head}`)
    connection.send(body.subarray(0, 1000))
    await get(gate.port, '/other')
    await get(gate.port, '/other')
    t.equal(askedFor(path), 0, `${name}: not for its first thousand bytes`)
    connection.send(body.subarray(1000, 100_000))
    await eventually('the backend is asked', () => askedFor(path) === 1)
    t.notOk(origin.requests.at(-1)?.complete, `${name}: before all of it is there`)
    connection.send(body.subarray(100_000))
    connection.send(end)
    t.ok((await connection.receive()).body.equals(body), `${name}: and it arrives whole`)
    connection.close()
  }
})

t.test('who sends slowly keeps no connection from anybody', async (t) => {
  const slow: Connection[] = []
  for (let i = 0; i < 300; i++) {
    slow.push(await begin(gate.port, `POST /slow ${HEAD}Content-Length: 1000\r\n\r\nx`))
  }
  for (let i = 0; i < 30; i++) {
    const path = `/normal?${i}`
    t.equal((await get(gate.port, path)).status, 200)
    t.equal((await request(gate.port, { method: 'POST', path, body: 'form' })).text, 'form')
  }
  t.equal(askedFor('/slow'), 0)
  for (const connection of slow) connection.send('y'.repeat(999))
  const answers = await Promise.all(slow.map((connection) => connection.receive()))
  t.ok(answers.every(({ status, body }) => status === 200 && body.length === 1000))
  for (const connection of slow) connection.close()
})

t.test(
  'large bodies that come slowly leave connections to others, and wait for each other',
  async (t) => {
    const four = await startTestGate({ backendPort: origin.port, backend: 'connections: 4' })
    t.teardown(() => four.stop(0))
    const length = 200_000
    const head = (path: string): string => `POST ${path} ${HEAD}Content-Length: ${length}\r\n\r\n`
    // Each from a network of its own, since none has more than half of the connections.
    const upload = (path: string, i: number): Promise<Connection> =>
      begin(four.port, `${head(path)}${'x'.repeat(100_000)}`, `127.0.${i}.1`)
    const slow = await Promise.all(Array.from({ length: 6 }, (_, i) => upload('/large', i + 1)))
    await eventually('three have a connection', () => askedFor('/large') === 3)
    for (let i = 0; i < 20; i++) t.equal((await get(four.port, `/page?${i}`)).status, 200)
    t.equal(askedFor('/large'), 3, 'the others wait')
    for (const connection of slow) connection.send('y'.repeat(length - 100_000))
    const answers = await Promise.all(slow.map((connection) => connection.receive()))
    t.ok(answers.every(({ status, body }) => status === 200 && body.length === length))
    for (const connection of slow) connection.close()
  },
)

t.test(
  'who waits with a large body is told in the end, and who leaves gives up its place',
  async (t) => {
    const narrow = await startTestGate({
      backendPort: origin.port,
      backend: 'connections: 1, inFlightMax: 4, headersTimeout: 1s',
    })
    t.teardown(() => narrow.stop(0))
    const begun = `${HEAD}Content-Length: 200000\r\n\r\n${'x'.repeat(100_000)}`
    const first = await begin(narrow.port, `POST /holds ${begun}`)
    await eventually('the only connection is taken', () => askedFor('/holds') === 1)
    const told = await (await begin(narrow.port, `POST /waits ${begun}`)).receive()
    t.match([told.status, told.headers.get('retry-after')], [503, '5'])
    for (let i = 0; i < 5; i++) {
      const leaving = await begin(narrow.port, `POST /waits ${begun}`)
      leaving.socket.end()
      await leaving.reader.readToEnd()
    }
    t.equal(askedFor('/waits'), 0)
    first.send('x'.repeat(100_000))
    t.equal((await first.receive()).status, 200)
    t.equal((await get(narrow.port, '/page')).status, 200, 'its network has two places')
    first.close()
  },
)

t.test('a client that leaves within its body was never there for the backend', async (t) => {
  for (const how of ['end', 'reset'] as const) {
    const connection = await begin(gate.port, `POST /left ${HEAD}Content-Length: 9\r\n\r\nabc`)
    await get(gate.port, '/other')
    if (how === 'end') connection.close()
    else reset(connection.socket)
    await get(gate.port, '/other')
  }
  t.equal(askedFor('/left'), 0)
})

t.test('leave to send is given before the body, unless the backend is full', async (t) => {
  const held: ((bytes: Uint8Array) => void)[] = []
  const slow = await startOrigin({ respond: () => new Promise((resolve) => held.push(resolve)) })
  const narrow = await startTestGate({ backendPort: slow.port, backend: 'inFlightMax: 1' })
  t.teardown(async () => {
    await narrow.stop(0)
    await slow.close()
  })
  const asks = `POST /asks ${HEAD}Content-Length: 3\r\nExpect: 100-continue\r\n\r\n`
  const patient = await begin(narrow.port, asks)
  t.match((await patient.reader.readUntil('\r\n\r\n'))?.toString(), /^HTTP\/1\.1 100 /)
  t.equal(slow.requests.length, 0, 'the backend knows nothing yet')
  const other = get(narrow.port, '/other')
  await eventually('its only place is taken', () => held.length === 1)
  const refused = await (await begin(narrow.port, asks)).receive()
  t.match([refused.status, refused.interim], [503, []], 'nobody sends in vain')
  patient.send('abc')
  t.equal((await patient.receive()).status, 503, 'a place is taken with the body in hand')
  held[0]?.(answer({ status: 200 }))
  t.equal((await other).status, 200)
  patient.close()
})

t.test('no worker minded any of this', (t) => {
  t.strictSame([gate.notes, origin.faults], [[], []])
  t.end()
})
