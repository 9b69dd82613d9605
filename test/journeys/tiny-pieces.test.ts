import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { openConnection } from '../support/http.ts'

const READERS = 4

/** Far less than a worker may use, and far more than the bytes that are held. */
const GROWTH_BYTES_MAX = 64 * 1024 * 1024

/** Of 10,000 chunks, a byte in each. */
const CHUNKS = Buffer.from('1\r\nx\r\n'.repeat(10_000))

/** An application that never stops writing, a byte in each chunk; gives how many bytes have gone. */
async function startTinyOrigin(t: Test): Promise<{ port: number; written: () => number }> {
  let written = 0
  const server = createServer((socket) => {
    const write = (): void => {
      while (!socket.destroyed && socket.write(CHUNKS)) written += CHUNKS.length
      written += CHUNKS.length
      socket.once('drain', write)
    }
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      write()
    })
    t.teardown(() => socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return { port: (server.address() as AddressInfo).port, written: () => written }
}

t.test(
  'an answer in chunks of a byte to who reads nothing weighs what its bytes weigh',
  async (t) => {
    const origin = await startTinyOrigin(t)
    const gate = await startClockedGate(
      t,
      `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"], connections: 16 } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`,
    )
    const before = process.memoryUsage().rss
    for (let i = 0; i < READERS; i++) {
      const { socket, send, close } = await openConnection(gate.port)
      t.teardown(close)
      socket.on('error', () => undefined)
      socket.pause()
      send('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    }
    let last = -1
    let looks = 0
    await eventually('nothing more comes', () => {
      looks = origin.written() === last && last > 0 ? looks + 1 : 0
      last = origin.written()
      return looks > 30 || process.memoryUsage().rss - before > 4 * GROWTH_BYTES_MAX
    })
    const grown = process.memoryUsage().rss - before
    t.ok(grown < GROWTH_BYTES_MAX, `${Math.round(grown / 1024 / 1024)} MiB`)
  },
)
