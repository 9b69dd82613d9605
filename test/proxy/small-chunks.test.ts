import { once } from 'node:events'
import { type AddressInfo, type Socket, createServer } from 'node:net'
import t from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { type Connection, get, openConnection } from '../support/http.ts'
import { keptBytes } from '../support/kept-memory.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

/** A backend that takes requests, reads next to nothing of them, and never answers. */
const deaf: Socket[] = []
const deafServer = createServer((socket) => {
  deaf.push(socket.on('error', () => undefined).pause())
}).listen(0, '127.0.0.1')
await once(deafServer, 'listening')
t.teardown(() => {
  for (const socket of deaf) socket.destroy()
  deafServer.close()
})
const { port: deafPort } = deafServer.address() as AddressInfo

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends:
  app: { servers: ["http://127.0.0.1:${origin.port}"] }
  deaf: { servers: ["http://127.0.0.1:${deafPort}"], connections: 8 }
sites:
  - { name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }
  - { name: deaf, hosts: [deaf.lu], backend: deaf, routes: [{ name: all, policy: open }] }
policies: { open: { challenge: never } }
`

const MIB = 1024 * 1024

/** What is written at once, so that it can be seen how far the gate reads. */
const SLICE_BYTES = 16 * 1024

/** The head of a request whose body comes in chunks. */
const head = (line: string, host = 'a'): string =>
  `${line} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n`

/** So many chunks of one byte each: each is a Buffer of its own when it leaves the parser. */
const chunks = (count: number): string => '1\r\nx\r\n'.repeat(count)

/** Looks at which nothing has moved any more, for as long as everybody else is served. */
const STILL_LOOKS = 20

/** Sends the same on several connections; what the gate wants to read of it has been read then. */
async function sendOnAll(port: number, count: number, text: string): Promise<Connection[]> {
  const bytes = Buffer.from(text)
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(port)))
  for (const { socket } of connections) {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      socket.write(bytes.subarray(at, at + SLICE_BYTES))
    }
  }
  const unsent = (): number =>
    connections.reduce((sum, { socket }) => sum + socket.writableLength, 0)
  for (let looks = 0, before = -1; looks < STILL_LOOKS; looks++) {
    await get(port, '/')
    if (unsent() !== before) looks = 0
    before = unsent()
  }
  return connections
}

t.test(
  'bodies for own paths are held for what they weigh, however small their chunks',
  async (t) => {
    const { port } = await startClockedGate(t, CONFIG)
    await get(port, '/')
    const before = keptBytes()
    const posts = await sendOnAll(port, 20, head('POST /.paart/proof') + chunks(57_000))
    const kept = (keptBytes() - before) / MIB
    t.ok(kept < 8, `20 posts of 57,000 bytes keep ${kept.toFixed(1)} MiB`)
    t.equal((await get(port, '/')).status, 200, 'and everybody else is served')
    for (const post of posts) post.send('0\r\n\r\n')
    const statuses = await Promise.all(posts.map(async (post) => (await post.receive()).status))
    t.strictSame(new Set(statuses), new Set([400]), 'they are read whole, and are no proofs')
    for (const post of posts) post.close()
  },
)

t.test('a request that waits for its turn keeps no more than it has sent', async (t) => {
  const { port } = await startClockedGate(t, CONFIG)
  await get(port, '/')
  const before = keptBytes()
  const first = 'GET / HTTP/1.1\r\nHost: deaf.lu\r\n\r\n'
  const waiting = await sendOnAll(port, 20, first + head('POST /') + chunks(20_000))
  const kept = (keptBytes() - before) / MIB
  t.ok(kept < 8, `20 of them keep ${kept.toFixed(1)} MiB`)
  for (const { close } of waiting) close()
})

t.test('an upload that its backend does not read is held for what it weighs', async (t) => {
  const { port } = await startClockedGate(t, CONFIG)
  await get(port, '/')
  const before = keptBytes()
  // Some have a connection that takes nothing, the others wait for one.
  const uploads = await sendOnAll(port, 12, head('POST /', 'deaf.lu') + chunks(120_000))
  const kept = (keptBytes() - before) / MIB
  t.ok(kept < 8, `12 of them keep ${kept.toFixed(1)} MiB`)
  for (const { close } of uploads) close()
})
