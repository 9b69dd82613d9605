import { type Holder, Portions, portionsOf } from '../limits/index.ts'

/** Who wants a place: whose request it is. */
export interface PlaceTaker extends Holder {
  /** With whom it waits: its network, or its pass. */
  readonly lane: string
  /** How fast its reader takes what it is sent, in bytes a second. */
  readonly pace: number
}

/** However few places there are, one address may have two: a page, and what it needs meanwhile. */
const ADDRESS_PLACES_MIN = 2

/** However short the queue is to be, one address may send what one page needs at once. */
const QUEUED_MIN = 8

/** Of all places so many at most are held by answers that wait for their readers. */
const OUTLASTING_SHARE_MAX = 1 / 2

interface Lane<T> {
  readonly key: string
  /** Places taken by those of this key. */
  taken: number
  /** By address, in the order of their turns: who has too much of another's lane does not block it. */
  readonly waiting: Map<string, Set<T>>
}

/**
 * Who may take one of some places, such as connections to a server. One address holds a quarter of
 * them at most, one network half (`Portions`), and answers that wait for their readers half. Beyond
 * that, requests wait in their lanes, and the next place is for the lane that has the fewest: a thousand
 * requests of one lane hold up each other, and hardly those of another.
 */
export class Places<T extends PlaceTaker> {
  readonly #held: Portions
  /** Those that wait. */
  readonly #waiting = new Portions(Infinity)
  readonly #lanes = new Map<string, Lane<T>>()
  readonly #outlasting = new Set<T>()
  readonly #outlastingMax: number

  constructor(placesMax: number) {
    this.#held = new Portions(placesMax, { leastMax: ADDRESS_PLACES_MIN })
    this.#outlastingMax = Math.max(1, Math.floor(placesMax * OUTLASTING_SHARE_MAX))
  }

  /** Whether there is a place right now; else it waits until `next` names it. */
  enter(who: T): boolean {
    const lane = this.#lanes.get(who.lane) ?? this.#open(who.lane)
    if (this.#mayTake(who)) {
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

  /** Whoever has answers that wait for their readers waits himself while they hold their half. */
  #mayTake(who: PlaceTaker): boolean {
    if (!this.#held.hasRoom(who)) return false
    if (this.#outlasting.size < this.#outlastingMax) return true
    for (const { address } of this.#outlasting) if (address === who.address) return false
    return true
  }

  #take(who: T, lane: Lane<T>): void {
    this.#held.take(who)
    lane.taken++
  }

  /** Waits no longer. */
  giveUp(who: T): void {
    const lane = this.#lanes.get(who.lane)
    if (lane === undefined || !this.#dropFrom(lane, who)) return
    this.#closeEmpty(lane)
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
    this.#closeEmpty(lane)
  }

  #closeEmpty({ key, taken, waiting }: Lane<T>): void {
    if (taken === 0 && waiting.size === 0) this.#lanes.delete(key)
  }

  /** Gives a place to somebody who waits and may have one; null where nobody does. */
  next(): T | null {
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
      if (who !== undefined && this.#mayTake(who)) return who
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

  /**
   * The answer of who holds a place waits for its reader from now on. Gives who is to be let go, so that
   * such answers hold no more than their half: of the network that has the most of them, the slowest.
   */
  outlast(who: T): T | null {
    this.#outlasting.add(who)
    if (this.#outlasting.size <= this.#outlastingMax) return null
    const counts = new Map<string, number>()
    for (const { network } of this.#outlasting) counts.set(network, (counts.get(network) ?? 0) + 1)
    const most = Math.max(...counts.values())
    let slowest = who
    let pace = Infinity
    for (const each of this.#outlasting) {
      if (counts.get(each.network) !== most || each.pace >= pace) continue
      slowest = each
      pace = each.pace
    }
    this.#outlasting.delete(slowest)
    return slowest
  }

  /**
   * Whether one more request of somebody may come, of `max` that hold a place or wait for one. While the
   * queue is not half full everybody may, a whole ministry behind one address too; from then on only
   * who has less than a quarter of it, and whose network less than half.
   */
  mayCome({ address, network }: Holder, max: number): boolean {
    if (this.#held.held + this.#waiting.held < max / 2) return true
    const { addressMax, networkMax } = portionsOf(max, QUEUED_MIN)
    const ofAddress = this.#held.ofAddress(address) + this.#waiting.ofAddress(address)
    const ofNetwork = this.#held.ofNetwork(network) + this.#waiting.ofNetwork(network)
    return ofAddress < addressMax && ofNetwork < networkMax
  }

  /** Places that are taken. */
  get taken(): number {
    return this.#held.held
  }
}
