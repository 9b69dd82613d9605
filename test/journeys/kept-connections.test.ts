import t from 'tap'
import { GOOD } from '../support/faulty-origin.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, request, reset } from '../support/http.ts'
import { startOrigin, type OriginConnection } from '../support/recording-origin.ts'

/** What the backend does with the second request of a connection, by its path. */
const SECOND: Readonly<Record<string, (socket: OriginConnection['socket']) => void>> = {
  '/ends': (socket) => socket.end(),
  '/resets': reset,
  '/begins': (socket) => socket.end('HTTP/1.1 2'),
  '/hints': (socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'),
  '/waits': (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'),
  '/silent': () => undefined,
}

const seen = new Set<number>()
const origin = await startOrigin({
  respondAt: 'head',
  respond({ target, connection }, { socket }) {
    const act = SECOND[target.replace('/always', '')]
    const isFirst = !seen.has(connection)
    seen.add(connection)
    if (act === undefined || (isFirst && !target.startsWith('/always'))) return GOOD
    act(socket)
    return null
  },
})
const gate = await startTestGate({
  backendPort: origin.port,
  backend: 'connections: 1, inFlightMax: 1, headersTimeout: 300ms',
})
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

/** Asks on a connection that has carried an answer; gives the status and how often it was asked. */
async function askAgain(
  method: string,
  path: string,
  body?: string,
): Promise<readonly [status: number, asked: number]> {
  await get(gate.port, '/good')
  const before = origin.requests.length
  const sent = { method, path, ...(body === undefined ? {} : { body }) }
  const { status } = await request(gate.port, sent)
  return [status, origin.requests.length - before]
}

t.test(
  'a kept connection that was closed is not noticed where nothing can happen twice',
  async (t) => {
    for (const path of ['/ends', '/resets']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PROPFIND']) {
        t.strictSame(await askAgain(method, path), [200, 2], `${method} ${path}`)
      }
    }
  },
)

t.test('what might happen twice is sent once', async (t) => {
  for (const path of ['/ends', '/resets']) {
    for (const method of ['POST', 'PATCH', 'LOCK', 'MKCOL']) {
      t.strictSame(await askAgain(method, path), [502, 1], `${method} ${path}`)
    }
    for (const method of ['POST', 'PUT', 'DELETE']) {
      t.strictSame(await askAgain(method, path, 'abc'), [502, 1], `${method} ${path} with a body`)
    }
  }
})

t.test('a backend that has begun to answer is not asked again, nor one that is slow', async (t) => {
  for (const path of ['/begins', '/hints', '/waits']) {
    t.strictSame(await askAgain('GET', path), [502, 1], path)
  }
  t.strictSame(await askAgain('GET', '/silent'), [504, 1])
})

t.test('a backend that closes every connection is asked twice, and no more', async (t) => {
  t.strictSame(await askAgain('GET', '/always/ends'), [502, 2])
  t.strictSame(await askAgain('GET', '/always/resets'), [502, 2])
  const before = origin.requests.length
  t.equal((await get(gate.port, '/always/ends')).status, 502)
  t.equal(origin.requests.length - before, 1, 'a fresh connection proves that it is the backend')
})

t.test('a client that leaves while it is asked again leaves nothing behind', async (t) => {
  for (let i = 0; i < 20; i++) {
    await get(gate.port, '/good')
    const before = origin.requests.length
    const connection = await openConnection(gate.port)
    connection.send('GET /ends HTTP/1.1\r\nHost: a\r\n\r\n')
    while (origin.requests.length === before) await new Promise((resolve) => setImmediate(resolve))
    connection.close()
    let status = 503
    while (status === 503) ({ status } = await get(gate.port, '/good'))
    t.equal(status, 200, 'its place is free again')
  }
})

t.test('no worker minded any of this', (t) => {
  t.strictSame(gate.notes, [])
  t.strictSame(origin.faults, [])
  t.end()
})
