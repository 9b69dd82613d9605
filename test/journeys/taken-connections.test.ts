import { once } from 'node:events'
import { type ServerResponse, createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { AnswerBuffers } from '../../src/proxy/forwarding/answer-buffers.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { openConnection, request } from '../support/http.ts'

/** More than the systems at both ends of two connections keep for a reader that takes nothing. */
const FILE_BYTES = 24 * 1024 * 1024
const PIECE = Buffer.alloc(64 * 1024, 'p')
const CONNECTIONS = 8

interface Stage {
  readonly gate: ClockedGate
  /** Large files that are being answered; those whose connection was closed are not among them. */
  readonly files: ReadonlySet<ServerResponse>
  /** Most of them at the same time, ever. */
  readonly most: () => number
}

/** A gate with eight connections to a backend, and hardly anything lent to slow readers. */
async function start(t: Test, more = ''): Promise<Stage> {
  const files = new Set<ServerResponse>()
  let most = 0
  const backend = createServer((asked, response) => {
    if (asked.url === '/page') return void response.end('page')
    if (asked.url === '/never') return
    files.add(response)
    most = Math.max(most, files.size)
    response.once('close', () => files.delete(response))
    sendFile(response)
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
backends: { app: { servers: ["http://127.0.0.1:${port}"], connections: ${CONNECTIONS}${more} } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`
  const gate = await startClockedGate(t, text, {
    answerBuffers: new AnswerBuffers({ bytesMax: 0 }),
  })
  return { gate, files, most: () => most }
}

function sendFile(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Length': FILE_BYTES })
  let sent = 0
  const write = (): void => {
    while (sent < FILE_BYTES) {
      sent += PIECE.length
      if (!response.write(PIECE)) return void response.once('drain', write)
    }
    response.end()
  }
  write()
}

/** Asks for a file behind a front proxy, as somebody of this address, and reads nothing of it. */
async function readNothing(
  t: Test,
  { gate }: Stage,
  address: string,
  path = '/file',
): Promise<void> {
  const { socket, send, close } = await openConnection(gate.port)
  t.teardown(close)
  socket.on('error', () => undefined)
  socket.pause()
  send(`GET ${path} HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: ${address}\r\n\r\n`)
}

function page({ gate }: Stage, address: string): Promise<string> {
  return request(gate.port, { path: '/page', headers: { 'X-Forwarded-For': address } }).then(
    ({ text }) => text,
  )
}

/** Fails where the page waits for whoever holds the connections. */
async function isServed(stage: Stage, address: string): Promise<void> {
  let text = ''
  const asked = page(stage, address).then((answer) => (text = answer))
  await eventually(`${address} gets its page`, () => text === 'page')
  await asked
}

const everyone = ({ gate }: Stage): number => gate.limits.gauges.backendTotal(0)

t.test('one address holds a quarter of the connections to a server at most', async (t) => {
  const stage = await start(t)
  for (let i = 0; i < 40; i++) await readNothing(t, stage, '198.51.100.7')
  await eventually('all of them have come', () => everyone(stage) === 40)
  await isServed(stage, '203.0.113.9')
  await isServed(stage, '198.51.100.8')
  t.equal(stage.most(), CONNECTIONS / 4)
})

t.test('the addresses of one network hold half of them at most', async (t) => {
  const stage = await start(t)
  for (let i = 0; i < 40; i++) await readNothing(t, stage, `198.51.100.${1 + (i % 20)}`)
  await eventually('all of them have come', () => everyone(stage) === 40)
  await isServed(stage, '203.0.113.9')
  t.equal(stage.most(), CONNECTIONS / 2)
})

t.test('answers that wait for their readers hold half of them at most', async (t) => {
  const stage = await start(t)
  for (let i = 0; i < 40; i++) await readNothing(t, stage, `198.51.${i}.7`)
  for (let i = 0; i < 10; i++) await isServed(stage, `203.0.${i}.9`)
  await eventually('the others were let go', () => everyone(stage) <= CONNECTIONS / 2)
  t.equal(stage.files.size, CONNECTIONS / 2)
})

t.test('one network has 7/16 of what may be under way, and who comes has room', async (t) => {
  const stage = await start(t, ', inFlightMax: 64')
  for (let i = 0; i < 100; i++) await readNothing(t, stage, `198.51.100.${1 + (i % 20)}`)
  await eventually('it has its share', () => everyone(stage) === 28)
  for (let i = 0; i < 10; i++) await isServed(stage, `203.0.113.${i}`)
  const form = request(stage.gate.port, {
    method: 'POST',
    path: '/page',
    body: 'form',
    headers: { 'X-Forwarded-For': '203.0.113.9' },
  })
  t.equal((await form).status, 200)
  t.equal(everyone(stage), 28)
})

t.test(
  'the 24 /56 of one /48 have two thirds of that, and who comes from elsewhere has room',
  async (t) => {
    const stage = await start(t, ', inFlightMax: 64')
    for (let i = 0; i < 96; i++) {
      await readNothing(t, stage, `2001:db8:7:${((i % 24) << 8).toString(16)}::7`, '/never')
    }
    const { outcomes } = stage.gate
    await eventually('the others are told', () => outcomes.length === 96 - 38)
    t.equal(everyone(stage), 38)
    for (let i = 0; i < 10; i++) {
      await isServed(stage, `2001:db8:${100 + i}::9`)
      await isServed(stage, `203.0.${i}.9`)
    }
  },
)

t.test('in a crowd each address counts for itself', async (t) => {
  const crowd = '\nshares: { crowds: [198.51.100.0/24] }\n#'
  const stage = await start(t, `, inFlightMax: 64 } }${crowd}`)
  for (let i = 0; i < 50; i++) await readNothing(t, stage, `198.51.100.${1 + i}`)
  // Some are let go, as they take nothing.
  const { outcomes } = stage.gate
  await eventually('all of them have come', () => everyone(stage) + outcomes.length === 50)
  t.strictSame(new Set(outcomes.map(({ status }) => status)), new Set([200]), 'none was refused')
})

t.test('a crowd behind one address waits, and nobody of it is refused', async (t) => {
  const stage = await start(t, ', inFlightMax: 700')
  const asked = Array.from({ length: 300 }, () => page(stage, '198.51.100.7'))
  const texts = new Set(await Promise.all(asked))
  t.strictSame([...texts], ['page'])
})

t.test('who has slow downloads gets pages all the same, in the hour of a flood too', async (t) => {
  const stage = await start(t)
  for (let i = 0; i < 40; i++) await readNothing(t, stage, `198.51.${i}.7`)
  await eventually('half of the connections wait for readers', () => stage.files.size === 4)
  for (let i = 0; i < 40; i++) await isServed(stage, `198.51.${i}.7`)
})
