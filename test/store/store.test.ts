import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer, type StoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { startStoreGate, type StoreGate } from '../support/store-gate.ts'

/** One of several gates at one server. */
function startGate(t: Test, { url }: StoreServer, name: string): StoreGate {
  return startStoreGate(t, { servers: [{ kind: 'unix', path: url.slice('unix:'.length) }] }, name)
}

type Test = Parameters<typeof startStoreServer>[0]

void withPackages(t, ['redis-server'], async () => {
  t.test('what a key took at one gate it repays at all that it goes to', async (t) => {
    const server = await startStoreServer(t)
    const [a, b, c] = ['a', 'b', 'c'].map((name) => startGate(t, server, name))
    if (a === undefined || b === undefined || c === undefined) return
    await eventually('all know each other', () => {
      return [a, b, c].every(({ store }) => store.peers.length === 3)
    })
    t.equal(a.takes('client'), 10, 'a gate lets its burst through')
    t.equal(b.takes('client'), 10, 'so does one that has not heard of it')
    await eventually('b repays what was taken at a', () => b.wait('client') > 10 * 60_000)
    t.ok(b.wait('client') <= 11 * 60_000, 'and no more than that')
    t.equal(c.takes('other'), 10)
    await eventually('c has told of it', () => c.store.keysTold === 1)
    t.equal(b.wait('other'), 0, 'a gate hears of a key when it tells of it')
    t.equal(a.store.keysTold, 1, 'what was told is not told again')
  })

  t.test('what lies there tells nothing of keys, and ends by itself', async (t) => {
    const server = await startStoreServer(t)
    const gate = startGate(t, server, 'a')
    await eventually('it is greeted', () => gate.store.peers.length === 1)
    gate.takes('192.0.2.1')
    await eventually('it was told', () => gate.store.keysTold === 1)
    const names = (await server.say('KEYS', '*')).match(/test:\S+/g) ?? []
    t.equal(names.length, 5, 'facts, the gates, what they say, the last batch and one key')
    for (const name of names) {
      t.notMatch(name, /192|limit:limit/)
      const left = Number(/-?\d+/.exec(await server.say('PTTL', name))?.[0])
      const most = name.includes('facts') ? 46 * 86_400_000 : 700_000
      t.ok(left > 0 && left < most, `${name} ends in ${left} ms`)
    }
  })

  t.test('a gate alone is as strict with a store as without', async (t) => {
    const server = await startStoreServer(t)
    const gate = startGate(t, server, 'a')
    gate.takes('client')
    const before = gate.wait('client')
    await eventually('it was told', () => gate.store.keysTold === 1)
    t.ok(gate.wait('client') <= before, 'the way to the store is paid by nobody')
  })

  t.test(
    'a store that hangs, dies, comes back empty: nothing but that limits count alone',
    async (t) => {
      const server = await startStoreServer(t)
      const gate = startGate(t, server, 'a')
      await eventually('it is greeted', () => gate.store.peers.length === 1)
      server.signal('SIGSTOP')
      gate.takes('one')
      await eventually('it is silent', () => gate.faults.some(({ kind }) => kind === 'silent'))
      server.signal('SIGCONT')
      await eventually('it was told after all', () => gate.store.keysTold === 1)
      await server.kill()
      gate.takes('two')
      await eventually('it is gone', () => gate.faults.some(({ kind }) => kind === 'unreachable'))
      await server.start()
      await eventually('the new one was told', () => gate.store.keysTold === 2)
      t.match(await server.say('KEYS', 'test:limit:*'), /test:limit:/)
    },
  )

  t.test(
    'a store that takes connections and says nothing is given up, and tried again',
    async (t) => {
      const server = await startStoreServer(t)
      server.signal('SIGSTOP')
      const gate = startGate(t, server, 'a')
      await eventually('it is silent', () => gate.faults.length > 1)
      t.match(new Set(gate.faults.map(({ kind }) => kind)), new Set(['silent']))
      server.signal('SIGCONT')
      await eventually('it is greeted', () => gate.store.peers.length === 1)
    },
  )

  t.test('a store without room is told so, and tried again', async (t) => {
    const server = await startStoreServer(t)
    const gate = startGate(t, server, 'a')
    await eventually('it is greeted', () => gate.store.peers.length === 1)
    await server.say('CONFIG', 'SET', 'maxmemory', '1')
    gate.takes('client')
    await eventually('it is full', () => gate.calls.some(({ fault }) => fault?.kind === 'full'))
    t.equal(gate.store.keysTold, 0)
    await server.say('CONFIG', 'SET', 'maxmemory', '0')
    await eventually('it was told', () => gate.store.keysTold === 1)
  })

  t.test('a batch that was answered too late is added once', async (t) => {
    const server = await startStoreServer(t)
    const gate = startGate(t, server, 'a')
    await eventually('it is greeted', () => gate.store.peers.length === 1)
    gate.takes('client')
    // The command lies in the socket, and is worked off after the gate has given it up.
    server.signal('SIGSTOP')
    await eventually('it is silent', () => gate.faults.some(({ kind }) => kind === 'silent'))
    server.signal('SIGCONT')
    await eventually('it was told', () => gate.store.keysTold === 1)
    const [, key = ''] = /(test:limit:\S+)/.exec(await server.say('KEYS', 'test:limit:*')) ?? []
    const levelMs = Number(/\d{16}/.exec(await server.say('GET', key))?.[0]) / 1000 - Date.now()
    t.ok(
      levelMs > 9 * 60_000 && levelMs <= 10 * 60_000,
      `${levelMs} ms are ten of them, not twenty`,
    )
  })

  t.test('whoever may not come in is told why', async (t) => {
    const server = await startStoreServer(t, { lines: ['requirepass secret'] })
    const gate = startGate(t, server, 'a')
    await eventually('it is denied', () => gate.faults.some(({ kind }) => kind === 'denied'))
    t.match(gate.faults[0]?.message, /^it does not let the gate in: NOAUTH/)
  })
})
