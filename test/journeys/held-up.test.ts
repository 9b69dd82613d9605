import { once } from 'node:events'
import { type ServerResponse, createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { AnswerBuffers } from '../../src/proxy/forwarding/answer-buffers.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { type RawAnswer, openConnection, request } from '../support/http.ts'
import { mintOld } from '../support/old-pass.ts'
import { NAVIGATION } from '../support/visitor.ts'

const CONNECTIONS = 8

/** More than the systems at both ends of two connections keep for a reader that takes nothing. */
const FILM_BYTES = 24 * 1024 * 1024

/** What somebody who is not to be served at all is told within. */
const TOLD_MS = 2_000

interface Stage {
  readonly gate: ClockedGate
  /** Those that the backend has not answered yet. */
  readonly slow: ServerResponse[]
  readonly films: Set<ServerResponse>
}

/** A gate with eight connections to a backend, and nowhere else for an answer to wait. */
async function start(t: Test): Promise<Stage> {
  const slow: ServerResponse[] = []
  const films = new Set<ServerResponse>()
  const backend = createServer(({ url }, response) => {
    if (url === '/slow') slow.push(response)
    else if (url === '/film') films.add(response.once('close', () => films.delete(response)))
    if (url === '/film') response.end(Buffer.alloc(FILM_BYTES))
    if (url === '/page') response.end('page')
  }).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  t.teardown(() => {
    backend.closeAllConnections()
    backend.close()
  })
  const { port } = backend.address() as AddressInfo
  const text = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.1]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${port}"], connections: ${CONNECTIONS} } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`
  const answerBuffers = new AnswerBuffers({ bytesMax: 0 })
  return { gate: await startClockedGate(t, text, { answerBuffers }), slow, films }
}

/** Somebody of a network of its own asks, and reads nothing of the answer. */
async function occupy(t: Test, { gate }: Stage, path: string, i: number): Promise<void> {
  const { socket, send, close } = await openConnection(gate.port)
  t.teardown(close)
  socket.on('error', () => undefined).pause()
  send(`GET ${path} HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: ${100 + i}.16.1.7\r\n\r\n`)
}

/** So many slow downloads and otherwise slow answers have all connections. */
async function occupyAll(t: Test, stage: Stage, films: number): Promise<void> {
  for (let i = 0; i < films; i++) await occupy(t, stage, '/film', i)
  await eventually('downloads wait for their readers', () => stage.films.size === films)
  for (let i = films; i < CONNECTIONS; i++) await occupy(t, stage, '/slow', i)
  await eventually('all are taken', () => stage.slow.length === CONNECTIONS - films)
}

/** Asks for a page, and waits until the gate knows that. */
async function askFor(
  { gate }: Stage,
  address: string,
  cookie = '',
): Promise<{ readonly answer: Promise<RawAnswer>; readonly isTold: () => boolean }> {
  const before = gate.limits.gauges.backendTotal(0)
  const headers = { ...NAVIGATION, 'X-Forwarded-For': address, ...(cookie && { Cookie: cookie }) }
  let isTold = false
  const answer = request(gate.port, { path: '/page', headers }).finally(() => (isTold = true))
  await eventually('it waits', () => gate.limits.gauges.backendTotal(0) === before + 1)
  return { answer, isTold: () => isTold }
}

/** Longer than the body of one of the gate's own forms is waited for, and shorter than a request waits. */
const HALF_A_MINUTE_MS = 31_000

/** Lets half a minute pass, and somebody notice: who does not send what he says he will. */
async function passHalfAMinute(t: Test, { gate }: Stage): Promise<void> {
  const { send, reader, receive, close } = await openConnection(gate.port)
  t.teardown(close)
  send(
    'POST /.paart/language HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
  )
  t.match(String(await reader.readUntil('\r\n\r\n')), / 100 Continue/)
  gate.clock.advance(HALF_A_MINUTE_MS)
  t.equal((await receive()).status, 408)
}

t.test(
  'whoever waits behind slow downloads is told soon, but for holders of old passes',
  async (t) => {
    const stage = await start(t)
    const { gate, slow, films } = stage
    await occupyAll(t, stage, CONNECTIONS / 2)
    const holder = await askFor(stage, '203.0.113.9', await mintOld(gate))
    const other = await askFor(stage, '192.0.2.9')
    // Time is looked at once a second.
    gate.clock.advance(TOLD_MS - 1_000)
    const told = await other.answer
    t.equal(told.status, 503)
    t.equal(told.headers.get('retry-after'), '5')
    t.equal(holder.isTold(), false)
    t.equal(films.size, CONNECTIONS / 2, 'and slow downloads go on')
    slow.shift()?.end()
    t.equal((await holder.answer).text, 'page')
  },
)

t.test('behind an application that is slow itself everybody waits', async (t) => {
  const stage = await start(t)
  await occupyAll(t, stage, CONNECTIONS / 2 - 1)
  const other = await askFor(stage, '192.0.2.9')
  await passHalfAMinute(t, stage)
  t.equal(other.isTold(), false)
  stage.slow.shift()?.end()
  t.equal((await other.answer).text, 'page')
})
