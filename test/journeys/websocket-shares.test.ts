import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { type Connection, get, openConnection } from '../support/http.ts'
import { acceptance, handshakeBytes } from '../support/websocket.ts'
import { setStage } from '../support/websocket-stage.ts'

const MAX = 32

const staged = await setStage(t, () => acceptance(), {
  workers: 2,
  backend: `webSocketsMax: ${MAX}`,
})

/** Opens WebSockets from these addresses, one after the other; gives those that were let through. */
async function open(addresses: readonly string[]): Promise<readonly Connection[]> {
  const opened: Connection[] = []
  for (const from of addresses) {
    const connection = await openConnection(staged.gate.port, { from })
    t.teardown(connection.close)
    connection.send(handshakeBytes('/'))
    const { status } = await connection.receive()
    if (status === 101) opened.push(connection)
    else if (status !== 503) throw new Error(`answered with ${status}`)
  }
  return opened
}

/** How many are open, as a scrape of the metrics says. */
async function told(): Promise<number> {
  const { text } = await get(staged.gate.adminPort, '/metrics')
  return Number(/^paart_backend_websockets\{backend="app"\} (\d+)$/m.exec(text)?.[1])
}

t.test('one network leaves WebSockets for others, exactly, over all workers', async (t) => {
  const flood = Array.from({ length: 2 * MAX }, (_, i) => `127.2.1.${1 + i}`)
  const near = await open(flood)
  t.equal(near.length, 14, '7/16 of 32')
  const others = await open(Array.from({ length: 2 * MAX }, (_, i) => `127.${100 + i}.1.1`))
  t.equal(others.length, MAX - near.length - 2, 'the last two are for who has been here for long')
  t.equal(await told(), MAX - 2, 'and an operator sees how many there are')
  for (const { close } of near) close()
  await eventually('what they had is free', async () => {
    const [again] = await open(['127.3.1.1'])
    again?.close()
    return again !== undefined
  })
  await eventually('and is told so', async () => (await told()) <= others.length + 1)
})

t.test('no worker minded any of this', (t) => {
  t.strictSame(staged.gate.notes, [])
  t.end()
})
