import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, type Socket, connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { ANSWER_BYTES_MAX, AnswerBuffers } from '../../src/proxy/answer-buffers.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { request } from '../support/http.ts'

/** More than the systems at both ends of a connection keep for a reader that takes nothing. */
const DOWNLOAD_BYTES = 64 * 1024 * 1024
/** More than they keep for one answer, in both of its connections. */
const ANSWER_BYTES = 24 * 1024 * 1024
const PIECE = Buffer.alloc(64 * 1024, 'p')

t.test('answers are taken over as long as there is room, for each and for all', (t) => {
  const buffers = new AnswerBuffers({ bytesMax: 3 * ANSWER_BYTES_MAX })
  const [first, second, third, fourth] = [1, 2, 3, 4].map(() => buffers.open())
  t.equal(first?.take(ANSWER_BYTES_MAX), true)
  t.equal(first?.take(1), false, 'no more for one')
  t.equal(second?.take(ANSWER_BYTES_MAX), true)
  t.equal(third?.take(ANSWER_BYTES_MAX), true)
  t.equal(fourth?.take(1), false, 'no more for all')
  second?.giveBack()
  second?.giveBack()
  t.equal(buffers.bytes, 2 * ANSWER_BYTES_MAX)
  t.equal(fourth?.take(1), true)
  t.end()
})

t.test('by default a part of the memory is for answers', (t) => {
  const buffers = new AnswerBuffers()
  t.equal(buffers.open().take(ANSWER_BYTES_MAX), true)
  t.equal(buffers.stallMs, 60_000)
  t.end()
})

t.test('who reads nothing holds no connection of the backend while there is room', async (t) => {
  const answerBytesMax = 2 * ANSWER_BYTES
  const roomy = new AnswerBuffers({ answerBytesMax, bytesMax: 8 * answerBytesMax })
  const cases = [
    { name: 'with room', buffers: roomy, status: 200 },
    { name: 'without', buffers: new AnswerBuffers({ answerBytesMax, bytesMax: 0 }), status: 503 },
  ]
  for (const { name, buffers, status } of cases) {
    const gate = await startWithOrigin(t, buffers)
    const asked = [1, 2, 3, 4].map(() => readNothing(t, gate.port, `/${ANSWER_BYTES}`))
    const readers = await Promise.all(asked)
    await Promise.all(readers.slice(0, 2).map((reader) => once(reader, 'readable')))
    const page = request(gate.port, { path: '/1000' })
    // The gate's time stands still but for this: what waits for a connection waits in vain.
    if (status === 503) await expire(gate, page)
    t.equal((await page).status, status, name)
    for (const reader of readers) reader.destroy()
    await eventually('nothing is held for who has left', () => buffers.bytes === 0)
  }
})

/** Lets time pass until the request has been answered. */
async function expire({ clock }: ClockedGate, asked: Promise<unknown>): Promise<void> {
  let isAnswered = false
  const answered = asked.then(() => (isAnswered = true))
  await eventually('its time is over', () => {
    clock.advance(10_000)
    return isAnswered
  })
  await answered
}

/** Short, and yet long beside the pauses of who reads slowly. */
const STALL_MS = 400
const PAUSE_MS = STALL_MS / 4
/** Between two pauses; so a download takes several times as long as nobody may stall. */
const LITTLE_BYTES = DOWNLOAD_BYTES / 16

const AMPLE = { answerBytesMax: 2 * DOWNLOAD_BYTES, bytesMax: 4 * DOWNLOAD_BYTES }

for (const { name, room } of [
  { name: 'where the gate has taken the answer over', room: AMPLE },
  { name: 'where the backend waits for the reader', room: { bytesMax: 0 } },
]) {
  t.test(`who reads nothing is left, who reads a little at a time gets all: ${name}`, async (t) => {
    const buffers = new AnswerBuffers({ ...room, stallMs: STALL_MS })
    const gate = await startWithOrigin(t, buffers)
    const { gauges } = gate.limits
    const stopped = await readNothing(t, gate.port, `/${DOWNLOAD_BYTES}`)
    const slow = await readNothing(t, gate.port, `/${DOWNLOAD_BYTES}`, 'Connection: close\r\n')
    t.ok((await readSlowly(slow)) > DOWNLOAD_BYTES, 'all, with its head')
    await eventually('both are over', () => gate.outcomes.length === 2)
    const [left, served] = gate.outcomes
    t.ok(
      left && left.bytesOut < DOWNLOAD_BYTES,
      'the other one was left long before, in the middle',
    )
    t.ok(served && served.bytesOut > DOWNLOAD_BYTES)
    await eventually('nothing is held any more', () => buffers.bytes + gauges.backendTotal(0) === 0)
    // A socket that is not read does not see its end.
    stopped.resume()
    await once(stopped, 'close')
    t.ok(stopped.bytesRead < DOWNLOAD_BYTES)
    t.equal((await request(gate.port, { path: '/1000' })).body.length, 1000, 'others are served')
  })
}

/** Gives how many bytes there were until the end. */
async function readSlowly(socket: Socket): Promise<number> {
  let bytes = 0
  let pauseAt = LITTLE_BYTES
  for await (const piece of socket) {
    bytes += (piece as Buffer).length
    if (bytes < pauseAt) continue
    pauseAt += LITTLE_BYTES
    await delay(PAUSE_MS)
  }
  return bytes
}

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
