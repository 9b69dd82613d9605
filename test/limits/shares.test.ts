import t from 'tap'
import {
  attachLimits,
  type Claimant,
  createSharedMemory,
  type Gauges,
  mayTake,
  sharedOf,
} from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const SEED = Uint8Array.from({ length: 16 }, (_, i) => 11 * i + 3)
const WORKERS = 3

/** Somebody of a /24 in a /20, or of a /56 in a /48 in a /32. */
interface Person {
  readonly who: Claimant
  readonly network: string
  readonly wider: string | null
  readonly provider: string | null
}

const memoryOf = () =>
  createSharedMemory({
    workers: WORKERS,
    seed: SEED,
    rateBucketsLog2: 0,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    pairBucketsLog2: 0,
    spentPlacesLog2: 10,
  })

const { hashOf } = attachLimits(memoryOf(), 0)

function person(
  network: string,
  { wider = null as string | null, provider = null as string | null, isSettled = false } = {},
): Person {
  const hash = (text: string | null): number => (text === null ? 0 : hashOf(text))
  const who = { network: hashOf(network), wider: hash(wider), provider: hash(provider), isSettled }
  return { who, network, wider, provider }
}

/** As many of these people as get a place, one after the other and again from the start. */
function fill(max: number, people: readonly Person[], rounds = max): Map<string, number> {
  const { gauges } = attachLimits(memoryOf(), 0)
  const got = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    for (const { who, network } of people) {
      if (gauges.enterBackend(0, max, who)) got.set(network, (got.get(network) ?? 0) + 1)
    }
  }
  return got
}

const networks = (count: number, of = 'net'): Person[] =>
  Array.from({ length: count }, (_, i) => person(`${of} ${i}`))

const settled = (i: number): Person => person(`settled ${i}`, { isSettled: true })

const sum = (got: Map<string, number>): number => [...got.values()].reduce((a, b) => a + b, 0)

t.test('one network alone gets 44 %, n networks an n-and-first of seven eighths each', (t) => {
  for (const max of [64, 1024, 32_000]) {
    const each = (count: number): number[] => [...fill(max, networks(count), max / 2).values()]
    t.strictSame(each(1), [(max * 7) / 16])
    for (const count of [2, 3, 6]) {
      const fair = (sharedOf(max) / (count + 1)) | 0
      t.ok(
        each(count).every((held) => Math.abs(held - fair) <= 1),
        `${max} for ${count}: ${each(count).join(' ')}`,
      )
    }
  }
  t.end()
})

t.test('a swarm holds all but the reserve, and of that each newcomer gets one', (t) => {
  const { gauges } = attachLimits(memoryOf(), 0)
  const max = 160
  const enter = ({ who }: Person): boolean => gauges.enterBackend(0, max, who)
  const swarm = networks((max * 7) / 16)
  for (let round = 0; round < 3; round++) swarm.forEach(enter)
  t.equal(gauges.backendTotal(0), 140, 'two each')
  const newcomers = networks(20, 'new').map(enter)
  t.strictSame(
    newcomers,
    Array.from({ length: 20 }, (_, i) => i < 10),
    'half of the reserve is theirs',
  )
  const returning = Array.from({ length: 20 }, (_, i) => enter(settled(i)))
  t.strictSame(returning, newcomers, 'and the other half for who has been here for long')
  t.equal(gauges.backendTotal(0), max)
  gauges.leaveBackend(0, settled(0).who)
  t.notOk(enter(settled(1)), 'one each')
  t.ok(enter(settled(0)))
  t.end()
})

t.test('a wider network binds those without a pass alone', (t) => {
  const ofOne = { wider: '/48', provider: '/32' }
  const house = (i: number, isSettled = false): Person =>
    person(`/56 ${i}`, isSettled ? { isSettled } : ofOne)
  const many = Array.from({ length: 64 }, (_, i) => house(i))
  t.equal(sum(fill(960, many)), 560, 'two thirds of 840')
  const spread = many.map((_, i) => person(`/56 ${i}`, { wider: `/48 ${i}`, provider: '/32' }))
  t.equal(sum(fill(960, spread)), 672, 'a provider: four fifths')
  const held = many.map((_, i) => house(i, true))
  t.ok(sum(fill(960, held)) > 820, 'with passes: what 64 networks get')
  t.end()
})

t.test('of small things each gets one before anybody gets more', (t) => {
  t.strictSame([...fill(2, networks(1)).values()], [2], 'up to two are not shared out')
  t.strictSame([...fill(1, networks(2)).values()], [1])
  t.strictSame([...fill(2, networks(3)).values()], [1, 1])
  t.strictSame([...fill(4, networks(1)).values()], [2])
  t.strictSame([...fill(8, networks(1)).values()], [4])
  t.end()
})

/** What so many networks get of so many places, when each takes whatever it may. */
function takenBy(max: number, count: number): number {
  return sum(fill(max, networks(count)))
}

t.test('below eight places there is no reserve, of eight none for old passes', (t) => {
  for (let max = 1; max <= 8; max++) t.equal(takenBy(max, max), max, `all ${max} are for newcomers`)
  t.equal(takenBy(7, 4), 7, 'also for more than one each')
  t.equal(takenBy(8, 4), 7, 'the last of eight is for somebody who has none')
  t.equal(takenBy(9, 9), 8, 'the last of nine is for an old pass')
  t.end()
})

/** Whether so many of 8,000 bytes may be had more, of which one asks for 100 at most. */
function mayHave(all: number, network: number, amount: number): boolean {
  const held = { all, network, wider: 0, provider: 0 }
  return mayTake(8_000, held, { isSettled: false, amount, most: 100 })
}

t.test('bytes are shared out as places are, in units of what one asks for at most', (t) => {
  t.strictSame(
    [mayHave(0, 0, 100), mayHave(3_500, 3_400, 100), mayHave(3_500, 3_500, 100)],
    [true, true, false],
  )
  t.strictSame([mayHave(6_900, 100, 100), mayHave(6_900, 200, 100)], [true, false], 'two of them')
  t.strictSame(
    [mayHave(6_950, 0, 60), mayHave(7_450, 0, 60), mayHave(7_450, 60, 40)],
    [true, false, true],
    'one of them in the reserve',
  )
  t.end()
})

/** The same as a list that is counted anew each time. */
class Naive {
  readonly places: Person[] = []
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  wouldGive({ who, network, wider, provider }: Person): boolean {
    const count = (is: (other: Person) => boolean): number => this.places.filter(is).length
    const all = this.places.length
    const shared = this.#max < 8 ? this.#max : Math.floor((7 * this.#max) / 8)
    const free = shared - all
    const ofNetwork = count((other) => other.network === network)
    if (ofNetwork + 1 > Math.max(2, free)) return false
    if (wider !== null && count((o) => o.wider === wider) + 1 > Math.max(4, 2 * free)) return false
    const ofProvider = provider === null ? 0 : count((other) => other.provider === provider)
    if (ofProvider + 1 > Math.max(8, 4 * free)) return false
    if (free >= 1) return true
    const reserve = this.#max - shared
    const left = this.#max - (who.isSettled ? 0 : Math.floor(reserve / 2))
    return ofNetwork === 0 && all + 1 <= left
  }
}

/** People of nested networks; some hold passes, which no wider network binds. */
function crowd(random: () => number): Person[] {
  return Array.from({ length: 40 }, () => {
    const [provider, wider, network] = [2, 3, 4].map((end) => wholeBelow(random, end))
    const name = `${provider}:${wider}:${network}`
    const kind = wholeBelow(random, 4)
    if (kind === 0) return person(name, { isSettled: wholeBelow(random, 2) === 0 })
    const around = { wider: `${provider}:${wider}`, provider: `${provider}` }
    return person(name, kind === 1 ? { wider: around.wider } : around)
  })
}

/** A gate of three workers beside the list, with people who come and go in any of them. */
class Trial {
  readonly #random: () => number
  readonly #workers: readonly Gauges[]
  readonly #people: readonly Person[]
  readonly #max: number
  readonly #naive: Naive
  #held: { readonly person: Person; readonly worker: number }[] = []

  constructor(seed: number) {
    this.#random = randomFrom(seed)
    const memory = memoryOf()
    this.#workers = Array.from({ length: WORKERS }, (_, i) => attachLimits(memory, i).gauges)
    this.#max = 1 + this.#pick(120)
    this.#naive = new Naive(this.#max)
    this.#people = crowd(this.#random)
  }

  #pick(end: number): number {
    return wholeBelow(this.#random, end)
  }

  /** Somebody asks: whether the answer was that of the list. */
  ask(): boolean {
    const someone = this.#people[this.#pick(this.#people.length)]!
    const worker = this.#pick(WORKERS)
    const want = this.#naive.wouldGive(someone)
    if (this.#workers[worker]?.enterWebSocket(7, this.#max, someone.who) !== want) return false
    if (want) this.#held.push({ person: someone, worker })
    this.#note()
    return this.#isCountedRight
  }

  /** Somebody leaves. */
  leave(): void {
    const [left] = this.#held.splice(this.#pick(this.#held.length), 1)
    if (left !== undefined) this.#workers[left.worker]?.leaveWebSocket(7, left.person.who)
    this.#note()
  }

  /** A worker dies: whether all is right without it. */
  die(): boolean {
    const dead = this.#pick(WORKERS)
    this.#workers[0]?.clearRow(dead)
    this.#held = this.#held.filter(({ worker }) => worker !== dead)
    this.#note()
    return this.#isCountedRight
  }

  #note(): void {
    this.#naive.places.splice(0, Infinity, ...this.#held.map(({ person }) => person))
  }

  get #isCountedRight(): boolean {
    const { length } = this.#held
    return length <= this.#max && this.#workers[1]?.webSocketTotal(7) === length
  }
}

t.test('whatever is asked for and left, in whatever worker, each answer is the rule’s', (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(1_000 + seed)
    const trial = new Trial(seed)
    for (let step = 0; step < 600; step++) {
      if (!trial.ask()) return void t.fail(`seed ${seed}, step ${step}`)
      if (wholeBelow(random, 3) === 0) trial.leave()
      if (wholeBelow(random, 200) === 0 && !trial.die()) return void t.fail(`seed ${seed}: a death`)
    }
  }
  t.pass('60 rounds')
  t.end()
})
