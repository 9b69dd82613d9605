import { type Holder, Portions } from '../limits/index.ts'

/** Who wants a place: whose request it is. */
export interface PlaceTaker extends Holder {
  /** With whom it waits: its network, or its pass. */
  readonly lane: string
  /**
   * How fast its reader takes what waits for it, in bytes a second; null where its answer does not wait,
   * or not for long enough to tell.
   */
  readonly pace: number | null
}

/** However few places there are, one address may have two: a page, and what it needs meanwhile. */
const ADDRESS_PLACES_MIN = 2

/** Of all places so many at most are held by answers that wait for their readers. */
const OUTLASTING_SHARE_MAX = 1 / 2

/**
 * And those who wait are held up by long answers where those hold as many, and this many at least: of fewer places
 * one download is a half, and will be over.
 */
const HOLDING_UP_MIN = 4

/** Bytes a second that the slowest of mobile networks still takes; who takes less holds a place for nothing. */
const HARDLY_TAKEN = 2 * 1024

/** Who would like to wait. */
export type Newcomer = Omit<PlaceTaker, 'pace'>

interface Lane<T> {
  readonly key: string
  /** Places taken by those of this key. */
  taken: number
  /** By address, in the order of their turns: who has too much of another's lane does not block it. */
  readonly waiting: Map<string, Set<T>>
}

/**
 * Who may take one of some places, such as connections to a server. They are shared out among networks,
 * one address holds a quarter of them at most (`Portions`), and answers that wait for their readers half.
 * Beyond that, requests wait in their lanes, and the next place is for the lane that has the fewest: a thousand
 * requests of one lane hold up each other, and hardly those of another. As many wait as there are requests
 * in flight, which are bounded elsewhere.
 */
export class Places<T extends PlaceTaker> {
  readonly #held: Portions
  readonly #waiting = new Portions(Infinity)
  readonly #lanes = new Map<string, Lane<T>>()
  readonly #outlasting = new Set<T>()
  readonly #outlastingMax: number
  /** Whose answers are long, whatever they wait for. */
  readonly #long = new Set<T>()

  /** `of`: where they are a part of other places, what portions are taken of; default `placesMax`. */
  constructor(placesMax: number, of = placesMax) {
    this.#held = new Portions(placesMax, { leastMax: ADDRESS_PLACES_MIN, most: 1, of })
    this.#outlastingMax = Math.max(1, Math.floor(placesMax * OUTLASTING_SHARE_MAX))
  }

  /** Whether there is a place right now; else it waits until `next` names it. */
  enter(who: T): boolean {
    const lane = this.#lanes.get(who.lane) ?? this.#open(who.lane)
    if (this.#held.hasRoom(who)) {
      this.#take(who, lane)
      return true
    }
    this.#waiting.take(who)
    const same = lane.waiting.get(who.address)
    if (same === undefined) lane.waiting.set(who.address, new Set([who]))
    else same.add(who)
    return false
  }

  #open(key: string): Lane<T> {
    const lane = { key, taken: 0, waiting: new Map<string, Set<T>>() }
    this.#lanes.set(key, lane)
    return lane
  }

  #take(who: T, lane: Lane<T>): void {
    this.#held.take(who)
    lane.taken++
  }

  /** Waits no longer. */
  giveUp(who: T): void {
    const lane = this.#lanes.get(who.lane)
    if (lane !== undefined && this.#dropFrom(lane, who)) this.#closeEmpty(lane)
  }

  #dropFrom({ waiting }: Lane<T>, who: T): boolean {
    const same = waiting.get(who.address)
    if (same === undefined || !same.delete(who)) return false
    if (same.size === 0) waiting.delete(who.address)
    this.#waiting.giveBack(who)
    return true
  }

  /** Gives a place back: whom `next` names may have it. */
  leave(who: T): void {
    const lane = this.#lanes.get(who.lane)
    if (lane === undefined || lane.taken === 0) return
    lane.taken--
    this.#held.giveBack(who)
    this.#outlasting.delete(who)
    this.#long.delete(who)
    this.#closeEmpty(lane)
  }

  #closeEmpty({ key, taken, waiting }: Lane<T>): void {
    if (taken === 0 && waiting.size === 0) this.#lanes.delete(key)
  }

  /** Gives a place to somebody who waits and may have one; null where nobody does. */
  next(): T | null {
    // Nearly always: there are as many lanes as clients that are served.
    if (this.#waiting.held === 0) return null
    let poorest: Lane<T> | null = null
    let first: T | null = null
    for (const lane of this.#lanes.values()) {
      if (poorest !== null && lane.taken >= poorest.taken) continue
      const candidate = this.#firstOf(lane)
      if (candidate === null) continue
      poorest = lane
      first = candidate
      if (lane.taken === 0) break
    }
    if (poorest === null || first === null) return null
    this.#giveTurn(poorest, first)
    return first
  }

  /** Of the addresses of a lane the first that may have one more. */
  #firstOf({ waiting }: Lane<T>): T | null {
    for (const same of waiting.values()) {
      const [who] = same
      if (who !== undefined && this.#held.hasRoom(who)) return who
    }
    return null
  }

  /** Of equals another one is the first the next time: of lanes, and of addresses in each. */
  #giveTurn(lane: Lane<T>, who: T): void {
    this.#lanes.delete(lane.key)
    this.#lanes.set(lane.key, lane)
    const same = lane.waiting.get(who.address)
    this.#dropFrom(lane, who)
    if (same !== undefined && same.size > 0) {
      lane.waiting.delete(who.address)
      lane.waiting.set(who.address, same)
    }
    this.#take(who, lane)
  }

  /** The answer of who holds a place has turned out to be long. */
  lengthen(who: T): void {
    this.#long.add(who)
  }

  /** Whether whoever waits does so for long answers, rather than for an application that is slow itself. */
  get isHeldUp(): boolean {
    return this.#long.size >= Math.max(HOLDING_UP_MIN, this.#outlastingMax)
  }

  /**
   * The answer of who holds a place waits for its reader from now on. Gives who is to be let go, so that
   * such answers hold no more than their half: whoever takes hardly anything, else the slowest of the
   * network that has the most of them, or, where of none there the pace is known, the latest, who has lost
   * least. Of networks that have as many it is the newcomer's own.
   */
  outlast(who: T): T | null {
    this.#outlasting.add(who)
    if (this.#outlasting.size <= this.#outlastingMax) return null
    const leaver = hardlyTaking(this.#outlasting) ?? this.#slowestOfMost(who)
    this.#outlasting.delete(leaver)
    return leaver
  }

  #slowestOfMost(newcomer: T): T {
    const networks = Map.groupBy(this.#outlasting, ({ network }) => network)
    const most = Math.max(...[...networks.values()].map(({ length }) => length))
    const own = networks.get(newcomer.network) ?? []
    const largest = [...networks.values()].filter(({ length }) => length === most).flat()
    const ofMost = own.length === most ? own : largest
    return slowestOf(ofMost) ?? ofMost.at(-1) ?? newcomer
  }

  /**
   * Who of the same address or network is to be let go because somebody waits: where their portion is
   * held by answers that hardly anybody takes, those who share it with him would get no page at all.
   */
  blocking(who: PlaceTaker): T | null {
    const isOfSame = ({ address, network }: T): boolean =>
      address === who.address || network === who.network
    return hardlyTaking([...this.#outlasting].filter(isOfSame))
  }

  /**
   * Where no more may wait: who of those that wait gives way to a newcomer. It is the last of the network
   * that has the most, and of its address that has the most; where the newcomer's has as many, the last
   * of his own network's lane that has the most, so that its places go round by pass; null where his has.
   */
  displaced(newcomer: Newcomer): T | null {
    return this.#ofLargerNetwork(newcomer) ?? this.#ofLargerLane(newcomer)
  }

  #ofLargerNetwork(newcomer: Holder): T | null {
    let largest: ReadonlySet<T> | null = null
    let most = this.#ofNetwork(newcomer.network) + 1
    for (const same of this.#waitingSets()) {
      const [who] = same
      if (who === undefined || who.network === newcomer.network) continue
      const count = this.#ofNetwork(who.network)
      if (count < most || (count === most && same.size <= (largest?.size ?? Infinity))) continue
      most = count
      largest = same
    }
    return largest === null ? null : ([...largest].at(-1) ?? null)
  }

  #ofLargerLane({ network, lane: own }: Newcomer): T | null {
    let largest: Lane<T> | null = null
    let most = countOf(this.#lanes.get(own)) + 1
    for (const lane of this.#lanes.values()) {
      const count = lane.key === own ? 0 : countOf(lane)
      if (count <= most || firstWaiting(lane)?.network !== network) continue
      most = count
      largest = lane
    }
    const last = largest === null ? [] : [...largest.waiting.values()].at(-1)
    return [...(last ?? [])].at(-1) ?? null
  }

  *#waitingSets(): Generator<ReadonlySet<T>> {
    for (const { waiting } of this.#lanes.values()) yield* waiting.values()
  }

  /** Those of a network that hold a place or wait for one. */
  #ofNetwork(network: string): number {
    return this.#held.ofNetwork(network) + this.#waiting.ofNetwork(network)
  }

  /** Places that are taken. */
  get taken(): number {
    return this.#held.held
  }
}

function firstWaiting<T>({ waiting }: Lane<T>): T | null {
  for (const [who] of waiting.values()) return who ?? null
  return null
}

/** Those of a lane who have a place or wait for one. */
function countOf(lane: Lane<unknown> | undefined): number {
  if (lane === undefined) return 0
  let count = lane.taken
  for (const { size } of lane.waiting.values()) count += size
  return count
}

/** Of those who take hardly anything the slowest. */
function hardlyTaking<T extends PlaceTaker>(all: Iterable<T>): T | null {
  const slowest = slowestOf(all)
  return slowest !== null && (slowest.pace ?? Infinity) < HARDLY_TAKEN ? slowest : null
}

/** The slowest of whom the pace is known. */
function slowestOf<T extends PlaceTaker>(all: Iterable<T>): T | null {
  let slowest: T | null = null
  for (const each of all) {
    if (each.pace !== null && each.pace < (slowest?.pace ?? Infinity)) slowest = each
  }
  return slowest
}
