import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer, type StoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { startStoreGate, type StoreGate, type StoreGateOptions } from '../support/store-gate.ts'
import { askKeysOf, sealText } from '../../src/store/ask-seal.ts'
import { openConnection } from '../../src/store/connection.ts'

type Test = Parameters<typeof startStoreServer>[0]

/** Several gates at one server, that know and hear each other. */
async function startGates(
  t: Test,
  server: StoreServer,
  names: readonly string[],
  options: StoreGateOptions = {},
): Promise<readonly StoreGate[]> {
  const servers = [{ kind: 'unix', path: server.url.slice('unix:'.length) } as const]
  const gates = names.map((name) => startStoreGate(t, { servers }, name, options))
  await eventually('all know each other', () => {
    return gates.every(({ store }) => store.peers.length === names.length)
  })
  await eventually('all hear', async () => hearersOf(server, 'test:ask:all', names.length))
  return gates
}

async function hearersOf(server: StoreServer, channel: string, count: number): Promise<boolean> {
  return (await server.say('PUBSUB', 'NUMSUB', channel)).endsWith(`:${count}\r\n`)
}

const QUESTION = { topic: 'greeting', text: 'hello', deadlineMs: 5_000 } as const

/** What somebody heard, by name. */
function listen(gate: StoreGate, name: string, answer: string | null = name): string[] {
  const heard: string[] = []
  gate.store.asks.on('greeting', (text) => {
    heard.push(text)
    return Promise.resolve(answer)
  })
  return heard
}

function said({ answers }: Awaited<ReturnType<StoreGate['store']['asks']['ask']>>): string[] {
  return answers.map(({ text }) => text).toSorted()
}

void withPackages(t, ['redis-server'], async () => {
  t.test('a gate asks one other by its number, or all', async (t) => {
    const server = await startStoreServer(t)
    const [a, b, c] = await startGates(t, server, ['a', 'b', 'c'])
    if (a === undefined || b === undefined || c === undefined) return
    const [heardA, heardB, heardC] = [listen(a, 'a'), listen(b, 'b'), listen(c, 'c')]
    const one = await a.store.asks.ask({ ...QUESTION, to: b.gate })
    t.strictSame([said(one), one.unanswered], [['b'], 0])
    t.match(one.answers[0]?.from, { id: 'b', name: 'host-b', gate: b.gate })
    t.strictSame([heardB, heardC], [['hello'], []], 'nobody else is asked')
    const all = await a.store.asks.ask({ ...QUESTION, to: 'all', isFirstEnough: false })
    t.strictSame([said(all), all.unanswered], [['b', 'c'], 0])
    t.strictSame(heardA, [], 'nobody asks himself')
    const first = await a.store.asks.ask({ ...QUESTION, to: 'all' })
    t.ok(first.answers.length > 0, 'one that knows it is enough')
    t.match(a.store.asks.counts, [{ topic: 'greeting', answered: 3, unanswered: 0, heard: 0 }])
    t.match(c.store.asks.counts, [{ topic: 'greeting', answered: 0, heard: 2 }])
    t.equal(await server.say('KEYS', '*ask*'), '*0\r\n', 'nothing is stored')
  })

  t.test('who has nothing to say of it has answered all the same', async (t) => {
    const server = await startStoreServer(t)
    const [a, b, c] = await startGates(t, server, ['a', 'b', 'c'])
    if (a === undefined || b === undefined || c === undefined) return
    listen(b, 'b', null)
    listen(c, 'c', null)
    t.strictSame(await a.store.asks.ask({ ...QUESTION, to: 'all' }), { answers: [], unanswered: 0 })
    c.store.asks.on('greeting', () => Promise.reject(new Error('not today')))
    const answers = await a.store.asks.ask({ ...QUESTION, to: 'all', deadlineMs: 200 })
    t.strictSame(answers, { answers: [], unanswered: 1 }, 'who fails has not')
    const unknown = { ...QUESTION, topic: 'weather', to: b.gate, deadlineMs: 200 }
    t.strictSame(await a.store.asks.ask(unknown), { answers: [], unanswered: 1 })
  })

  t.test('who is not there does not keep anybody waiting', async (t) => {
    const server = await startStoreServer(t)
    const [a] = await startGates(t, server, ['a'])
    if (a === undefined) return
    const beforeMs = performance.now()
    const patient = { ...QUESTION, deadlineMs: 60_000 }
    t.match(await a.store.asks.ask({ ...patient, to: a.gate ^ 1 }), { unanswered: 1 })
    t.match(await a.store.asks.ask({ ...patient, to: 'all' }), { unanswered: 0 }, 'it is alone')
    t.ok(performance.now() - beforeMs < 30_000)
  })

  t.test('a store that hangs or is gone: unanswered, and asked again afterwards', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startGates(t, server, ['a', 'b'])
    if (a === undefined || b === undefined) return
    const heard = listen(b, 'b')
    server.signal('SIGSTOP')
    const late = await a.store.asks.ask({ ...QUESTION, to: b.gate, deadlineMs: 100 })
    t.strictSame(late, { answers: [], unanswered: 1 })
    await eventually('it is silent', () => a.faults.some(({ kind }) => kind === 'silent'))
    const at = performance.now()
    t.match(await a.store.asks.ask({ ...QUESTION, to: b.gate, deadlineMs: 60_000 }), {
      unanswered: 1,
    })
    t.ok(performance.now() - at < 30_000, 'where there is no connection nobody waits')
    server.signal('SIGCONT')
    const asks = async (): Promise<boolean> => {
      const { answers } = await a.store.asks.ask({ ...QUESTION, to: b.gate, deadlineMs: 500 })
      return answers.length === 1
    }
    await eventually('it is asked again', asks)
    await server.kill()
    await eventually('it is gone', async () => !(await asks()))
    await server.start()
    await eventually('and again', asks)
    t.ok(heard.length >= 2)
  })

  t.test('what is told is heard once, and nobody answers', async (t) => {
    const server = await startStoreServer(t)
    const [a, b, c] = await startGates(t, server, ['a', 'b', 'c'])
    if (a === undefined || b === undefined || c === undefined) return
    const [heardB, heardC] = [listen(b, 'b'), listen(c, 'c')]
    t.ok(a.store.asks.tell({ to: 'all', topic: 'greeting', text: 'news' }))
    t.ok(a.store.asks.tell({ to: c.gate, topic: 'greeting', text: 'for c' }))
    await eventually('it is heard', () => heardB.length === 1 && heardC.length === 2)
    t.strictSame([heardB, heardC], [['news'], ['news', 'for c']])
    t.match(a.store.asks.counts, [{ told: 2, answered: 0, unanswered: 0 }])
    t.notOk(a.store.asks.tell({ to: 'all', topic: 'greeting', text: 'x'.repeat(16_385) }))
    a.store.stop()
    t.notOk(a.store.asks.tell({ to: 'all', topic: 'greeting', text: 'news' }))
  })

  t.test('whoever can write to the store makes nobody hear or believe anything', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startGates(t, server, ['a', 'b'])
    if (a === undefined || b === undefined) return
    const heard = listen(b, 'b')
    const spied: string[] = []
    const path = server.url.slice('unix:'.length)
    const spy = await openConnection({ kind: 'unix', path }, { credentials: null, tls: {} })
    t.teardown(spy.end)
    await spy.hear(['test:ask:all'], (message) => spied.push(message))
    t.match(await a.store.asks.ask({ ...QUESTION, to: 'all' }), { answers: [{ text: 'b' }] })
    await eventually('it was spied', () => spied.length === 1)
    const [question = ''] = spied
    t.notMatch(question, /hello|greeting/)
    const number = b.gate.toString(16).padStart(4, '0')
    await server.say('PUBLISH', 'test:ask:all', question)
    await server.say('PUBLISH', `test:ask:${number}`, question)
    await server.say('PUBLISH', 'test:answer:b', question)
    const foreign = askKeysOf({
      sealing: 'k',
      byId: new Map([['k', new Uint8Array(32)]]),
      names: new Uint8Array(32),
    })
    const forged = {
      id: 'x',
      from: { id: 'c', name: 'c', gate: 1 },
      atMs: Date.now(),
      topic: 'greeting',
      text: 'forged',
      isAsked: true,
    }
    await server.say(
      'PUBLISH',
      'test:ask:all',
      sealText(JSON.stringify(forged), 'test:ask:all', foreign),
    )
    await server.say('PUBLISH', 'test:ask:all', `k.${'A'.repeat(100_000)}`)
    for (const junk of ['', 'k', 'k.', 'k.AAAA', '.', '{}']) {
      await server.say('PUBLISH', 'test:ask:all', junk)
      await server.say('PUBLISH', 'test:answer:a', junk)
    }
    t.match(await a.store.asks.ask({ ...QUESTION, text: 'last', to: 'all' }), { unanswered: 0 })
    t.strictSame(heard, ['hello', 'last'])
  })

  t.test('a question that is too old, or of before its start, is not heard', async (t) => {
    const server = await startStoreServer(t)
    const clock = { skewMs: 0 }
    const wallMs = (): number => Date.now() + clock.skewMs
    const [a] = await startGates(t, server, ['a'], { wallMs })
    const servers = [{ kind: 'unix', path: server.url.slice('unix:'.length) } as const]
    const b = startStoreGate(t, { servers }, 'b')
    if (a === undefined) return
    const heard = listen(b, 'b')
    await eventually('both hear', async () => hearersOf(server, 'test:ask:all', 2))
    await eventually('they know each other', () => a.store.peers.length === 2)
    for (const skewMs of [-6_000, 6_000, -600_000]) {
      clock.skewMs = skewMs
      const answers = await a.store.asks.ask({ ...QUESTION, to: b.gate, deadlineMs: 300 })
      t.strictSame(answers, { answers: [], unanswered: 1 }, `${skewMs} ms`)
    }
    t.strictSame(heard, [])
    clock.skewMs = 0
    t.match(await a.store.asks.ask({ ...QUESTION, to: b.gate }), { unanswered: 0 })
  })

  t.test('a gate of before gates asked each other is known, and has not answered', async (t) => {
    const server = await startStoreServer(t)
    const [a] = await startGates(t, server, ['a'])
    if (a === undefined) return
    const old = { id: 'old', name: 'host-old', version: '1.0.0', since: '2026-01-01T00:00:00.000Z' }
    await server.say('HSET', 'test:gate', 'old', JSON.stringify(old))
    await server.say('ZADD', 'test:gates', String(Date.now() + 60_000), 'old')
    await eventually('it is known', () => a.store.peers.length === 2)
    t.match(
      a.store.peers.find(({ id }) => id === 'old'),
      { ...old, gate: null },
    )
    const answers = await a.store.asks.ask({ ...QUESTION, to: 'all', deadlineMs: 60_000 })
    t.strictSame(answers, { answers: [], unanswered: 1 }, 'and nobody waits for it')
  })

  t.test('of two gates with one number either may know it', async (t) => {
    const server = await startStoreServer(t)
    const [a, b, c] = await startGates(t, server, ['a', 'b', 'c'], { gate: 7 })
    if (a === undefined || b === undefined || c === undefined) return
    listen(b, 'b', null)
    listen(c, 'c')
    for (let i = 0; i < 20; i++) {
      t.strictSame(said(await a.store.asks.ask({ ...QUESTION, to: 7 })), ['c'])
    }
    listen(c, 'c', null)
    t.strictSame(await a.store.asks.ask({ ...QUESTION, to: 7 }), { answers: [], unanswered: 0 })
  })

  t.test('many at once are all answered, more than that at once', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startGates(t, server, ['a', 'b'])
    if (a === undefined || b === undefined) return
    listen(b, 'b')
    const many = Array.from({ length: 60 }, () => a.store.asks.ask({ ...QUESTION, to: b.gate }))
    t.ok((await Promise.all(many)).every(({ unanswered }) => unanswered === 0))
    const held = Promise.withResolvers<string>()
    b.store.asks.on('greeting', () => held.promise)
    const waiting = Array.from({ length: 2_000 }, () =>
      a.store.asks.ask({ ...QUESTION, to: b.gate, deadlineMs: 2_000 }),
    )
    const some = (await Promise.all(waiting)).filter(({ unanswered }) => unanswered === 1)
    t.equal(some.length, 2_000)
    held.resolve('at last')
  })
})
