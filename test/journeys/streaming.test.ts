import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import t from 'tap'
import { type TestGate, startTestGate } from '../support/gate.ts'
import { get, openConnection, reset, type Connection } from '../support/http.ts'

/** A backend whose requests are answered by the test itself, one after the other. */
interface Backend {
  readonly port: number
  /** The next request that comes, with its answer. */
  readonly next: () => Promise<Visit>
  readonly count: () => number
  readonly close: () => Promise<void>
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

async function startBackend(): Promise<Backend> {
  const waiting: ((visit: Visit) => void)[] = []
  const come: Visit[] = []
  let count = 0
  const server = createServer((request, response) => {
    if (request.url === '/ping') return response.end('pong')
    count += 1
    const take = waiting.shift()
    if (take === undefined) come.push({ request, response })
    else take({ request, response })
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    count: () => count,
    next: () => {
      const visit = come.shift()
      return visit === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(visit)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const backend = await startBackend()
// What is received before a backend is asked does not stream.
const gate = await startTestGate({ backendPort: backend.port, backend: 'bufferMax: 0B' })
t.teardown(async () => {
  await gate.stop(0)
  await backend.close()
})

const HEAD = 'HTTP/1.1\r\nHost: a\r\n'

/** Sends the start of a request and gives both ends of it. */
async function visit(
  { port }: TestGate,
  bytes: string,
): Promise<Visit & { readonly connection: Connection }> {
  const connection = await openConnection(port)
  connection.send(bytes)
  return { connection, ...(await backend.next()) }
}

/** Waits until a count has not changed during so many requests through the gate. */
async function untilStill(read: () => number): Promise<void> {
  for (let still = 0, last = -1; still < 30;) {
    await get(gate.port, '/ping')
    still = read() === last ? still + 1 : 0
    last = read()
  }
}

const MIB = 1024 * 1024
const PIECE = Buffer.alloc(MIB / 4, 'x')
/** Far more than all buffers on the way hold. */
const PIECES = 640
/** Sockets' buffers in the kernel (some MiB each) and a little in the gate. */
const HELD_BYTES_MAX = 64 * MIB

t.test('an answer streams: its head first, then piece by piece', async (t) => {
  const { connection, response } = await visit(gate, `GET /s ${HEAD}\r\n`)
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  response.flushHeaders()
  const head = await connection.reader.readUntil('\r\n\r\n')
  t.match(head?.toString(), /text\/event-stream/, 'before there is a body')
  response.write('one')
  t.equal((await connection.reader.readUntil('one'))?.toString(), '3\r\none')
  response.end('two')
  t.equal((await connection.reader.readUntil('0\r\n\r\n'))?.toString(), '\r\n3\r\ntwo\r\n0\r\n\r\n')
  connection.close()
})

t.test('a request streams, and an answer may begin before it has ended', async (t) => {
  const { connection, request, response } = await visit(
    gate,
    `POST /s ${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n`,
  )
  t.equal(String(await once(request, 'data')), 'one')
  response.writeHead(200)
  response.write('begun')
  t.match((await connection.reader.readUntil('begun'))?.toString(), /^HTTP\/1\.1 200 /)
  connection.send('3\r\ntwo\r\n0\r\n\r\n')
  t.equal(String(await once(request, 'data')), 'two')
  response.end()
  await connection.reader.readUntil('0\r\n\r\n')
  connection.close()
})

t.test('a client that does not read stops the backend', async (t) => {
  const { connection, response } = await visit(gate, `GET /s ${HEAD}\r\n`)
  connection.socket.pause()
  let pieces = 0
  const write = (): void => {
    while (pieces < PIECES) {
      pieces += 1
      if (!response.write(PIECE)) return void response.once('drain', write)
    }
    response.end()
  }
  write()
  await untilStill(() => pieces)
  t.ok(pieces * PIECE.length < HELD_BYTES_MAX, `${pieces} pieces were taken`)
  let bytes = 0
  connection.socket.on('data', (piece: Buffer) => (bytes += piece.length))
  connection.socket.resume()
  await once(response, 'finish')
  t.equal(pieces, PIECES, 'it goes on when the client reads again')
  connection.close()
  t.ok(bytes > HELD_BYTES_MAX)
})

t.test('a backend that does not read stops the client', async (t) => {
  const length = PIECES * PIECE.length
  const { connection, request, response } = await visit(
    gate,
    `POST /s ${HEAD}Content-Length: ${length + 1}\r\n\r\nx`,
  )
  let pieces = 0
  const write = (): void => {
    while (pieces < PIECES) {
      pieces += 1
      if (!connection.socket.write(PIECE)) return void connection.socket.once('drain', write)
    }
  }
  write()
  await untilStill(() => pieces)
  t.ok(pieces * PIECE.length < HELD_BYTES_MAX, `${pieces} pieces were taken`)
  let bytes = 0
  for await (const piece of request) bytes += Buffer.from(piece).length
  t.equal(bytes, length + 1, 'it goes on when the backend reads again')
  response.end('done')
  t.equal((await connection.receive()).text, 'done')
  connection.close()
})

t.test('a refusal reaches a client that a backend has stopped, and lets it go on', async (t) => {
  const length = PIECES * PIECE.length
  const head = `POST /s ${HEAD}Content-Length: ${length + 1}\r\n\r\nx`
  const { connection, response } = await visit(gate, head)
  let written = 0
  const sent = new Promise<void>((resolve) => {
    const write = (): void => {
      if (written === PIECES) return resolve()
      written += 1
      connection.socket.write(PIECE, write)
      return undefined
    }
    write()
  })
  await untilStill(() => written)
  t.ok(written < PIECES, 'it was stopped')
  response.writeHead(413).end('large')
  t.match(await connection.receive(), { status: 413, text: 'large', complete: true })
  await sent
  t.equal((await get(connection, '/ping')).text, 'pong', 'on the same connection')
  connection.close()
})

t.test('a client that leaves takes its request to the backend with it', async (t) => {
  const upload = `POST /s ${HEAD}Content-Length: 9\r\n\r\nabc`
  const cases: readonly { name: string; bytes: string; begins: boolean; leave: 'end' | 'reset' }[] =
    [
      { name: 'before the answer', bytes: `GET /s ${HEAD}\r\n`, begins: false, leave: 'end' },
      {
        name: 'before the answer, reset',
        bytes: `GET /s ${HEAD}\r\n`,
        begins: false,
        leave: 'reset',
      },
      { name: 'within the answer', bytes: `GET /s ${HEAD}\r\n`, begins: true, leave: 'end' },
      {
        name: 'within the answer, reset',
        bytes: `GET /s ${HEAD}\r\n`,
        begins: true,
        leave: 'reset',
      },
      { name: 'within its own body', bytes: upload, begins: false, leave: 'end' },
      { name: 'within its own body, reset', bytes: upload, begins: false, leave: 'reset' },
      { name: 'within both bodies', bytes: upload, begins: true, leave: 'reset' },
    ]
  for (const { name, bytes, begins, leave } of cases) {
    const { connection, request, response } = await visit(gate, bytes)
    request.on('error', () => undefined)
    if (begins) {
      response.write('begun')
      await connection.reader.readUntil('begun')
    }
    const closed = once(response, 'close')
    if (leave === 'end') connection.close()
    else reset(connection.socket)
    await closed
    t.notOk(response.writableFinished, name)
  }
})

t.test('a client that leaves while it waits for a connection is never sent on', async (t) => {
  const narrow = await startTestGate({
    backendPort: backend.port,
    backend: 'connections: 1, inFlightMax: 6',
  })
  t.teardown(() => narrow.stop(0))
  const first = await visit(narrow, `GET /first ${HEAD}\r\n`)
  const before = backend.count()
  for (const body of ['\r\n', 'Content-Length: 3\r\n\r\nabc']) {
    const left = await openConnection(narrow.port)
    left.send(`POST /left ${HEAD}${body}`)
    // An answer to a later request on another connection shows that the gate has read this one.
    await get(narrow.port, '/.paart/privacy')
    reset(left.socket)
  }
  await get(narrow.port, '/.paart/privacy')
  first.response.end('first')
  t.equal((await first.connection.receive()).text, 'first')
  const last = await visit(narrow, `GET /last ${HEAD}\r\n`)
  t.equal(last.request.url, '/last')
  last.response.end('last')
  t.equal((await last.connection.receive()).text, 'last')
  t.equal(backend.count() - before, 1)
  first.connection.close()
  last.connection.close()
})

t.test('no worker minded any of this', (t) => {
  t.strictSame(gate.notes, [])
  t.end()
})
