import { type Claimant, type Holdings } from '../shares.ts'
import { Census } from './census.ts'
import { Finder } from './finder.ts'
import { Lock } from './lock.ts'
import { Pace } from './pace.ts'
import { type PlaceState, State, isInRoom } from './states.ts'
import { type Ticket } from './terms.ts'

/** People who may be in a room and wait for it, together. */
export const PLACES = 16_384

/** Words of a place behind its state. */
const ID_LOW = 1
const ID_HIGH = 2
const JOINED = 3
const NUMBER = 4
/** When its holder last asked for anything, and when its state began that runs out, in seconds. */
const SEEN = 5
const SINCE = 6
const NETWORK = 7
const WIDER = 8
const PROVIDER = 9
/** How many waited before it when turns were last taken. */
const RANK = 10
const PLACE_WORDS = 11

/** Words of a room before its places. */
const LOCK = 0
const TURN_AT = 1
const LAST_JOINED = 2
const NEXT_NUMBER = 3
const ACTIVE = 4
const WAITING = 5
const PASSED = 6
const ADMITTED = 7
/** No place behind this one is taken, and hardly one is free before the other. */
const USED = 8
const FREE_FROM = 9
/** Who waits for nothing but a place that falls free. */
const HELD_UP = 10
/** A cache line: how fast places fall free begins on its own. */
const PACE = 16
const CENSUS = PACE + Pace.WORDS
const FINDER = CENSUS + Census.WORDS
const HEAD_WORDS = FINDER + Finder.WORDS

/** The places of one room, and what is known of all of them. Changes are made under the lock, unless said otherwise. */
export class RoomBooks {
  static readonly BYTES = (HEAD_WORDS + PLACES * PLACE_WORDS) * 4
  readonly #words: Int32Array
  readonly #lock: Lock
  readonly #census: Census
  readonly #finder: Finder
  readonly pace: Pace

  constructor(memory: SharedArrayBuffer, offset: number, worker: number) {
    this.#words = new Int32Array(memory, offset, RoomBooks.BYTES / 4)
    this.#lock = new Lock(this.#words, LOCK, worker)
    this.#census = new Census(this.#words.subarray(CENSUS, FINDER))
    this.#finder = new Finder(this.#words.subarray(FINDER, HEAD_WORDS))
    this.pace = new Pace(this.#words.subarray(PACE, CENSUS))
  }

  /** Does something that nobody else may do meanwhile; `otherwise` where the lock cannot be had. */
  locked<Result>(work: () => Result, otherwise: Result): Result {
    return this.#lock.during(work, otherwise)
  }

  /** Of a worker that has ended: what it was about is found out by the next turn, which is due at once. */
  release(worker: number): void {
    if (this.#lock.release(worker)) Atomics.store(this.#words, TURN_AT, 0)
  }

  get active(): number {
    return this.#get(ACTIVE)
  }

  get waiting(): number {
    return this.#get(WAITING)
  }

  get admitted(): number {
    return this.#get(ADMITTED) >>> 0
  }

  get used(): number {
    return this.#get(USED)
  }

  get heldUp(): number {
    return this.#get(HELD_UP)
  }

  set heldUp(count: number) {
    this.#set(HELD_UP, count)
  }

  isTurnDue(nowMs: number, everyMs: number): boolean {
    const at = this.#get(TURN_AT)
    return at === 0 || Math.abs((Math.trunc(nowMs) - at) | 0) >= everyMs
  }

  noteTurn(nowMs: number): void {
    this.#set(TURN_AT, Math.trunc(nowMs) | 0 || 1)
    this.pace.begin(Math.trunc(nowMs / 1000))
  }

  /** Counts everything anew: whatever a worker left half done is right again. */
  recount(): void {
    const counts = { active: 0, waiting: 0, passed: 0 }
    let used = 0
    let freeFrom = -1
    this.#census.clear()
    this.#finder.clear()
    for (let at = 0; at < this.used; at++) {
      const state = this.stateOf(at)
      if (state === State.free && freeFrom < 0) freeFrom = at
      if (state === State.free) continue
      used = at + 1
      this.#census.add(this.claimantAt(at), isInRoom(state))
      this.#finder.add(this.#of(at, ID_LOW), at)
      if (isInRoom(state)) counts.active++
      else if (state === State.waiting) counts.waiting++
      else counts.passed++
    }
    this.#set(ACTIVE, counts.active)
    this.#set(WAITING, counts.waiting)
    this.#set(PASSED, counts.passed)
    this.#set(USED, used)
    this.#set(FREE_FROM, freeFrom < 0 ? used : freeFrom)
  }

  /** Needs no lock. */
  stateOf(at: number): number {
    return Atomics.load(this.#words, base(at))
  }

  setState(at: number, state: PlaceState, now: number): void {
    this.#words[base(at) + SINCE] = now
    Atomics.store(this.#words, base(at), state)
  }

  /** Keeps a place for somebody who waits. */
  call(at: number, now: number): void {
    const who = this.claimantAt(at)
    this.setState(at, State.called, now)
    this.#census.add(who, false, -1)
    this.#census.add(who, true)
    Atomics.add(this.#words, WAITING, -1)
    Atomics.add(this.#words, ACTIVE, 1)
  }

  /** Needs no lock: at worst somebody who has just gone is taken to have been here until now. */
  see(at: number, now: number): void {
    Atomics.store(this.#words, base(at) + SEEN, now)
  }

  /** Whoever did not come when called is called again. */
  lookAgain(at: number, now: number): void {
    this.see(at, now)
    const before = Atomics.compareExchange(this.#words, base(at), State.passed, State.waiting)
    if (before !== State.passed) return
    Atomics.add(this.#words, PASSED, -1)
    Atomics.add(this.#words, WAITING, 1)
  }

  /** Who has been let in, or called, stays. Needs no lock. */
  settle(at: number, now: number): void {
    this.see(at, now)
    const before = this.stateOf(at)
    if (before !== State.entering && before !== State.called) return
    if (Atomics.compareExchange(this.#words, base(at), before, State.active) !== before) return
    if (before === State.called) Atomics.add(this.#words, ADMITTED, 1)
  }

  /** Frees a place whose ticket nobody got. Needs no lock; the counts follow with the next turn. */
  vacate(at: number): void {
    Atomics.compareExchange(this.#words, base(at), State.entering, State.free)
  }

  /** How long a state has lasted that comes once; of others, how long ago its holder asked for anything. */
  secondsIdle(at: number, now: number): number {
    const state = this.stateOf(at)
    return now - this.#of(at, state === State.called || state === State.entering ? SINCE : SEEN)
  }

  /** Needs no lock. */
  isAt(at: number, idLow: number, idHigh: number): boolean {
    if (at >= PLACES || this.stateOf(at) === State.free) return false
    return this.#of(at, ID_LOW) === idLow && this.#of(at, ID_HIGH) === idHigh
  }

  /** The place of a ticket; -1 where it has none. Needs no lock. */
  find({ idLow, idHigh, slot }: Ticket): number {
    if (this.isAt(slot, idLow, idHigh)) return slot
    return this.#finder.find(idLow, (at) => this.isAt(at, idLow, idHigh))
  }

  ticketOf(at: number): Ticket {
    return {
      idLow: this.#of(at, ID_LOW),
      idHigh: this.#of(at, ID_HIGH),
      joined: this.#of(at, JOINED) >>> 0,
      number: this.#of(at, NUMBER) >>> 0,
      slot: at,
    }
  }

  /** The reserve is for every network that has no place: nobody gets before others by the age of a pass. */
  claimantAt(at: number): Claimant {
    return {
      network: this.#of(at, NETWORK),
      wider: this.#of(at, WIDER),
      provider: this.#of(at, PROVIDER),
      isSettled: true,
    }
  }

  /** When somebody comes who is new; the wall clock may be set back, and nobody gets before others by it. */
  joinedNow(wallSeconds: number): Pick<Ticket, 'joined' | 'number'> {
    const joined = Math.max(wallSeconds, this.#get(LAST_JOINED) >>> 0)
    this.#set(LAST_JOINED, joined | 0)
    const number = Atomics.add(this.#words, NEXT_NUMBER, 1) >>> 0
    return { joined, number }
  }

  /** Gives a place; -1 where all are taken. The state is written last: without it there is no place. */
  claim(
    state: PlaceState,
    ticket: Omit<Ticket, 'slot'>,
    { who, now }: { readonly who: Claimant; readonly now: number },
  ): number {
    const at = this.#freePlace()
    if (at < 0) return -1
    const { idLow, idHigh, joined, number } = ticket
    const counted = [who.network, who.wider, who.provider, this.waiting]
    this.#words.set([idLow, idHigh, joined, number, now, now, ...counted], base(at) + ID_LOW)
    this.#set(USED, Math.max(this.used, at + 1))
    this.setState(at, state, now)
    this.#census.add(who, isInRoom(state))
    this.#finder.add(idLow, at)
    Atomics.add(this.#words, isInRoom(state) ? ACTIVE : WAITING, 1)
    if (state === State.entering) Atomics.add(this.#words, ADMITTED, 1)
    return at
  }

  #freePlace(): number {
    for (let at = this.#get(FREE_FROM); at < PLACES; at++) {
      if (at < this.used && this.stateOf(at) !== State.free) continue
      this.#set(FREE_FROM, at + 1)
      return at
    }
    return -1
  }

  /** What is held by all, and by the networks of one who asks: of the places that are in, or of those that wait. */
  holdings({ network, wider, provider }: Claimant, isIn: boolean): Holdings {
    return {
      all: isIn ? this.active : this.waiting + this.#get(PASSED),
      network: this.#census.count(network, isIn),
      wider: this.#census.count(wider, isIn),
      provider: this.#census.count(provider, isIn),
    }
  }

  rankOf(at: number): number {
    return this.#of(at, RANK)
  }

  setRank(at: number, rank: number): void {
    this.#words[base(at) + RANK] = rank
  }

  /** Below 0 where the first came before the second. */
  compareOrder(a: number, b: number): number {
    const byTime = (this.#of(a, JOINED) >>> 0) - (this.#of(b, JOINED) >>> 0)
    return byTime === 0 ? (this.#of(a, NUMBER) >>> 0) - (this.#of(b, NUMBER) >>> 0) : byTime
  }

  clear(): void {
    this.#words.fill(0, LOCK + 1)
  }

  #get(word: number): number {
    return Atomics.load(this.#words, word)
  }

  #set(word: number, value: number): void {
    Atomics.store(this.#words, word, value)
  }

  #of(at: number, word: number): number {
    return this.#words[base(at) + word] ?? 0
  }
}

function base(at: number): number {
  return HEAD_WORDS + at * PLACE_WORDS
}
