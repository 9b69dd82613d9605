import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, type Socket, connect } from 'node:net'
import t, { type Test } from 'tap'
import { type Holder } from '../../src/limits/index.ts'
import { ANSWER_BYTES_MAX, AnswerBuffers } from '../../src/proxy/forwarding/answer-buffers.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { request } from '../support/http.ts'

/** More than they keep for one answer, in both of its connections. */
const ANSWER_BYTES = 24 * 1024 * 1024
const PIECE = Buffer.alloc(64 * 1024, 'p')

const reader = (name: string): Holder => ({ address: name, network: name })

t.test('answers are taken over as long as there is room, for each and for all', (t) => {
  const buffers = new AnswerBuffers({ bytesMax: 3 * ANSWER_BYTES_MAX })
  const open = ['a', 'b', 'c', 'd'].map((name) => buffers.open(reader(name)))
  const [first, second, third, fourth] = open
  t.equal(first?.take(ANSWER_BYTES_MAX - 1024), true)
  t.equal(first?.take(1), false, 'no more for one')
  t.equal(second?.take(ANSWER_BYTES_MAX - 1024), true)
  t.equal(third?.take(ANSWER_BYTES_MAX - 1024), true)
  t.equal(fourth?.take(1), false, 'no more for all')
  second?.giveBack()
  second?.giveBack()
  t.equal(buffers.bytes, 2 * ANSWER_BYTES_MAX)
  t.equal(fourth?.take(1), true)
  t.end()
})

t.test('one client is lent a quarter at most, however many answers it asks for', (t) => {
  const buffers = new AnswerBuffers({ bytesMax: 16 * ANSWER_BYTES_MAX })
  const lent = Array.from({ length: 16 }, () => buffers.open(reader('a')))
  t.equal(lent.filter((one) => one.take(ANSWER_BYTES_MAX - 1024)).length, 4)
  t.equal(buffers.open(reader('b')).take(1), true)
  t.end()
})

t.test('a piece counts for what it costs: of single bytes a thousand may wait', (t) => {
  const buffer = new AnswerBuffers().open(reader('a'))
  let pieces = 0
  while (buffer.take(1)) pieces++
  t.ok(pieces > 1_000 && pieces < 1_024, String(pieces))
  t.end()
})

t.test(
  'who reads nothing never holds all connections: none while there is room, else half',
  async (t) => {
    const answerBytesMax = 2 * ANSWER_BYTES
    const roomy = new AnswerBuffers({ answerBytesMax, bytesMax: 8 * answerBytesMax })
    const cases = [
      { name: 'with room', buffers: roomy, left: 4 },
      { name: 'without', buffers: new AnswerBuffers({ answerBytesMax, bytesMax: 0 }), left: 1 },
    ]
    for (const { name, buffers, left } of cases) {
      const gate = await startWithOrigin(t, buffers)
      const asked = [1, 2, 3, 4].map(() => readNothing(t, gate.port, `/${ANSWER_BYTES}`))
      const readers = await Promise.all(asked)
      t.equal((await request(gate.port, { path: '/1000' })).status, 200, name)
      await eventually('the others are let go', () => gate.outcomes.length === 1 + 4 - left)
      for (const socket of readers) socket.destroy()
      await eventually('nothing is held for who has left', () => buffers.bytes === 0)
    }
  },
)

/** A gate with two connections to an origin that sends as many bytes as its path says. */
async function startWithOrigin(t: Test, answerBuffers: AnswerBuffers): Promise<ClockedGate> {
  const origin = createServer((asked, response) => {
    const bytes = Number(asked.url?.slice(1))
    response.writeHead(200, { 'Content-Length': bytes })
    let sent = 0
    const write = (): void => {
      while (sent < bytes) {
        const piece = PIECE.subarray(0, bytes - sent)
        sent += piece.length
        if (!response.write(piece)) return void response.once('drain', write)
      }
      response.end()
    }
    write()
  }).listen(0, '127.0.0.1')
  await once(origin, 'listening')
  t.teardown(() => {
    origin.closeAllConnections()
    origin.close()
  })
  return startClockedGate(t, configOf((origin.address() as AddressInfo).port), { answerBuffers })
}

function configOf(port: number): string {
  return `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${port}"], connections: 2 } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`
}

async function readNothing(t: Test, port: number, path: string, more = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n${more}\r\n`)
  return socket
}
