import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { AnswerBuffers } from '../../src/proxy/forwarding/answer-buffers.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { type Connection, openConnection } from '../support/http.ts'
import { keptBytes } from '../support/kept-memory.ts'

const READERS = 4

/** What is kept alive: far less than a worker may use, and far more than the bytes that are held. */
const GROWTH_BYTES_MAX = 64 * 1024 * 1024

/** With garbage and all: beyond it the test has failed, and would end the process. */
const RSS_BYTES_MAX = 1024 * 1024 * 1024

/** Looks at which nothing more has come. */
const STILL_LOOKS = 30

/** Of 10,000 chunks, a byte in each. */
const CHUNKS = Buffer.from('1\r\nx\r\n'.repeat(10_000))

/** An application that never stops writing, a byte in each chunk. */
interface TinyOrigin {
  readonly port: number
  /** How many bytes have gone. */
  readonly written: () => number
}

async function startTinyOrigin(t: Test): Promise<TinyOrigin> {
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

const configOf = (port: number): string => `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${port}"], connections: 16 } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`

/** Asks for the answer, and reads nothing of it. */
async function readNothing(t: Test, port: number): Promise<Connection> {
  const reader = await openConnection(port)
  t.teardown(reader.close)
  reader.socket.on('error', () => undefined)
  reader.socket.pause()
  reader.send('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  return reader
}

t.test('chunks of a byte weigh what their bytes weigh for who reads nothing', async (t) => {
  const origin = await startTinyOrigin(t)
  const answerBuffers = new AnswerBuffers()
  const gate = await startClockedGate(t, configOf(origin.port), { answerBuffers })
  const before = keptBytes()
  const readers: Connection[] = []
  for (let i = 0; i < READERS; i++) readers.push(await readNothing(t, gate.port))
  let last = -1
  let looks = 0
  await eventually('nothing more comes', () => {
    looks = origin.written() === last && last > 0 ? looks + 1 : 0
    last = origin.written()
    return looks > STILL_LOOKS || process.memoryUsage().rss > RSS_BYTES_MAX
  })
  const grown = keptBytes() - before
  t.ok(grown < GROWTH_BYTES_MAX, `${Math.round(grown / 1024 / 1024)} MiB`)
  t.ok(answerBuffers.bytes > 0)
  for (const { close } of readers) close()
  await eventually('nothing is held for who has left', () => answerBuffers.bytes === 0)
  await eventually('nor any place', () => gate.limits.gauges.backendTotal(0) === 0)
})
