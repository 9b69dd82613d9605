import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type Connection, openConnection } from '../support/http.ts'
import { metricsTell } from '../support/metrics.ts'
import { startWaitingOrigin } from '../support/waiting-origin.ts'

/** Few enough to fill, and so many that no worker is spared. */
const MAX = 40
const NETWORK_MAX = 10

const { port, letGo } = await startWaitingOrigin(t)
/** The limits are the operator's for all workers together. */
const gate = await startTestGate({
  backendPort: port,
  workers: 2,
  limits: `connectionsMax: ${MAX}, connectionsPerNetworkMax: ${NETWORK_MAX}`,
})
t.teardown(() => gate.stop(0))

/** Whether a newcomer's request reaches the backend, where it waits; else it is closed without a word. */
async function isLetIn({ send, socket, reader }: Connection): Promise<boolean> {
  const before = letGo.length
  send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('it is decided', () => letGo.length > before || socket.closed)
  if (letGo.length > before) return true
  if ((await reader.readToEnd()).length > 0) throw new Error('it was told something')
  return false
}

/** Those that are let in of newcomers from these addresses, who come one after the other. */
async function ask(addresses: readonly string[]): Promise<readonly Connection[]> {
  const letIn: Connection[] = []
  for (const from of addresses) {
    const newcomer = await openConnection(gate.port, { from })
    t.teardown(newcomer.close)
    if (await isLetIn(newcomer)) letIn.push(newcomer)
  }
  return letIn
}

/** All that wait are answered and leave; gives what they were told. */
async function leave(connections: readonly Connection[]): Promise<ReadonlySet<string>> {
  // Those that were closed take no room.
  await metricsTell(gate.adminPort, `paart_connections_open ${connections.length}`)
  for (const go of letGo.splice(0)) go()
  const answers = await Promise.all(connections.map(({ receive }) => receive()))
  for (const { close } of connections) close()
  await metricsTell(gate.adminPort, 'paart_connections_open 0')
  return new Set(answers.map(({ text }) => text))
}

const ROUNDS = ['at first', 'and again when all have left']

t.test('a listener has room for what is written, not for that in each worker', async (t) => {
  const addresses = Array.from({ length: 2 * MAX }, (_, network) => `127.${network}.1.1`)
  for (const round of ROUNDS) {
    const letIn = await ask(addresses)
    t.equal(letIn.length, MAX, round)
    t.strictSame(await leave(letIn), new Set(['/slow']))
  }
  // All others were closed at once.
  await metricsTell(gate.adminPort, `paart_connections_closed_total{why="full"} ${2 * MAX}`)
})

t.test('so has a network, and another network has room of its own', async (t) => {
  const near = Array.from({ length: 2 * NETWORK_MAX }, (_, host) => `127.2.1.${host + 1}`)
  const far = Array.from({ length: 2 * NETWORK_MAX }, () => '127.20.2.1')
  for (const round of ROUNDS) {
    const letIn = [await ask(near), await ask(far)]
    const counts = letIn.map(({ length }) => length)
    t.strictSame(counts, [NETWORK_MAX, NETWORK_MAX], round)
    t.strictSame(await leave(letIn.flat()), new Set(['/slow']))
  }
  const closed = `paart_connections_closed_total{why="network-full"} ${4 * NETWORK_MAX}`
  await metricsTell(gate.adminPort, closed)
})

t.test('the networks of one prefix leave others two fifths, however many they are', async (t) => {
  // Of 40 places a /20 alone has two thirds of 35; what is left is for others.
  const flood = Array.from({ length: 2 * MAX }, (_, i) => `127.4.${i % 16}.${1 + (i >> 4)}`)
  const near = await ask(flood)
  t.equal(near.length, 24)
  const others = await ask(Array.from({ length: 10 }, (_, network) => `127.${100 + network}.1.1`))
  t.equal(others.length, 10)
  t.strictSame(await leave([...near, ...others]), new Set(['/slow']))
})

t.test('of idle connections as many stay as there is room for', async (t) => {
  const idle: Connection[] = []
  t.teardown(() => idle.forEach(({ close }) => close()))
  for (let network = 0; network < 3 * MAX; network++) {
    idle.push(await openConnection(gate.port, { from: `127.${network}.3.1` }))
  }
  const open = (): number => idle.filter(({ socket }) => !socket.closed).length
  await eventually('the others have been closed', () => open() <= MAX)
  await metricsTell(gate.adminPort, `paart_connections_open ${MAX}`)
  t.equal(open(), MAX)
  t.strictSame(gate.notes, [])
})
