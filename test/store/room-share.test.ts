import t from 'tap'
import { type RoomTerms } from '../../src/limits/index.ts'
import { openPlaceRecord } from '../../src/store/place-seal.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { RoomEngine } from '../support/room-engine.ts'
import { RoomGate, SECRETS, type Visitor, visitor } from '../support/room-gates.ts'

const MINUTE_MS = 60_000

/** Several gates, a store, and a clock that is turned by hand. */
class Scene {
  nowMs = 1_790_000_000_000
  readonly engine = new RoomEngine(() => this.nowMs)
  readonly gates: RoomGate[]
  readonly #options: ConstructorParameters<typeof RoomGate>[1]

  constructor(count: number, terms: RoomTerms) {
    this.#options = { terms, nowMs: () => this.nowMs, gates: () => count }
    this.gates = Array.from({ length: count }, (_, at) => {
      return new RoomGate(this.engine.of(`gate ${at}`), this.#options)
    })
  }

  /** Another program takes the place of a gate, with its memory. */
  upgrade(at: number): void {
    const engine = this.engine.of(`next gate ${at}`)
    this.gates[at] = new RoomGate(engine, this.#options, this.gates[at])
  }

  gate(at: number): RoomGate {
    return this.gates[at % this.gates.length]!
  }

  /** So many seconds pass, and turns are taken. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.nowMs += 1_000
      for (const gate of this.gates) await gate.turn()
    }
  }
}

const terms = (activeMax: number, forMs = 10 * MINUTE_MS): RoomTerms => ({ activeMax, forMs })

const people = (count: number, of = 'home'): readonly Visitor[] =>
  Array.from({ length: count }, (_, at) => visitor(`${of} ${at}`))

t.test('people of three gates share the places, and each has one wherever he goes', async (t) => {
  const scene = new Scene(3, terms(6))
  await scene.pass(2)
  const all = people(12)
  for (const [at, one] of all.entries()) {
    scene.gate(at).come(one)
    await scene.pass(2)
  }
  await scene.pass(5)
  t.strictSame(
    scene.gates.map(({ counts }) => counts.active),
    [6, 6, 6],
  )
  t.strictSame(
    scene.gates.map(({ counts }) => counts.waiting),
    [6, 6, 6],
  )
  for (let round = 0; round < 6; round++) {
    const kinds = all.map((one, at) => scene.gate(at + round).come(one).kind)
    t.strictSame(kinds, [...Array(6).fill('in'), ...Array(6).fill('waits')])
    await scene.pass(2)
  }
  t.strictSame(scene.engine.counts(), { held: 6, granted: 0 })
  const before = all.slice(6).map((one, at) => scene.gate(at + 1).come(one))
  t.match(
    before,
    [0, 1, 2, 3, 4, 5].map((rank) => ({ kind: 'waits', before: rank })),
  )
})

/** All places are taken by people who ask at their gates again and again until they are told to stop. */
async function full(scene: Scene, activeMax: number): Promise<readonly Visitor[]> {
  await scene.pass(2)
  const inside = people(activeMax, 'in')
  for (const [at, one] of inside.entries()) {
    while (scene.gate(at).come(one).kind !== 'in') await scene.pass(5)
    await scene.pass(2)
  }
  return inside
}

t.test('whoever came first is called first, at whatever gates people came and are', async (t) => {
  const scene = new Scene(3, terms(4))
  await full(scene, 4)
  const all = people(12)
  for (const [at, one] of all.entries()) {
    scene.gate(5 * at).come(one)
    scene.nowMs += 1_000
  }
  const order: string[] = []
  for (let second = 0; second < 3_600 && order.length < all.length; second += 30) {
    await scene.pass(30)
    for (const [at, one] of all.entries()) {
      if (one.wasIn) continue
      // Everybody comes to another gate each time.
      if (scene.gate(at + second / 30).come(one).kind === 'in') order.push(one.name)
    }
    t.ok(scene.engine.counts().held <= 4, 'never more than may be in')
  }
  t.strictSame(
    order,
    all.map(({ name }) => name),
  )
})

t.test('many who come to all gates at once get no more places than there are', async (t) => {
  for (const activeMax of [1, 5, 64]) {
    const scene = new Scene(4, terms(activeMax))
    await scene.pass(2)
    const all = people(3 * activeMax)
    for (let round = 0; round < 20; round++) {
      for (const [at, one] of all.entries()) if (!one.wasIn) scene.gate(at + round).come(one)
      t.ok(all.filter(({ wasIn }) => wasIn).length <= activeMax)
      await scene.pass(1)
    }
    t.equal(all.filter(({ wasIn }) => wasIn).length, activeMax)
    t.strictSame(scene.engine.counts(), { held: activeMax, granted: 0 })
  }
})

t.test('who stays away when he is called lets the next one go before, at all gates', async (t) => {
  const scene = new Scene(2, terms(1, MINUTE_MS))
  await full(scene, 1)
  const [first, second] = people(2) as [Visitor, Visitor]
  scene.gate(0).come(first)
  await scene.pass(2)
  scene.gate(1).come(second)
  await scene.pass(70)
  t.match(scene.gate(0).come(second), { kind: 'waits', before: 0 }, 'a place is kept for the first')
  await scene.pass(70)
  t.match(scene.gate(0).come(second), { kind: 'in' }, 'it fell to the next')
  t.match(scene.gate(1).come(first), { kind: 'waits', before: 0 }, 'and then it is his again')
  await scene.pass(80)
  t.match(scene.gate(0).come(first), { kind: 'in' })
})

t.test('one network has no more of a room for going to several gates', async (t) => {
  const scene = new Scene(4, terms(100))
  await scene.pass(2)
  const swarm = Array.from({ length: 400 }, (_, at) => visitor(`robot ${at}`, 'swarm'))
  for (let round = 0; round < 8; round++) {
    for (const [at, one] of swarm.entries()) if (!one.wasIn) scene.gate(at).come(one)
    await scene.pass(1)
  }
  const inside = swarm.filter(({ wasIn }) => wasIn).length
  t.ok(inside >= 40 && inside <= 48, `${inside} of 100: 44 of one gate, a few of one turn`)
  const home = visitor('home')
  for (let second = 0; second < 5 && !home.wasIn; second++) {
    scene.gate(second).come(home)
    await scene.pass(1)
  }
  t.ok(home.wasIn, 'who came after it goes before what is over its share')
})

t.test('while the store is silent each gate lets in its part, and nobody is put out', async (t) => {
  const scene = new Scene(3, terms(6))
  const inside = await full(scene, 6)
  const waiting = people(9)
  for (const [at, one] of waiting.entries()) {
    scene.gate(at).come(one)
    await scene.pass(2)
  }
  scene.engine.isSilent = true
  await scene.pass(5)
  t.ok(scene.gates.every(({ share, room }) => share.isApart(room)))
  for (let minute = 0; minute < 9; minute++) {
    for (const [at, one] of inside.entries()) t.equal(scene.gate(at).come(one).kind, 'in')
    for (const [at, one] of waiting.entries()) t.equal(scene.gate(at).come(one).kind, 'waits')
    await scene.pass(60)
  }
  // Four go: two at one gate, one at each other.
  const staying = [inside[1]!, inside[2]!]
  for (let minute = 0; minute < 14; minute++) {
    await scene.pass(60)
    for (const [at, one] of staying.entries()) t.equal(scene.gate(at + 1).come(one).kind, 'in')
    for (const [at, one] of waiting.entries()) scene.gate(at).come(one)
  }
  const now = waiting.filter(({ wasIn }) => wasIn).map(({ name }) => name)
  t.strictSame(now, ['home 0', 'home 1', 'home 2', 'home 3'], 'two at each gate with those there')
  scene.engine.isSilent = false
  await scene.pass(5)
  t.strictSame(
    scene.gates.map(({ share, room }) => share.isApart(room)),
    [false, false, false],
  )
  t.equal(scene.engine.counts().held, 6)
  for (const [at, one] of [...staying, ...waiting.slice(0, 4)].entries()) {
    t.equal(scene.gate(at).come(one).kind, 'in')
  }
  t.match(scene.gate(0).come(waiting[4]!), { kind: 'waits', before: 0 })
  t.match(scene.gate(0).come(waiting[8]!), { kind: 'waits', before: 4 })
})

t.test('a store that has forgotten everything is filled again', async (t) => {
  const scene = new Scene(3, terms(6))
  const inside = await full(scene, 6)
  const waiting = people(30)
  for (const [at, one] of waiting.entries()) {
    scene.gate(at).come(one)
    scene.nowMs += 1_000
  }
  await scene.pass(5)
  scene.engine.flush()
  const stranger = visitor('stranger')
  t.match(scene.gate(0).come(stranger), { kind: 'waits' })
  await scene.pass(3)
  t.equal(scene.engine.counts().held, 6)
  for (const [at, one] of inside.entries()) t.equal(scene.gate(at + 1).come(one).kind, 'in')
  for (const [rank, one] of waiting.entries()) {
    t.match(scene.gate(rank + 1).come(one), { kind: 'waits', before: rank })
  }
  t.match(scene.gate(2).come(stranger), { kind: 'waits', before: 30 })
})

t.test('who was at a gate that has died goes on at the others', async (t) => {
  const scene = new Scene(3, terms(6))
  const inside = await full(scene, 6)
  const waiting = people(3)
  for (const [at, one] of waiting.entries()) {
    scene.gate(at).come(one)
    await scene.pass(3)
  }
  const left = scene.gates.slice(1)
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      scene.nowMs += 1_000
      for (const gate of left) await gate.turn()
    }
  }
  await pass(20)
  for (const [at, one] of inside.entries()) t.equal(left[at % 2]!.come(one).kind, 'in')
  t.match(left[0]!.come(waiting[0]!), { kind: 'waits', before: 0 })
  await pass(5)
  t.equal(scene.engine.counts().held, 6)
  await pass(11 * 60)
  t.equal(left[1]!.come(waiting[0]!).kind, 'in', 'and he is the first')
})

t.test('people are let in at the rate of the room over all gates', async (t) => {
  const rate = { intervalMs: MINUTE_MS, burst: 2, counter: 'forms', key: 'room' }
  const scene = new Scene(3, { ...terms(50), rate })
  await scene.pass(2)
  for (const gate of scene.gates) {
    for (let form = 0; form < 2; form++) {
      gate.worker.rates.take('forms', 'room', rate, gate.steadyMs())
    }
  }
  await scene.pass(2)
  const all = people(10)
  for (const [at, one] of all.entries()) {
    t.match(scene.gate(at).come(one), { kind: 'waits', isByRate: true })
    scene.nowMs += 1_000
  }
  const order: string[] = []
  for (let minute = 0; minute < 8; minute++) {
    await scene.pass(60)
    for (const one of all) {
      if (!one.wasIn && scene.gate(minute).come(one).kind === 'in') order.push(one.name)
    }
    t.ok(Math.abs(order.length - minute - 1) <= 1, `${order.length} after ${minute + 1} minutes`)
  }
  t.strictSame(
    order,
    all.slice(0, order.length).map(({ name }) => name),
  )
})

t.test('whatever a store says of it, a room opens again', async (t) => {
  const rate = { intervalMs: MINUTE_MS, burst: 2, counter: 'forms', key: 'room' }
  const engine = new RoomEngine(() => 1_790_000_000_000).of('gate')
  const confer: typeof engine.confer = async (said) => {
    return { ...(await engine.confer(said)), aheadMs: Number.MAX_SAFE_INTEGER }
  }
  const options = { terms: { ...terms(50), rate }, nowMs: () => 1_790_000_000_000, gates: () => 2 }
  const gate = new RoomGate({ confer }, options)
  await gate.turn()
  const waitMs = gate.worker.rates.look('forms', 'room', rate, gate.steadyMs())
  t.ok(waitMs > 0 && waitMs <= 6 * MINUTE_MS, `${waitMs} ms`)
})

t.test('what is answered for a room that is no more is nobody’s', async (t) => {
  const startMs = 1_790_000_000_000
  const nowMs = (): number => startMs
  const engine = new RoomEngine(nowMs)
  const options = { terms: terms(2), nowMs, gates: () => 1 }
  const first = new RoomGate(engine.of('first'), options)
  await first.turn()
  await first.turn()
  t.equal(first.come(visitor('one')).kind, 'in')
  await first.turn()
  const second = engine.of('second')
  const { promise: isHeard, resolve: hear } = Promise.withResolvers<void>()
  const confer: typeof second.confer = async (said) => {
    const heard = await second.confer(said)
    await isHeard
    return heard
  }
  const gate = new RoomGate({ confer }, options)
  const turn = gate.turn()
  await new Promise(setImmediate)
  gate.share.keep([])
  gate.main.waitingRooms.clear(0)
  hear()
  await turn
  t.equal(gate.counts.active, 0)
})

t.test('who was called or in long ago is not by what is repeated of him', async (t) => {
  let nowMs = 1_790_000_000_000
  const engine = new RoomEngine(() => nowMs).of('gate')
  const texts = new Set<string>()
  let isRepeating = false
  const confer: typeof engine.confer = async (said) => {
    const heard = await engine.confer(said)
    for (const text of heard.sealed) {
      if (openPlaceRecord(text, said.room, SECRETS)?.isGone === false) texts.add(text)
    }
    return isRepeating ? { ...heard, sealed: [...texts, ...heard.sealed] } : heard
  }
  const gate = new RoomGate({ confer }, { terms: terms(1), nowMs: () => nowMs, gates: () => 1 })
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      nowMs += 1_000
      await gate.turn()
    }
  }
  const [inside, called, ...others] = people(4)
  await pass(5)
  t.equal(gate.come(inside!).kind, 'in')
  t.equal(gate.come(called!).kind, 'waits')
  await pass(11 * 60)
  t.equal(gate.counts.active, 1, 'he has a place')
  nowMs += 180 * MINUTE_MS
  await pass(5)
  t.equal(gate.come(others[0]!).kind, 'in')
  t.equal(gate.come(others[1]!).kind, 'waits')
  await pass(2)
  isRepeating = true
  await pass(2)
  t.strictSame([gate.counts.active, gate.counts.waiting], [1, 1])
  t.equal(gate.come(called!).kind, 'waits')
  t.equal(gate.come(inside!).kind, 'waits')
})

/** People come to any gate, look again at any other, and go away. */
class Trial {
  readonly scene: Scene
  readonly #activeMax: number
  readonly #random: () => number
  readonly #people: Visitor[] = []
  #born = 0

  constructor(seed: number) {
    this.#random = randomFrom(seed)
    this.#activeMax = 1 + this.#pick(12)
    this.scene = new Scene(1 + this.#pick(4), terms(this.#activeMax, 2 * MINUTE_MS))
  }

  #pick(end: number): number {
    return wholeBelow(this.#random, end)
  }

  /** What is wrong afterwards, or null. */
  async step(): Promise<string | null> {
    const what = this.#pick(100)
    if (what < 25) this.#people.push(visitor(`one ${this.#born++}`))
    if (what < 60) this.#comes()
    else if (what < 63) this.#people.splice(this.#pick(this.#people.length), 1)
    else await this.scene.pass(1 + this.#pick(what < 65 ? 60 : 3))
    const { held, granted } = this.scene.engine.counts()
    if (held + granted > this.#activeMax) return `${held} and ${granted} of ${this.#activeMax}`
    return null
  }

  #comes(): void {
    const one = this.#people[this.#pick(this.#people.length)]
    if (one !== undefined) this.scene.gate(this.#pick(4)).come(one)
  }
}

t.test('whatever people do, there are never more in than may be', async (t) => {
  for (let seed = 1; seed <= 12; seed++) {
    const trial = new Trial(seed)
    await trial.scene.pass(2)
    for (let step = 0; step < 300; step++) {
      const wrong = await trial.step()
      if (wrong !== null) return void t.fail(`seed ${seed}, step ${step}: ${wrong}`)
    }
  }
  return void t.pass('12 trials')
})

t.test(
  'who was called and has come in at one gate is in at those that have not heard of it',
  async (t) => {
    const scene = new Scene(3, terms(1, MINUTE_MS))
    await full(scene, 1)
    const one = visitor('one')
    scene.gate(0).come(one)
    await scene.pass(70)
    scene.gate(1).come(one)
    t.ok(one.wasIn)
    for (const at of [0, 2]) t.match(scene.gate(at).come(one), { kind: 'in', isNew: false })
    await scene.pass(3)
    for (const gate of scene.gates) t.strictSame([gate.counts.active, gate.counts.waiting], [1, 0])
    // A gate that was busy when he was called.
    const [first, second] = scene.gates as [RoomGate, RoomGate, RoomGate]
    const other = visitor('other')
    second.come(other)
    await scene.pass(3)
    for (let elapsed = 0; elapsed < 100 && !other.wasIn; elapsed++) {
      scene.nowMs += 1_000
      await first.turn()
      first.come(other)
    }
    t.ok(other.wasIn)
    t.match(second.come(other), { kind: 'in' }, 'although this one believes that he waits')
  },
)

t.test('what is told in many calls of one turn is granted once', async (t) => {
  const scene = new Scene(2, terms(1_400))
  await scene.pass(3)
  const first = people(600)
  t.ok(first.every((one) => scene.gate(0).come(one).kind === 'in'))
  await scene.pass(2)
  const then = people(2_000, 'later')
  for (const [at, one] of then.entries()) scene.gate(at).come(one)
  const inside = [...first, ...then].filter(({ wasIn }) => wasIn).length
  t.ok(inside > 1_300 && inside <= 1_400, `${inside} are in`)
})

t.test('a gate that takes over from another goes on with its people and the others’', async (t) => {
  const scene = new Scene(3, terms(6))
  const inside = await full(scene, 6)
  const waiting = people(4)
  for (const [at, one] of waiting.entries()) {
    scene.gate(at).come(one)
    await scene.pass(2)
  }
  scene.upgrade(0)
  t.match(scene.gate(0).come(waiting[2]!), { kind: 'waits', before: 2 })
  await scene.pass(12)
  t.strictSame(scene.engine.counts(), { held: 6, granted: 0 })
  for (const [at, one] of inside.entries()) t.equal(scene.gate(at + 1).come(one).kind, 'in')
  for (const [rank, one] of waiting.entries()) {
    t.match(scene.gate(rank + 2).come(one), { kind: 'waits', before: rank })
  }
  const [first] = waiting as [Visitor]
  for (let minute = 0; minute < 12; minute++) {
    await scene.pass(60)
    for (const [at, one] of inside.slice(1).entries()) scene.gate(at).come(one)
    if (minute < 8) t.equal(scene.gate(minute).come(first).kind, 'waits')
  }
  t.equal(scene.gate(0).come(first).kind, 'in', 'whoever was away is out of it, at all gates')
  t.equal(scene.engine.counts().held, 6)
})

t.test('a gate that is cut off alone lets in no more than its part beyond', async (t) => {
  const scene = new Scene(3, terms(6, MINUTE_MS))
  await full(scene, 6)
  const waiting = people(30)
  for (const [at, one] of waiting.entries()) {
    scene.gate(at).come(one)
    scene.nowMs += 1_000
  }
  await scene.pass(2)
  scene.engine.cutOff.add('gate 2')
  let most = 0
  for (let second = 0; second < 400; second += 5) {
    await scene.pass(5)
    // Whoever is in stays, and everybody stays at his gate.
    for (const [at, one] of waiting.entries()) scene.gate(at).come(one)
    most = Math.max(most, waiting.filter(({ wasIn }) => wasIn).length)
  }
  t.ok(most >= 6 && most <= 8, `${most} are in`)
  scene.engine.cutOff.clear()
  for (let second = 0; second < 60; second += 5) {
    await scene.pass(5)
    for (const [at, one] of waiting.entries()) scene.gate(at).come(one)
  }
  t.equal(
    waiting.filter(({ wasIn }) => wasIn).length,
    most,
    'nobody is put out, nobody comes on top',
  )
})
