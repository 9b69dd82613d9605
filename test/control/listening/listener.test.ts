import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import t from 'tap'
import { Listener } from '../../../src/control/listening/listener.ts'
import { SOCKETS_PER_ADDRESS } from '../../../src/control/listening/open-files.ts'
import { eventually } from '../../support/eventually.ts'
import { get, openConnection } from '../../support/http.ts'

/** What proc(5) says of a socket that listens. */
const LISTENING = '0A'

/** Sockets of this machine that listen at a port, by what the system says. */
function listeningAt(port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = readFileSync('/proc/self/net/tcp', 'latin1').trim().split('\n').slice(1)
  return lines.filter((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    return local.endsWith(end) && state === LISTENING
  }).length
}

t.test('a worker listens with several sockets, and serves what any of them accepts', async (t) => {
  if (process.platform !== 'linux')
    return void t.pass('only Linux shares a port between sockets so')
  const server = createServer((request, response) => response.end(request.url))
  const listener = new Listener(server)
  await listener.listen({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 0)
  const { port } = server.address() as { port: number }
  t.equal(listeningAt(port), SOCKETS_PER_ADDRESS)
  // The system spreads them by their ports: some come to each socket.
  const count = 64
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(port)))
  for (const [i, connection] of connections.entries()) {
    connection.send(`GET /${i} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
    t.equal((await connection.receive()).text, `/${i}`)
  }
  t.equal(listener.connections, count)
  await listener.drain(5_000, 0)
  t.equal(listeningAt(port), 0)
  await eventually('all connections are closed', () => listener.connections === 0)
})

t.test('a connection is idle when nothing waits to be written on it', async (t) => {
  const body = Buffer.alloc(24 * 1_048_576, 'x')
  const server = createServer((request, response) => response.end(request.url === '/' ? '' : body))
  const listener = new Listener(server)
  await listener.listen({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 0)
  const { port } = server.address() as { port: number }
  const idle = await openConnection(port)
  t.equal((await get(idle, '/')).status, 200)
  const slow = await openConnection(port)
  slow.send('GET /large HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await slow.reader.readUntil('\r\n\r\n')
  slow.socket.pause()
  const drained = listener.drain(20_000, 0)
  await idle.reader.readToEnd()
  await eventually('the other one stays', () => listener.connections === 1)
  slow.socket.resume()
  t.equal((await slow.reader.readToEnd()).length, body.length)
  await drained
})

t.test('what the grace cuts off is over when draining is', async (t) => {
  const over: string[] = []
  const server = createServer((request, response) => {
    response.once('close', () => over.push(request.url ?? ''))
    response.write('some')
  })
  const listener = new Listener(server)
  await listener.listen({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 0)
  const { port } = server.address() as { port: number }
  const connections = await Promise.all(Array.from({ length: 20 }, () => openConnection(port)))
  for (const { send } of connections) send('GET /cut HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await Promise.all(connections.map(({ reader }) => reader.readUntil('some')))
  await listener.drain(0, 0)
  t.equal(over.length, connections.length)
})

t.test('an address in use by others is told', async (t) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  const listener = new Listener(createServer())
  const address = { kind: 'tcp', host: '127.0.0.1', port } as const
  await t.rejects(listener.listen(address, 0), { code: 'EADDRINUSE' })
})
