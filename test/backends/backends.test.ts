import t from 'tap'
import { Backends } from '../../src/backends/index.ts'
import { type PairTable, type ServerStates } from '../../src/limits/index.ts'
import { type Backend, type Snapshot } from '../../src/model/index.ts'
import { backendWith, serverAt } from '../support/servers.ts'

const SERVER = serverAt('http://127.0.0.1:1')
const BACKEND = backendWith([SERVER])

/** Nothing is ever known of any server. */
const STATES = { stateOf: () => 'well' } as unknown as ServerStates

/** No backend here asks for it. */
const PAIRS = {} as unknown as PairTable

const openBackends = (workers: number): Backends =>
  new Backends({
    workers,
    states: STATES,
    pairs: PAIRS,
    nowMs: () => 0,
    wallMs: () => 0,
    orders: () => [],
    onEjected: () => undefined,
  })

/** Only its backends are looked at. */
const inForce = (...backends: readonly Backend[]): Snapshot => ({ backends }) as Snapshot

/** The server, with its connections, that the next request to a backend would use. */
const serverOf = (backends: Backends, backend: Backend) => {
  const chosen = backends.of(backend).choose()
  if (chosen === null) throw new Error('a backend always has a server')
  return chosen
}

t.test('connections are kept as long as their settings are the same', async (t) => {
  const cases: readonly { name: string; change: Partial<Backend>; want: boolean }[] = [
    { name: 'the same again', change: {}, want: true },
    { name: 'another place', change: { index: 3 }, want: true },
    { name: 'another cap of the gate itself', change: { inFlightMax: 9 }, want: true },
    { name: 'and of WebSockets', change: { webSocketsMax: 9, webSocketsIdleMs: 9 }, want: true },
    { name: 'another wish', change: { sticky: { kind: 'address' } }, want: true },
    { name: 'one server more', change: { servers: [SERVER, serverAt('http://b')] }, want: true },
    { name: 'another name', change: { name: 'b' }, want: false },
    { name: 'another server', change: { servers: [serverAt('http://127.0.0.1:2')] }, want: false },
    { name: 'other timeouts', change: { headersTimeoutMs: 2 }, want: false },
    { name: 'more connections', change: { connections: 4 }, want: false },
  ]
  for (const { name, change, want } of cases) {
    const backends = openBackends(2)
    const before = serverOf(backends, BACKEND)
    const after = { ...BACKEND, ...change }
    backends.retain(inForce(after))
    t.equal(before.isClosed, !want, name)
    t.equal(serverOf(backends, after) === before, want, name)
    await backends.close()
  }
})

t.test('a request judged by an old configuration still finds its backend', async (t) => {
  const backends = openBackends(1)
  const before = serverOf(backends, BACKEND)
  t.equal(backends.of(BACKEND), backends.of(BACKEND), 'nothing is made anew for a request')
  backends.retain(inForce())
  const after = serverOf(backends, BACKEND)
  t.not(after, before)
  t.notOk(after.isClosed)
  t.equal(serverOf(backends, BACKEND), after)
  backends.retain(inForce())
  t.ok(after.isClosed, 'until the next one')
  await backends.close()
})
