import t from 'tap'
import { type Backend, type Snapshot } from '../../src/model/index.ts'
import { Backends } from '../../src/proxy/backends.ts'

const BACKEND: Backend = {
  name: 'a',
  index: 0,
  servers: ['http://127.0.0.1:1'],
  connections: 2,
  inFlightMax: 2,
  connectTimeoutMs: 1,
  headersTimeoutMs: 1,
  bodyTimeoutMs: 1,
}

/** Only its backends are looked at. */
const inForce = (...backends: readonly Backend[]): Snapshot => ({ backends }) as Snapshot

t.test('connections are kept as long as their settings are the same', async (t) => {
  const cases: readonly { name: string; change: Partial<Backend>; want: boolean }[] = [
    { name: 'the same again', change: {}, want: true },
    { name: 'another place', change: { index: 3 }, want: true },
    { name: 'another cap of the gate itself', change: { inFlightMax: 9 }, want: true },
    { name: 'another name', change: { name: 'b' }, want: false },
    { name: 'another server', change: { servers: ['http://127.0.0.1:2'] }, want: false },
    { name: 'other timeouts', change: { headersTimeoutMs: 2 }, want: false },
    { name: 'more connections', change: { connections: 4 }, want: false },
  ]
  for (const { name, change, want } of cases) {
    const backends = new Backends(2)
    const before = backends.of(BACKEND)
    const after = { ...BACKEND, ...change }
    backends.retain(inForce(after))
    t.equal(before.closed, !want, name)
    t.equal(backends.of(after) === before, want, name)
    await backends.close()
  }
})

t.test('a request judged by an old configuration still finds its backend', async (t) => {
  const backends = new Backends(1)
  const before = backends.of(BACKEND)
  backends.retain(inForce())
  const after = backends.of(BACKEND)
  t.not(after, before)
  t.notOk(after.closed)
  t.equal(backends.of(BACKEND), after)
  backends.retain(inForce())
  t.ok(after.closed, 'until the next one')
  await backends.close()
})
