import t from 'tap'
import {
  attachLimits,
  createSharedMemory,
  type Limits,
  type RoomTerms,
  type RoomVisitor,
  type Ticket,
  type Turn,
} from '../../src/limits/index.ts'

const SEED = Uint8Array.from({ length: 16 }, (_, i) => 7 * i + 5)
const WORKERS = 2
const WALL_MS = 1_790_000_000_000
const MINUTE_MS = 60_000

/** A form a minute, two at once. */
const RATE = { counter: 'site\0policy\0forms', key: 'send', intervalMs: MINUTE_MS, burst: 2 }

/** A room before which people wait for a rate, as two workers see it. */
class Scene {
  readonly memory = createSharedMemory({
    workers: WORKERS,
    seed: SEED,
    rateBucketsLog2: 4,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    pairBucketsLog2: 0,
    spentPlacesLog2: 10,
    waitingRooms: 1,
  })
  readonly workers: readonly Limits[] = Array.from({ length: WORKERS + 1 }, (_, worker) =>
    attachLimits(this.memory, worker),
  )
  readonly main = this.workers[WORKERS]!
  terms: RoomTerms
  nowMs = 500_000

  constructor(terms: Partial<RoomTerms> = {}) {
    this.terms = { activeMax: 100, forMs: 10 * MINUTE_MS, rate: RATE, ...terms }
  }

  visitor(network: string, ticket: Ticket | null): Omit<RoomVisitor, 'keeps'> {
    return {
      ticket,
      restore: 'waiting',
      who: { network: this.main.hashOf(network), wider: 0, provider: 0, isSettled: true },
      nowMs: this.nowMs,
      wallMs: WALL_MS + this.nowMs,
    }
  }

  enter(
    network: string,
    ticket: Ticket | null = null,
    { keeps = 'any', worker = 0 }: { keeps?: RoomVisitor['keeps']; worker?: number } = {},
  ): Turn {
    const visitor = { ...this.visitor(network, ticket), keeps }
    return this.workers[worker]!.waitingRooms.enter(0, this.terms, visitor)
  }

  ask(network: string, ticket: Ticket) {
    const visitor = { ...this.visitor(network, null), ticket }
    return this.workers[1]!.waitingRooms.ask(0, this.terms, visitor)
  }

  /** A form that nobody stopped. */
  send(): number {
    return this.main.rates.take(RATE.counter, RATE.key, RATE, this.nowMs)
  }

  wait(network: string, worker = 0): Ticket {
    const turn = this.enter(network, null, { worker })
    if (turn.kind !== 'waits') throw new Error(`${network} is told ${turn.kind}`)
    return turn.ticket
  }

  pass(ms: number): void {
    this.nowMs += ms
    this.main.waitingRooms.turn(0, this.terms, this.nowMs)
  }
}

t.test('while the limit is not over whoever comes is let in, and is not counted', (t) => {
  const scene = new Scene()
  for (let person = 0; person < 20; person++) {
    t.equal(scene.enter(`net ${person}`).kind, 'in')
  }
  t.equal(scene.enter('a', null, { keeps: 'waiting' }).kind, 'through', 'a form')
  t.equal(scene.send(), 0)
  t.equal(scene.send(), 0, 'both are still there')
  t.ok(scene.send() > 0)
  t.end()
})

t.test('beyond it newcomers wait, are told how long, and are let in at its rate in order', (t) => {
  const scene = new Scene()
  const inside = scene.enter('inside')
  scene.send()
  scene.send()
  t.match(scene.enter('a', null, { keeps: 'nothing' }), { kind: 'turned-away', isByRate: true })
  const people = Array.from({ length: 5 }, (_, at) => ({
    network: `net ${at}`,
    ticket: scene.wait(`net ${at}`, at % WORKERS),
  }))
  const told = people.map(({ network, ticket }) => scene.ask(network, ticket))
  t.strictSame(
    told.map((one) => (one.kind === 'waits' ? [one.before, one.secondsLeft, one.isByRate] : one)),
    [0, 1, 2, 3, 4].map((before) => [before, 60 * (before + 1), true]),
    'the estimate is that of the rate',
  )
  if (inside.kind === 'in') t.match(scene.enter('inside', inside.ticket), { kind: 'in' }, 'goes on')
  const order: number[] = []
  for (let second = 0; second < 5 * 60 + 1; second++) {
    scene.pass(1_000)
    for (const [at, { network, ticket }] of people.entries()) {
      if (order.includes(at) || scene.ask(network, ticket).kind !== 'turn') continue
      t.equal(scene.enter(network, ticket).kind, 'in')
      order.push(at)
      t.equal(Math.floor((second + 1) / 60), order.length, `the ${at}th, in second ${second}`)
    }
  }
  t.strictSame(order, [0, 1, 2, 3, 4], 'one a minute, in the order in which they came')
  t.end()
})

t.test('nobody who comes later gets what the rate lets in for those who wait', (t) => {
  const scene = new Scene()
  scene.send()
  scene.send()
  const first = scene.wait('first')
  scene.nowMs += MINUTE_MS
  t.match(
    scene.enter('late', null, { worker: 1 }),
    { kind: 'waits', before: 0 },
    'turns were taken',
  )
  t.equal(scene.enter('first', first).kind, 'in')
  t.equal(scene.main.waitingRooms.counts(0).waiting, 1)
  const other = new Scene()
  other.send()
  other.send()
  other.wait('first')
  other.nowMs += 400
  other.main.waitingRooms.turn(0, other.terms, other.nowMs)
  other.nowMs += MINUTE_MS - 500
  other.wait('between two turns')
  t.end()
})

t.test('a turn that nobody takes is the next one’s, and is not counted twice', (t) => {
  const scene = new Scene()
  scene.send()
  scene.send()
  scene.wait('gone')
  const second = scene.wait('second')
  scene.pass(MINUTE_MS)
  t.equal(scene.ask('second', second).kind, 'waits')
  t.equal(scene.main.waitingRooms.counts(0).active, 1, 'the first was called')
  scene.pass(MINUTE_MS)
  t.equal(scene.enter('second', second).kind, 'in', 'a minute later the next')
  const third = scene.wait('third')
  scene.pass(1_000)
  scene.pass(59_500)
  // The first was called two minutes ago and did not come: the third has his turn besides the rate's.
  const fourth = scene.wait('fourth')
  t.equal(scene.ask('third', third).kind, 'turn')
  scene.pass(1_000)
  t.equal(scene.ask('fourth', fourth).kind, 'turn')
  t.equal(scene.main.waitingRooms.counts(0).active, 3)
  t.end()
})

t.test('places bind as well: the rate lets nobody into a room that is full', (t) => {
  const scene = new Scene({ activeMax: 1 })
  scene.enter('inside')
  t.match(scene.enter('a'), { kind: 'waits', isByRate: false, secondsLeft: null })
  scene.pass(MINUTE_MS)
  t.equal(scene.main.waitingRooms.counts(0).active, 1)
  t.equal(scene.send(), 0, 'nothing is taken for who is not let in')
  t.equal(scene.send(), 0)
  t.end()
})

t.test('a reload that takes the limit away lets people in at once', (t) => {
  const scene = new Scene()
  scene.send()
  scene.send()
  const people = ['a', 'b', 'c'].map((network) => ({ network, ticket: scene.wait(network) }))
  scene.terms = { ...scene.terms, rate: null }
  scene.pass(1_000)
  for (const { network, ticket } of people) t.equal(scene.ask(network, ticket).kind, 'turn')
  t.end()
})
