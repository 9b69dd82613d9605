import t from 'tap'
import { startClockedGate } from '../../support/clocked-gate.ts'
import { openConnection } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`

const head = (framing: string): string =>
  `POST /.paart/proof HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n`

t.test('what own bodies may hold is bounded, and a flood is at its own expense', async (t) => {
  const { port, outcomes } = await startClockedGate(t, CONFIG)
  const citizen = await openConnection(port, { from: '127.0.1.1' })
  citizen.send(`${head('Content-Length: 5000')}${'p'.repeat(2_000)}`)
  const flood = await Promise.all(Array.from({ length: 350 }, () => openConnection(port)))
  for (const { send } of flood) send(`${head('Content-Length: 57000')}${'x'.repeat(56_999)}`)
  const [first] = flood
  const told = await first?.receive()
  t.equal(told?.status, 503, 'the body that has been coming for longest gives way')
  t.match(told?.headers.get('retry-after'), /^\d+$/)
  t.match(outcomes[0], { decision: 'error', reason: { what: 'gate', name: 'gate-full' } })
  const last = flood.at(-1)
  last?.send('x')
  t.equal((await last?.receive())?.status, 400, 'who is quick is read: this is no proof')
  citizen.send('p'.repeat(3_000))
  t.equal((await citizen.receive()).status, 400, 'and so is who has sent less, however slowly')
  for (const { close } of [...flood, citizen]) close()
})

t.test('in a crowd each address holds its own bodies', async (t) => {
  const { port } = await startClockedGate(t, `${CONFIG}shares: { crowds: [127.0.0.0/24] }\n`)
  const citizen = await openConnection(port, { from: '127.0.0.2' })
  citizen.send(`${head('Content-Length: 5000')}${'p'.repeat(2_000)}`)
  const flood = await Promise.all(Array.from({ length: 350 }, () => openConnection(port)))
  for (const { send } of flood) send(`${head('Content-Length: 57000')}${'x'.repeat(56_999)}`)
  t.equal((await flood[0]?.receive())?.status, 503)
  citizen.send('p'.repeat(3_000))
  t.equal((await citizen.receive()).status, 400, 'who sent first, beside the flood, is read')
  for (const { close } of [...flood, citizen]) close()
})

t.test('a body for an own path is taken in any framing, up to its longest', async (t) => {
  const { port } = await startClockedGate(t, CONFIG)
  const chunked = (bytes: number): string =>
    `${head('Transfer-Encoding: chunked')}${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n0\r\n\r\n`
  const cases = [
    { name: 'nothing', text: head('Content-Length: 0'), want: 400 },
    { name: 'a length', text: `${head('Content-Length: 70')}${'x'.repeat(70)}`, want: 400 },
    { name: 'a length beyond', text: head('Content-Length: 300000'), want: 413 },
    { name: 'chunks', text: chunked(9_000), want: 400 },
    { name: 'chunks beyond', text: chunked(300_000), want: 413 },
  ]
  for (const { name, text, want } of cases) {
    const connection = await openConnection(port)
    connection.send(text)
    t.equal((await connection.receive()).status, want, name)
    connection.close()
  }
})

t.test('a sender that is too slow is told, and holds nothing any more', async (t) => {
  const { port, clock, outcomes } = await startClockedGate(t, CONFIG)
  const slow = await openConnection(port)
  slow.send(`${head('Content-Length: 70')}x`)
  const other = await openConnection(port)
  other.send(head('Content-Length: 300000'))
  t.equal((await other.receive()).status, 413, 'the first has begun before')
  clock.advance(31_000)
  t.equal((await slow.receive()).status, 408)
  t.match(outcomes.at(-1), { reason: { name: 'slow-body' } })
  for (const { close } of [slow, other]) close()
})
