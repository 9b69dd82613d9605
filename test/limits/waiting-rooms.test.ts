import t from 'tap'
import {
  attachLimits,
  type Claimant,
  createSharedMemory,
  type RoomTerms,
  type RoomVisitor,
  type Ticket,
  type Turn,
  type WaitingRooms,
} from '../../src/limits/index.ts'
import { RoomBooks } from '../../src/limits/waiting/books.ts'
import { State, isInRoom } from '../../src/limits/waiting/states.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const SEED = Uint8Array.from({ length: 16 }, (_, i) => 11 * i + 3)
const WORKERS = 3
const WALL_MS = 1_790_000_000_000
const MINUTE_MS = 60_000

const memoryOf = () =>
  createSharedMemory({
    workers: WORKERS,
    seed: SEED,
    rateBucketsLog2: 0,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    pairBucketsLog2: 0,
    spentPlacesLog2: 10,
    waitingRooms: 2,
  })

const { hashOf } = attachLimits(memoryOf(), 0)

/** A gate's waiting rooms as its three workers see them, and a clock that is turned by hand. */
class Scene {
  readonly memory = memoryOf()
  readonly workers: readonly WaitingRooms[] = Array.from(
    { length: WORKERS },
    (_, worker) => attachLimits(this.memory, worker).waitingRooms,
  )
  readonly main = attachLimits(this.memory, WORKERS).waitingRooms
  readonly books = new RoomBooks(this.memory.waitingRooms, 0, WORKERS)
  readonly terms: RoomTerms
  nowMs = 500_000

  constructor(terms: RoomTerms) {
    this.terms = terms
  }

  who(network: string): Claimant {
    return { network: hashOf(network), wider: 0, provider: 0, isSettled: true }
  }

  enter(
    network: string,
    ticket: Ticket | null = null,
    {
      worker = 0,
      restore = 'waiting',
      keeps = 'any',
    }: { worker?: number } & Partial<Pick<RoomVisitor, 'restore' | 'keeps'>> = {},
  ): Turn {
    return this.workers[worker]!.enter(0, this.terms, {
      ticket,
      restore,
      who: this.who(network),
      keeps,
      nowMs: this.nowMs,
      wallMs: WALL_MS + this.nowMs,
    })
  }

  ask(network: string, ticket: Ticket) {
    return this.workers[1]!.ask(0, this.terms, {
      ticket,
      restore: 'waiting',
      who: this.who(network),
      nowMs: this.nowMs,
      wallMs: WALL_MS + this.nowMs,
    })
  }

  /** Somebody comes in, whose browser takes the ticket. */
  comeIn(network: string): Ticket {
    const turn = this.enter(network)
    if (turn.kind !== 'in') throw new Error(`${network} is told ${turn.kind}`)
    this.workers[0]!.handOver(0, turn.ticket, this.nowMs)
    return turn.ticket
  }

  comeToWait(network: string): Ticket {
    const turn = this.enter(network)
    if (turn.kind !== 'waits') throw new Error(`${network} is told ${turn.kind}`)
    return turn.ticket
  }

  pass(ms: number): void {
    this.nowMs += ms
    this.main.turn(0, this.terms, this.nowMs)
  }
}

const terms = (activeMax: number): RoomTerms => ({ activeMax, forMs: 10 * MINUTE_MS })

const networks = (count: number, of = 'net') =>
  Array.from({ length: count }, (_, i) => `${of} ${i}`)

t.test(
  'who comes while there is room is in, and stays for the time after the last request',
  (t) => {
    const scene = new Scene(terms(2))
    const ticket = scene.comeIn('a')
    scene.comeIn('b')
    t.match(scene.enter('c'), { kind: 'waits', before: 0, secondsLeft: null })
    scene.pass(9 * MINUTE_MS)
    t.match(scene.enter('a', ticket, { worker: 2 }), { kind: 'in', isNew: false })
    scene.pass(9 * MINUTE_MS)
    t.match(
      scene.enter('a', ticket),
      { kind: 'in', isNew: false },
      'ten minutes after the last one',
    )
    t.same(scene.main.counts(0), { active: 2, waiting: 0, admitted: 2 }, 'b has left, c was called')
    scene.pass(11 * MINUTE_MS)
    t.equal(scene.main.counts(0).active, 0)
    t.end()
  },
)

t.test('the first who came is called first, and has two minutes', (t) => {
  const scene = new Scene(terms(1))
  scene.comeIn('in')
  const first = scene.comeToWait('first')
  const second = scene.comeToWait('second')
  t.match(scene.ask('second', second), { kind: 'waits', before: 1 })
  scene.pass(10 * MINUTE_MS + 1000)
  t.match(
    scene.ask('second', second),
    { kind: 'waits', before: 0 },
    'a place is kept for the first',
  )
  t.match(scene.ask('first', first), { kind: 'turn' })
  t.match(scene.ask('first', first), { kind: 'turn' }, 'to ask takes nothing')
  scene.pass(2 * MINUTE_MS + 1000)
  t.match(scene.enter('second', second), { kind: 'in', isNew: true }, 'it fell to the next')
  t.match(scene.enter('first', first), { kind: 'waits', before: 0 })
  const third = scene.comeToWait('third')
  scene.pass(10 * MINUTE_MS + 1000)
  t.match(scene.enter('third', third), { kind: 'waits' })
  t.match(scene.enter('first', first), { kind: 'in' }, 'who came too late is the first again')
  t.end()
})

t.test('a place whose ticket nobody shows is kept for two minutes, or not at all', (t) => {
  const scene = new Scene(terms(2))
  const turn = scene.enter('a')
  t.match(turn, { kind: 'in', isNew: true })
  scene.pass(2 * MINUTE_MS + 1000)
  t.equal(scene.main.counts(0).active, 0)
  const other = scene.enter('b')
  if (other.kind === 'in') scene.main.giveBack(0, other.ticket)
  scene.pass(1000)
  t.equal(scene.main.counts(0).active, 0, 'given back')
  const ticket = scene.comeIn('c')
  scene.main.giveBack(0, ticket)
  scene.pass(1000)
  t.equal(scene.main.counts(0).active, 1, 'what was handed over is not given back')
  t.end()
})

t.test('what cannot keep a ticket goes through while there is room, and takes no place', (t) => {
  const scene = new Scene(terms(1))
  t.match(scene.enter('a', null, { keeps: 'nothing' }), { kind: 'through' })
  scene.comeIn('b')
  t.match(scene.enter('a', null, { keeps: 'nothing' }), { kind: 'turned-away' })
  t.same(scene.main.counts(0), { active: 1, waiting: 0, admitted: 1 })
  t.end()
})

t.test('how long it takes is told by the places that fell free, and else not at all', (t) => {
  const scene = new Scene(terms(4))
  for (const network of networks(4, 'in')) scene.comeIn(network)
  const waiting = networks(20).map((network) => ({ network, ticket: scene.comeToWait(network) }))
  const { network, ticket } = waiting[19]!
  t.match(scene.ask(network, ticket), { before: 19, secondsLeft: null })
  scene.pass(10 * MINUTE_MS + 1000)
  const told = scene.ask(network, ticket)
  t.match(told, { before: 15, secondsLeft: 2248 }, 'four in ten minutes')
  for (const { network: called, ticket: own } of waiting.slice(0, 4)) scene.enter(called, own)
  scene.pass(9 * MINUTE_MS)
  t.match(scene.ask(network, ticket), { before: 15, secondsLeft: 2248 })
  scene.pass(MINUTE_MS)
  t.match(
    scene.ask(network, ticket),
    { before: 15, secondsLeft: null },
    'of a whole stay nothing is known',
  )
  t.end()
})

t.test('one network has neither all places nor the whole queue', (t) => {
  const scene = new Scene(terms(100))
  const swarm = Array.from({ length: 1000 }, () => scene.enter('swarm'))
  t.equal(swarm.filter(({ kind }) => kind === 'in').length, 44, '7/16 of the places')
  t.equal(swarm.filter(({ kind }) => kind === 'waits').length, 256)
  t.equal(swarm.filter(({ kind }) => kind === 'turned-away').length, 700)
  const home = scene.enter('home')
  t.match(home, { kind: 'in' }, 'who came after it goes before what is over its share')
  t.equal(scene.main.counts(0).active, 45)
  t.end()
})

t.test('a swarm that comes first needs so many networks for all places, and for the queue', (t) => {
  const scene = new Scene(terms(500))
  const told = new Map<string, number>()
  for (const network of networks(2_100, 'swarm')) {
    for (let ask = 0; ask < 500; ask++) {
      const { kind } = scene.enter(network)
      if (kind === 'turned-away') break
      told.set(network, Math.max(told.get(network) ?? 0, kind === 'in' ? 2 : 1))
    }
  }
  t.equal([...told.values()].filter((best) => best === 2).length, 72)
  t.equal(told.size, 2_047)
  t.same(scene.main.counts(0), { active: 500, waiting: 15_884, admitted: 500 })
  t.match(scene.enter('citizen'), { kind: 'turned-away' })
  t.end()
})

t.test('after a restart tickets say who was in, and who came when', (t) => {
  const before = new Scene(terms(2))
  const active = networks(2, 'in').map((network) => before.comeIn(network))
  const [first, second] = networks(2).map((network) => before.comeToWait(network)) as [
    Ticket,
    Ticket,
  ]
  const scene = new Scene(terms(2))
  scene.nowMs = before.nowMs + 5000
  scene.comeIn('early bird')
  scene.comeIn('other')
  const late = scene.comeToWait('late')
  for (const [i, ticket] of active.entries()) {
    const turn = scene.enter(`in ${i}`, ticket, { restore: 'active' })
    t.match(turn, { kind: 'in' }, 'although there are more than may be')
    const again = scene.enter(`in ${i}`, ticket, { restore: 'active' })
    t.match(again, turn.kind === 'in' ? { ticket: { slot: turn.ticket.slot } } : {}, 'one place')
  }
  t.equal(scene.main.counts(0).active, 4)
  scene.enter('net 1', second)
  scene.enter('net 0', first)
  scene.pass(1000)
  t.match(scene.enter('net 1', second), { kind: 'waits', before: 1 })
  t.match(scene.enter('net 0', first), { kind: 'waits', before: 0 })
  t.match(scene.ask('late', late), { kind: 'waits', before: 2 })
  t.end()
})

t.test('a worker that dies with a room in its hands leaves nothing behind', (t) => {
  const scene = new Scene(terms(2))
  scene.comeIn('a')
  const words = new Int32Array(scene.memory.waitingRooms)
  // It held the lock, and had counted somebody whose place it did not come to give.
  words[0] = 1 + 1
  words[4]! += 1
  t.match(scene.enter('b'), { kind: 'through' }, 'nobody hangs on it')
  scene.main.release(2)
  t.match(scene.enter('b'), { kind: 'through' }, 'another one is none of its')
  scene.main.release(1)
  t.match(scene.enter('b'), { kind: 'in' })
  t.same(scene.main.counts(0).active, 2)
  t.match(scene.enter('c'), { kind: 'waits' })
  t.end()
})

t.test('rooms are apart, and one that is another now begins anew', (t) => {
  const scene = new Scene(terms(1))
  scene.comeIn('a')
  t.same(scene.main.counts(1), { active: 0, waiting: 0, admitted: 0 })
  scene.main.clear(0)
  t.match(scene.enter('b'), { kind: 'in' })
  t.throws(() => scene.main.counts(2), /room 2 is not below 2/)
  t.end()
})

/** People who come, look again, go away and come back, in whatever worker; some workers die meanwhile. */
class Trial {
  readonly scene: Scene
  readonly #random: () => number
  readonly #people = new Map<string, { ticket: Ticket; wasActive: boolean }>()
  readonly #distinct: boolean
  #born = 0

  constructor(seed: number) {
    this.#random = randomFrom(seed)
    this.#distinct = seed % 2 === 0
    this.scene = new Scene(terms(1 + this.#pick(40)))
  }

  #pick(end: number): number {
    return wholeBelow(this.#random, end)
  }

  /** One thing happens. What is wrong afterwards, or null. */
  step(): string | null {
    const before = this.#states()
    const what = this.#pick(100)
    if (what < 45) this.#come()
    else if (what < 90) this.#comeAgain()
    else if (what < 97) this.scene.pass(this.#pick(150_000))
    else this.#die()
    return this.#wrong(before)
  }

  #come(): void {
    const network = this.#distinct ? `home ${this.#born++}` : `net ${this.#pick(6)}`
    this.#keep(`${network} ${this.#born++}`, network, null)
  }

  #comeAgain(): void {
    const name = [...this.#people.keys()][this.#pick(this.#people.size)]
    if (name === undefined) return
    const network = name.replace(/ \d+$/, '')
    const { ticket, wasActive } = this.#people.get(name)!
    if (this.#pick(20) === 0) this.#people.delete(name)
    else if (this.#pick(2) === 0) this.scene.ask(network, ticket)
    // Who was in and has stayed away for too long is new.
    else if (wasActive && this.scene.books.find(ticket) < 0) this.#come()
    else this.#keep(name, network, ticket)
  }

  #keep(name: string, network: string, ticket: Ticket | null): void {
    const worker = this.#pick(WORKERS)
    const turn = this.scene.enter(network, ticket, { worker })
    if (turn.kind === 'through' || turn.kind === 'turned-away') return
    this.#people.set(name, { ticket: turn.ticket, wasActive: turn.kind === 'in' })
    if (turn.kind !== 'in' || !turn.isNew) return
    if (this.#pick(8) === 0) this.scene.workers[worker]!.giveBack(0, turn.ticket)
    else this.scene.workers[worker]!.handOver(0, turn.ticket, this.scene.nowMs)
  }

  /** A worker dies in the middle of a change: with the lock, and with counts that are not true. */
  #die(): void {
    const dead = this.#pick(WORKERS)
    const words = new Int32Array(this.scene.memory.waitingRooms)
    words[0] = dead + 1
    words[4]! += this.#pick(3) - 1
    words[5]! += this.#pick(3) - 1
    this.scene.main.release(dead)
    this.scene.pass(1000)
  }

  #states(): readonly number[] {
    return Array.from({ length: this.scene.books.used }, (_, at) => this.scene.books.stateOf(at))
  }

  #wrong(before: readonly number[]): string | null {
    const {
      books,
      terms: { activeMax },
    } = this.scene
    const places = Array.from({ length: books.used }, (_, at) => at)
    const inside = places.filter((at) => isInRoom(books.stateOf(at)))
    if (inside.length > activeMax) return `${inside.length} of ${activeMax} are in`
    const of = new Map<number, number>()
    for (const at of inside) {
      const { network } = books.claimantAt(at)
      of.set(network, (of.get(network) ?? 0) + 1)
    }
    const share = activeMax < 8 ? activeMax : Math.max(2, Math.ceil((7 / 16) * activeMax))
    const most = Math.max(0, ...of.values())
    if (most > share) return `one network has ${most} of ${activeMax}`
    if (!this.#distinct) return null
    const passedOver = places.filter((at) => books.stateOf(at) === State.waiting)
    const called = inside.filter((at) => before[at] === State.waiting)
    const isUnfair = called.some((at) =>
      passedOver.some((other) => books.compareOrder(other, at) < 0),
    )
    return isUnfair ? 'somebody was called before who came earlier' : null
  }
}

t.test(
  'whatever happens in whatever worker: the order holds, and nobody has more than his share',
  (t) => {
    for (let seed = 1; seed <= 40; seed++) {
      const trial = new Trial(seed)
      for (let step = 0; step < 600; step++) {
        const wrong = trial.step()
        if (wrong !== null) return void t.fail(`seed ${seed}, step ${step}: ${wrong}`)
      }
      t.ok(trial.scene.main.counts(0).admitted > 0, `seed ${seed}`)
    }
    t.end()
  },
)
