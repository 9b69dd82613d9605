import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import t from 'tap'
import { NAVIGATION } from '../support/visitor.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, request, reset, sendRaw } from '../support/http.ts'
import { answer, startOrigin, type OriginConnection } from '../support/recording-origin.ts'

const GOOD = answer({ status: 200, body: 'good' })

/** What the backend does with a request, by its path. */
const FAULTS: Readonly<Record<string, (socket: Socket) => void>> = {
  '/ends': (socket) => socket.end(),
  '/resets': reset,
  '/hangs': () => undefined,
  '/garbage': (socket) => socket.end('this is no answer\r\n\r\n'),
  '/version-0.9': (socket) => socket.end('<html>'),
  '/status-20': (socket) => socket.write('HTTP/1.1 20 OK\r\n\r\n'),
  '/two-lengths': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
  '/length-and-chunks': (socket) =>
    socket.write(
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ),
  '/nul': (socket) => socket.write('HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n'),
  '/long-head': (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`),
  '/switches': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
  '/short': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
  '/short-reset': (socket) => resetAfter(socket, 'Content-Length: 9\r\n\r\nabc'),
  '/short-silent': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
  '/no-last-chunk': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'),
  '/bad-chunk': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'),
  '/head-alone': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'),
  '/extra': (socket) =>
    socket.write(Buffer.concat([GOOD, Buffer.from('HTTP/1.1 200 Evil\r\n\r\n')])),
  '/body-on-204': (socket) => socket.write('HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\nabc'),
  '/latin1': (socket) =>
    socket.write(
      Buffer.from('HTTP/1.1 200 D\xe9fini\r\nX: \xe9\r\nContent-Length: 0\r\n\r\n', 'latin1'),
    ),
  '/until-close': (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'),
  '/early-413': (socket) =>
    socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge'),
  '/early-413-closed': (socket) =>
    socket.end('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlarge'),
}

/** The reset comes after the client has what was written before. */
function resetAfter(socket: Socket, bytes: string): void {
  socket.write(`HTTP/1.1 200 OK\r\n${bytes}`)
  waiting.add(socket)
}

const waiting = new Set<Socket>()

const origin = await startOrigin({
  respondAt: 'head',
  respond: ({ target }, { socket }: OriginConnection) => {
    const fault = FAULTS[target]
    if (fault === undefined) return GOOD
    fault(socket)
    return null
  },
})
// One place alone: a fault that kept it would leave nothing for the next request.
const gate = await startTestGate({
  backendPort: origin.port,
  backend: 'inFlightMax: 1, headersTimeout: 200ms, bodyTimeout: 200ms, bufferMax: 0B',
})
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

/** The gate still works, and has its one place back. */
async function stillServes(t: {
  equal: (a: unknown, b: unknown, c: string) => boolean
}): Promise<void> {
  t.equal((await get(gate.port, '/good')).text, 'good', 'and the next request is served')
}

t.test('a backend that fails before its answer is told to the client', async (t) => {
  const cases = [
    { path: '/ends', status: 502 },
    { path: '/resets', status: 502 },
    { path: '/hangs', status: 504 },
    { path: '/garbage', status: 502 },
    { path: '/version-0.9', status: 502 },
    { path: '/status-20', status: 502 },
    { path: '/two-lengths', status: 502 },
    { path: '/nul', status: 502 },
    { path: '/long-head', status: 502 },
    { path: '/switches', status: 502 },
  ]
  for (const { path, status } of cases) {
    const got = await get(gate.port, path, NAVIGATION)
    t.match(
      [got.status, got.complete, got.headers.get('paart-decision')],
      [status, true, 'error'],
      path,
    )
    t.match(got.headers.get('content-type'), /^text\/html/)
    await stillServes(t)
  }
})

t.test('an answer that breaks off never looks complete', async (t) => {
  const paths = [
    '/short',
    '/short-reset',
    '/short-silent',
    '/no-last-chunk',
    '/bad-chunk',
    '/head-alone',
  ]
  for (const path of paths) {
    const connection = await openConnection(gate.port)
    connection.send(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
    const head = await connection.reader.readUntil(path === '/head-alone' ? '\r\n\r\n' : 'abc')
    for (const socket of waiting) reset(socket)
    waiting.clear()
    const rest = await connection.reader.readToEnd()
    t.match(head?.toString(), /^HTTP\/1\.1 200 /, path)
    t.notMatch(rest.toString(), /0\r\n\r\n$/, 'the connection ends and the answer does not')
    connection.close()
    await stillServes(t)
  }
})

t.test('an answer that would end by closing ends with a reset where it is broken', async (t) => {
  for (const { path, isBroken } of [
    { path: '/no-last-chunk', isBroken: true },
    { path: '/until-close', isBroken: false },
  ]) {
    const connection = await openConnection(gate.port)
    connection.send(`GET ${path} HTTP/1.0\r\n\r\n`)
    const bytes = await connection.reader.readToEnd().catch(() => Buffer.alloc(0))
    const isReset = connection.reader.error !== null
    t.equal(isReset, isBroken, path)
    if (!isBroken) t.match(bytes.toString(), /\r\n\r\nall of it$/)
    connection.close()
    await stillServes(t)
  }
})

t.test('odd answers that can be understood reach the client, and no more than they', async (t) => {
  const connection = await openConnection(gate.port)
  const cases = [
    { path: '/extra', status: 200, text: 'good' },
    { path: '/body-on-204', status: 204, text: '' },
    { path: '/latin1', status: 200, text: '' },
    { path: '/until-close', status: 200, text: 'all of it' },
    { path: '/length-and-chunks', status: 200, text: '' },
    { path: '/good', status: 200, text: 'good' },
  ]
  for (const { path, status, text } of cases) {
    const got = await get(connection, path)
    t.match([got.status, got.text, got.complete], [status, text, true], path)
    if (path === '/latin1') t.equal(got.headers.get('x'), '\xe9')
  }
  connection.close()
})

t.test('a refusal in the middle of an upload reaches the client, which may go on', async (t) => {
  const bodies = [
    { name: 'more than all buffers hold', length: 40 * 1024 * 1024 },
    { name: 'little', length: 10 },
  ]
  for (const path of ['/early-413', '/early-413-closed']) {
    for (const { name, length } of bodies) {
      const connection = await openConnection(gate.port)
      connection.send(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\nx`)
      const got = await connection.receive()
      t.match([got.status, got.text, got.complete], [413, 'large', true], `${path}: ${name}`)
      connection.send(Buffer.alloc(length - 1))
      t.equal((await get(connection, '/good')).text, 'good', 'on the same connection')
      connection.close()
    }
  }
})

t.test('a backend that is not there: 502, whatever was being sent', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const address = closed.address()
  const backendPort = typeof address === 'object' && address !== null ? address.port : 0
  closed.close()
  await once(closed, 'close')
  const orphan = await startTestGate({ backendPort, backend: 'inFlightMax: 1, bufferMax: 0B' })
  t.teardown(() => orphan.stop(0))
  const connection = await openConnection(orphan.port)
  const bodies = [undefined, 'a', Buffer.alloc(8 * 1024 * 1024)]
  for (const body of bodies) {
    const sent = { method: 'POST', path: '/', ...(body === undefined ? {} : { body }) }
    const got = await request(connection, sent)
    t.match([got.status, got.complete], [502, true], `a body of ${body?.length ?? 0}`)
    t.match(JSON.parse(got.text), { type: 'urn:paart:error', status: 502 })
  }
  connection.close()
  const chunked = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'
  t.equal((await sendRaw(orphan.port, chunked)).status, 502, 'before the body has ended')
})

t.test(
  'beyond its share of what a backend takes at once: 503 with Retry-After, exact over all workers',
  async (t) => {
    const held: ((bytes: Uint8Array) => void)[] = []
    let isHolding = true
    const slow = await startOrigin({
      respond: () => (isHolding ? new Promise((resolve) => held.push(resolve)) : GOOD),
    })
    const wide = await startTestGate({
      backendPort: slow.port,
      workers: 2,
      backend: 'inFlightMax: 6, connections: 8',
    })
    t.teardown(async () => {
      await wide.stop(0)
      await slow.close()
    })
    // Of six one network alone has three.
    for (const round of [1, 2]) {
      const all = Array.from({ length: 16 }, () => get(wide.port, '/'))
      const answers: string[] = []
      let refused = 0
      isHolding = true
      for (const one of all) {
        void one.then(({ status, headers }) => {
          answers.push(`${status} ${headers.get('retry-after')}`)
          if (status === 503) refused += 1
          // The rest is let go once all that can be refused have been, also what is still on its way.
          if (refused < 13) return
          isHolding = false
          for (const release of held.splice(0)) release(GOOD)
        })
      }
      await Promise.all(all)
      const want = Array.from({ length: 3 }, () => '200 undefined')
      t.strictSame(
        answers.filter((text) => text !== '503 5'),
        want,
        `round ${round}`,
      )
      t.equal(answers.length, 16)
    }
  },
)

t.test('a gate that is being stopped finishes what it has, and takes no more', async (t) => {
  const held: ((bytes: Uint8Array) => void)[] = []
  const slow = await startOrigin({
    respond: () => new Promise((resolve) => held.push(resolve)),
  })
  const stopping = await startTestGate({ backendPort: slow.port })
  const connection = await openConnection(stopping.port)
  connection.send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n')
  while (held.length === 0) await get(gate.port, '/good')
  const stopped = stopping.stop(20_000)
  while (
    (await openConnection(stopping.port).then(
      (c) => (c.close(), 1),
      () => 0,
    )) === 1
  );
  connection.send('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n')
  await get(gate.port, '/good')
  for (const release of held) release(GOOD)
  t.equal((await connection.receive()).text, 'good', 'what was under way')
  const late = await connection.receive()
  t.match(
    [late.status, late.headers.get('retry-after'), late.headers.get('connection')],
    [503, '5', 'close'],
  )
  await stopped
  t.equal(slow.requests.length, 1)
  await slow.close()
})

t.test('no worker minded any of this', (t) => {
  t.strictSame(gate.notes, [])
  t.end()
})
