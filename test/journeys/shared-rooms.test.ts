import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer, type StoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get, type RawAnswer } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startNextGate, startTwoGates } from '../support/ring-gates.ts'
import { Sender } from '../support/sender.ts'

/*
 * People go from gate to gate with every request, as they do behind a balancer that sends them round: whoever is in is in
 * at all, whoever waits keeps his place, and there are never more in than may be.
 */

const origin = await startOrigin()
t.teardown(origin.close)

function textOf({ url }: StoreServer, activeMax: number): string {
  return configText({
    backendPort: origin.port,
    site: `waitingRoom: { activeMax: ${activeMax}, for: 2m }`,
    rest: `trustedProxies: [127.0.0.1]\nstore: { kind: valkey, urls: ["${url}"] }`,
  })
}

/** Somebody of a network of his own, who goes round the gates. */
class Person {
  readonly name: string
  readonly #senders: readonly Sender[]
  #at: number
  isIn = false
  before = -1
  readonly statuses: number[] = []
  longestMs = 0

  constructor(at: number, gates: readonly FileGate[]) {
    this.name = `person ${at}`
    this.#at = at
    const from = { 'X-Forwarded-For': `${20 + at}.0.113.7` }
    this.#senders = gates.map(({ port }) => new Sender(port, from))
  }

  async look(): Promise<RawAnswer> {
    const sender = this.#senders[this.#at++ % this.#senders.length]!
    const startMs = performance.now()
    const answer = await sender.get('/')
    this.longestMs = Math.max(this.longestMs, performance.now() - startMs)
    for (const other of this.#senders) {
      for (const [name, value] of sender.cookies) other.cookies.set(name, value)
    }
    this.statuses.push(answer.status)
    // By the cookie: where a thread is put aside by the system for too long, who waits is let through.
    this.isIn = [...sender.cookies.values()].some(saysIn)
    this.before = Number(/People before you: (\d+)/.exec(answer.text)?.[1] ?? -1)
    return answer
  }
}

/** What the gate has written of whoever holds a place. */
function saysIn(cookie: string): boolean {
  return (Buffer.from(cookie, 'base64url').readUInt16BE(24) & 0x8000) !== 0
}

async function startThree(test: Test, text: string): Promise<readonly FileGate[]> {
  const [first, second] = await startTwoGates(test, text)
  const gates = [first, second, await startNextGate(test, text, first)]
  await eventually('all are there', async () => {
    const counts = await Promise.all(gates.map((gate) => metric(gate, 'paart_store_gates')))
    return counts.every((count) => count === 3)
  })
  return gates
}

type Test = Parameters<typeof startStoreServer>[0]

async function metric(gate: FileGate, name: string): Promise<number> {
  const { text } = await get(gate.adminPort, '/metrics')
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1] ?? NaN,
  )
}

const active = (gate: FileGate): Promise<number> =>
  metric(gate, 'paart_waiting_room_active{room="site"}')

async function isApart(gate: FileGate): Promise<boolean> {
  return /it lets in its part alone/.test((await gate.askText('GET', '/status')).text)
}

async function lookAll(people: readonly Person[]): Promise<readonly string[]> {
  await Promise.all(people.map((person) => person.look()))
  return people.filter(({ isIn }) => isIn).map(({ name }) => name)
}

const names = (people: readonly Person[]): readonly string[] => people.map(({ name }) => name)

/** Six are in, and so many wait, one after the other, each at the next gate. */
async function fill(
  gates: readonly FileGate[],
  waiting: number,
): Promise<{ readonly inside: readonly Person[]; readonly queue: readonly Person[] }> {
  const inside = Array.from({ length: 6 }, (_, at) => new Person(at, gates))
  for (const person of inside) {
    await eventually(`${person.name} is in`, async () => {
      await person.look()
      return person.isIn
    })
  }
  const queue = Array.from({ length: waiting }, (_, at) => new Person(6 + at, gates))
  for (const [rank, person] of queue.entries()) {
    await eventually(`${person.name} waits behind ${rank}`, async () => {
      await person.look()
      return !person.isIn && person.before === rank
    })
  }
  return { inside, queue }
}

void withPackages(t, ['redis-server'], async () => {
  t.test('three gates let in as many as one, in the order in which people came', async (t) => {
    const server = await startStoreServer(t)
    const gates = await startThree(t, textOf(server, 6))
    const { inside, queue } = await fill(gates, 6)
    await eventually('all know of six', async () => {
      return (await Promise.all(gates.map(active))).every((count) => count === 6)
    })
    for (let round = 0; round < 3; round++) {
      t.strictSame(await lookAll([...inside, ...queue]), names(inside))
    }
    t.match((await gates[1]!.askText('GET', '/status')).text, /6 of 6 are in, 6 wait, at all gates/)
    for (const [at, gate] of gates.entries()) {
      gate.write(textOf(server, 9))
      t.equal((await gate.ask('POST', '/reload')).status, 200, `gate ${at} lets in more`)
    }
    await eventually('the next three are called', async () => {
      return (await Promise.all(gates.map(active))).every((count) => count === 9)
    })
    const now = await lookAll([...inside, ...queue])
    t.strictSame(now, names([...inside, ...queue.slice(0, 3)]), 'the first three')
    await eventually('the others are the first', async () => {
      await lookAll(queue)
      return queue.slice(3).every(({ before }, rank) => before === rank)
    })
  })

  t.test('a store that hangs, and one that has forgotten all, put nobody out', async (t) => {
    const server = await startStoreServer(t)
    const gates = await startThree(t, textOf(server, 6))
    const { inside, queue } = await fill(gates, 4)
    const everybody = [...inside, ...queue]
    server.signal('SIGSTOP')
    await eventually('all go on alone', async () => {
      t.strictSame(await lookAll(everybody), names(inside))
      return (await Promise.all(gates.map(isApart))).every(Boolean)
    })
    for (let round = 0; round < 5; round++) t.strictSame(await lookAll(everybody), names(inside))
    server.signal('SIGCONT')
    await eventually('and together again', async () => {
      t.strictSame(await lookAll(everybody), names(inside))
      return !(await Promise.all(gates.map(isApart))).some(Boolean)
    })
    await server.say('FLUSHALL')
    const late = new Person(40, gates)
    await eventually('who comes then is the last', async () => {
      await late.look()
      return late.before === queue.length
    })
    t.strictSame(await lookAll(everybody), names(inside))
    await eventually('the store is filled again', async () => {
      const [, key = ''] = /(paart:room:[\w-]{22}:in)/.exec(await server.say('KEYS', '*')) ?? []
      return (await server.say('ZCARD', key)) === ':6\r\n'
    })
    t.strictSame(
      queue.map(({ before }) => before),
      [0, 1, 2, 3],
    )
    const statuses = everybody.flatMap((person) => person.statuses)
    t.ok(
      statuses.every((status) => status === 200 || status === 429),
      'no request failed',
    )
    t.comment(`the longest took ${Math.max(...everybody.map(({ longestMs }) => longestMs))} ms`)
  })
})
