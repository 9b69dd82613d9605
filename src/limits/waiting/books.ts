import { type Claimant, type Holdings } from '../shares.ts'
import { Census } from './census.ts'
import { Finder } from './finder.ts'
import { RoomHead } from './head.ts'
import { CENSUS, FINDER, HEAD_WORDS, Head, PACE, PLACES, PLACE_WORDS, Place } from './layout.ts'
import { Lock } from './lock.ts'
import { Pace } from './pace.ts'
import { type PlaceState, State, isInRoom } from './states.ts'
import { type Ticket } from './terms.ts'

/** A number has 32 bits: ten for the milliseconds of a second. */
const NUMBERS_PER_MS = 2 ** 22
const LAST_MS = 999

/** The places of one room, and what is known of all of them. Changes are made under the lock, unless said otherwise. */
export class RoomBooks extends RoomHead {
  static readonly BYTES = (HEAD_WORDS + PLACES * PLACE_WORDS) * 4
  readonly #words: Int32Array
  readonly #lock: Lock
  readonly #census: Census
  readonly #finder: Finder
  readonly pace: Pace

  constructor(memory: SharedArrayBuffer, offset: number, worker: number) {
    const words = new Int32Array(memory, offset, RoomBooks.BYTES / 4)
    super(words)
    this.#words = words
    this.#lock = new Lock(this.#words, Head.lock, worker)
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
    if (this.#lock.release(worker)) Atomics.store(this.#words, Head.turnAt, 0)
  }

  isTurnDue(nowMs: number, everyMs: number): boolean {
    const at = this.get(Head.turnAt)
    return at === 0 || Math.abs((Math.trunc(nowMs) - at) | 0) >= everyMs
  }

  noteTurn(nowMs: number): void {
    this.set(Head.turnAt, Math.trunc(nowMs) | 0 || 1)
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
      this.#finder.add(this.#of(at, Place.idLow), at)
      if (isInRoom(state)) counts.active++
      else if (state === State.waiting) counts.waiting++
      else counts.passed++
    }
    this.entered = 0
    this.set(Head.active, counts.active)
    this.set(Head.waiting, counts.waiting)
    this.set(Head.passed, counts.passed)
    this.set(Head.used, used)
    this.set(Head.freeFrom, freeFrom < 0 ? used : freeFrom)
  }

  /** Needs no lock. */
  stateOf(at: number): number {
    return Atomics.load(this.#words, base(at))
  }

  setState(at: number, state: PlaceState, now: number): void {
    this.#words[base(at) + Place.since] = now
    Atomics.store(this.#words, base(at), state)
  }

  /** The same where it is still as it was seen, with all that is counted; false where it is not. */
  shift(at: number, from: number, to: PlaceState, now: number): boolean {
    if (Atomics.compareExchange(this.#words, base(at), from, to) !== from) return false
    this.#words[base(at) + Place.since] = now
    const who = this.claimantAt(at)
    this.#count(from, who, -1)
    this.#count(to, who, 1)
    return true
  }

  #count(state: number, who: Claimant, by: 1 | -1): void {
    if (state === State.free) return
    const isIn = isInRoom(state)
    this.#census.add(who, isIn, by)
    const waits = state === State.waiting ? Head.waiting : Head.passed
    Atomics.add(this.#words, isIn ? Head.active : waits, by)
  }

  /** Its holder was seen at another gate: told apart from whatever a worker of this one notes. */
  seeElsewhere(at: number, now: number): void {
    this.see(at, -Math.max(1, now))
  }

  /** When its holder last asked for anything, in seconds; below 0 where it was at another gate. Needs no lock. */
  seenAt(at: number): number {
    return this.#of(at, Place.seen)
  }

  /** When its state began, in seconds; needs no lock. */
  sinceAt(at: number): number {
    return this.#of(at, Place.since)
  }

  /** Keeps a place for somebody who waits. */
  call(at: number, now: number): void {
    const who = this.claimantAt(at)
    this.setState(at, State.called, now)
    this.#census.add(who, false, -1)
    this.#census.add(who, true)
    Atomics.add(this.#words, Head.waiting, -1)
    Atomics.add(this.#words, Head.active, 1)
  }

  /** Needs no lock: at worst somebody who has just gone is taken to have been here until now. */
  see(at: number, now: number): void {
    Atomics.store(this.#words, base(at) + Place.seen, now)
  }

  /** Whoever did not come when called is called again. */
  lookAgain(at: number, now: number): void {
    this.see(at, now)
    const before = Atomics.compareExchange(this.#words, base(at), State.passed, State.waiting)
    if (before !== State.passed) return
    Atomics.add(this.#words, Head.passed, -1)
    Atomics.add(this.#words, Head.waiting, 1)
  }

  /** Who has been let in, or called, stays. Needs no lock. */
  settle(at: number, now: number): void {
    this.see(at, now)
    const before = this.stateOf(at)
    if (before !== State.entering && before !== State.called) return
    if (Atomics.compareExchange(this.#words, base(at), before, State.active) !== before) return
    if (before === State.called) Atomics.add(this.#words, Head.admitted, 1)
  }

  /** Its holder was let in at another gate, as his ticket says, which this one has not heard of yet. */
  admit(at: number, now: number): void {
    const before = this.stateOf(at)
    if (before < State.entering) this.shift(at, before, State.active, now)
  }

  /** Frees a place whose ticket nobody got. Needs no lock; the counts follow with the next turn. */
  vacate(at: number): void {
    Atomics.compareExchange(this.#words, base(at), State.entering, State.free)
  }

  /** How long a state has lasted that comes once; of others, how long ago its holder asked for anything. */
  secondsIdle(at: number, now: number): number {
    const state = this.stateOf(at)
    const isOnce = state === State.called || state === State.entering
    return now - (isOnce ? this.#of(at, Place.since) : Math.abs(this.seenAt(at)))
  }

  /** Needs no lock. */
  isAt(at: number, idLow: number, idHigh: number): boolean {
    if (at >= PLACES || this.stateOf(at) === State.free) return false
    return this.#of(at, Place.idLow) === idLow && this.#of(at, Place.idHigh) === idHigh
  }

  /** The place of a ticket; -1 where it has none. Needs no lock. */
  find({ idLow, idHigh, slot }: Ticket): number {
    if (this.isAt(slot, idLow, idHigh)) return slot
    return this.#finder.find(idLow, (at) => this.isAt(at, idLow, idHigh))
  }

  ticketOf(at: number): Ticket {
    return {
      idLow: this.#of(at, Place.idLow),
      idHigh: this.#of(at, Place.idHigh),
      joined: this.#of(at, Place.joined) >>> 0,
      number: this.#of(at, Place.number) >>> 0,
      slot: at,
    }
  }

  /** The reserve is for every network that has no place: nobody gets before others by the age of a pass. */
  claimantAt(at: number): Claimant {
    return {
      network: this.#of(at, Place.network),
      wider: this.#of(at, Place.wider),
      provider: this.#of(at, Place.provider),
      isSettled: true,
    }
  }

  /**
   * When somebody comes who is new; the wall clock may be set back, and nobody gets before others by it. Where gates share
   * the room the number begins with milliseconds, or those of one second would stand in no order.
   */
  joinedNow(wallSeconds: number, ms = 0): Pick<Ticket, 'joined' | 'number'> {
    const before = this.get(Head.lastJoined) >>> 0
    const joined = Math.max(wallSeconds, before)
    this.set(Head.lastJoined, joined | 0)
    const number = Atomics.add(this.#words, Head.nextNumber, 1) >>> 0
    if (!this.isShared) return { joined, number }
    const within = wallSeconds < before ? LAST_MS : ms
    return { joined, number: within * NUMBERS_PER_MS + (number % NUMBERS_PER_MS) }
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
    this.#words.set([idLow, idHigh, joined, number, now, now, ...counted], base(at) + Place.idLow)
    this.set(Head.used, Math.max(this.used, at + 1))
    this.setState(at, state, now)
    this.#census.add(who, isInRoom(state))
    this.#finder.add(idLow, at)
    Atomics.add(this.#words, isInRoom(state) ? Head.active : Head.waiting, 1)
    if (state === State.entering) Atomics.add(this.#words, Head.admitted, 1)
    return at
  }

  #freePlace(): number {
    for (let at = this.get(Head.freeFrom); at < PLACES; at++) {
      if (at < this.used && this.stateOf(at) !== State.free) continue
      this.set(Head.freeFrom, at + 1)
      return at
    }
    return -1
  }

  /**
   * Somebody who came new was let in by credit: until turns are taken it is as if one of his networks had come in at
   * each gate, so that nobody gets more than his share for going to all of them at once.
   */
  spendCredit(at: number): void {
    this.credit--
    this.entered++
    this.#census.add(this.claimantAt(at), true, this.gates - 1)
  }

  /** What is held by all, and by the networks of one who asks: of the places that are in, or of those that wait. */
  holdings({ network, wider, provider }: Claimant, isIn: boolean): Holdings {
    const elsewhere = this.entered * Math.max(0, this.gates - 1)
    return {
      all: isIn ? this.active + elsewhere : this.waiting + this.get(Head.passed),
      network: this.#census.count(network, isIn),
      wider: this.#census.count(wider, isIn),
      provider: this.#census.count(provider, isIn),
    }
  }

  rankOf(at: number): number {
    return this.#of(at, Place.rank)
  }

  setRank(at: number, rank: number): void {
    this.#words[base(at) + Place.rank] = rank
  }

  /** Below 0 where the first came before the second; of two who came at once to two gates all say the same. */
  compareOrder(a: number, b: number): number {
    for (const word of [Place.joined, Place.number, Place.idLow]) {
      const between = (this.#of(a, word) >>> 0) - (this.#of(b, word) >>> 0)
      if (between !== 0) return between
    }
    return 0
  }

  clear(): void {
    this.#words.fill(0, Head.lock + 1)
  }

  #of(at: number, word: number): number {
    return this.#words[base(at) + word] ?? 0
  }
}

function base(at: number): number {
  return HEAD_WORDS + at * PLACE_WORDS
}
