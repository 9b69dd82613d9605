import { type Rate } from '../model/index.ts'
import {
  AGAIN,
  ATTEMPTS_MAX,
  type BucketLayout,
  type Buckets,
  isAhead,
  isTime,
  NONE,
  RESERVED,
} from './buckets.ts'
import { type RateTable } from './limits.ts'

/** Two days of waiting fit in half of 2^32 ticks (3.1 days), and a tick is short beside any interval. */
export const TICKS_PER_MS = 8

/** One cache line: 7 clients and the spare pair. */
export const RATE_LAYOUT: BucketLayout = { words: 16, entries: 7, stride: 2, graceTicks: 0 }

/** The steady clock as a rate table's entries hold it; its zero is the first number that is a time. */
export function rateTicks(nowMs: number): number {
  return (nowMs * TICKS_PER_MS + RESERVED) | 0
}

/** Hears of what is taken, for whoever shares it with other gates. */
export interface RateNotes {
  readonly isOn: boolean
  /** One was taken for the present key of the table. */
  readonly note: (counter: string, key: string, table: Buckets, rate: Rate) => void
}

const NO_NOTES: RateNotes = { isOn: false, note: () => undefined }

/**
 * GCRA: an entry's time is its *theoretical arrival time*, the moment at which the client will be as
 * good as new. Each request that is let through moves it on by one interval; a request is let through
 * while it lies less than `burst` intervals ahead. An entry whose time is past says as much as no entry,
 * so it may be given away. Where all 7 of a bucket live, newcomers share the spare one: too strict for
 * them, and nobody who is limited gets away by crowding. Only what a slower limit left there does not count for a
 * faster one: who has filled the table with entries that live for hours would else stop whoever comes new.
 *
 * Intervals are whole ticks of 1/8 ms, rounded up: the fastest rate is 8000 requests a second. The caller
 * sees to it that `burst * intervalMs` is at most two days and `burst` at least 1.
 */
export class SharedRateTable implements RateTable {
  readonly #buckets: Buckets
  readonly #overflows: Int32Array
  readonly #notes: RateNotes

  constructor(buckets: Buckets, overflows: Int32Array, notes = NO_NOTES) {
    this.#buckets = buckets
    this.#overflows = overflows
    this.#notes = notes
  }

  take(counter: string, key: string, rate: Rate, nowMs: number): number {
    const now = rateTicks(nowMs)
    this.#buckets.select(counter, key)
    const wait = this.#takeOwn(rate, now)
    if (wait === 0 && this.#notes.isOn) this.#notes.note(counter, key, this.#buckets, rate)
    if (wait !== NONE) return wait
    Atomics.add(this.#overflows, 0, 1)
    return this.#takeSpare(rate, now)
  }

  look(counter: string, key: string, rate: Rate, nowMs: number): number {
    const now = rateTicks(nowMs)
    this.#buckets.select(counter, key)
    const at = this.#buckets.find()
    if (at === NONE && this.#buckets.hasRoom(now)) return 0
    if (at !== NONE) return waitMs(aheadTicks(this.#buckets.timeAt(at), now), rate)
    const ahead = aheadTicks(this.#buckets.timeAt(this.#buckets.spare()), now)
    return isOfSlower(ahead, rate) ? 0 : waitMs(ahead, rate)
  }

  /** How far a key is ahead of the clock, in ms: one interval for each that it took lately. */
  aheadMs(counter: string, key: string, nowMs: number): number {
    const now = rateTicks(nowMs)
    this.#buckets.select(counter, key)
    const at = this.#buckets.find()
    return at === NONE ? 0 : aheadTicks(this.#buckets.timeAt(at), now) / TICKS_PER_MS
  }

  /** Moves a key on to at least so far ahead of the clock, as `Takings.raise` does. */
  raise(counter: string, key: string, aheadMs: number, nowMs: number): void {
    this.#buckets.select(counter, key)
    raisePresent(this.#buckets, aheadMs, nowMs)
  }

  overflows(): number {
    return Atomics.load(this.#overflows, 0) >>> 0
  }

  /** The wait in ms, 0 for let through; or `NONE` where the key has no entry and can get none. */
  #takeOwn(rate: Rate, now: number): number {
    const buckets = this.#buckets
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const at = buckets.find()
      if (at === NONE) {
        const claimed = buckets.claim(now)
        if (claimed === NONE) return NONE
        if (claimed !== AGAIN && buckets.publish(claimed, now + intervalTicks(rate))) return 0
        continue
      }
      const seen = buckets.timeAt(at)
      if (!isTime(seen) || !buckets.holds(at)) continue
      const wait = this.#charge(at, seen, rate, now)
      if (wait !== AGAIN) return wait
    }
    return NONE
  }

  #takeSpare(rate: Rate, now: number): number {
    const spare = this.#buckets.spare()
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const seen = this.#buckets.timeAt(spare)
      if (isOfSlower(aheadTicks(seen, now), rate)) return 0
      const wait = this.#charge(spare, seen, rate, now)
      if (wait !== AGAIN) return wait
    }
    return Math.ceil(rate.intervalMs)
  }

  /** The wait in ms, 0 for let through; or `AGAIN` where the entry changed since `seen` was read. */
  #charge(at: number, seen: number, rate: Rate, now: number): number {
    const ahead = aheadTicks(seen, now)
    const wait = waitMs(ahead, rate)
    if (wait > 0) return wait
    return this.#buckets.advance(at, seen, now + ahead + intervalTicks(rate)) ? 0 : AGAIN
  }
}

/** A time lies less than half of 2^32 ticks ahead; a little less, so that it does when it is looked at. */
const AHEAD_TICKS_MAX = 2 ** 31 - 2 ** 20

/** Moves the time of the present key on to at least `aheadMs` from now; never back. */
export function raisePresent(rates: Buckets, aheadMs: number, nowMs: number): void {
  const now = rateTicks(nowMs)
  const time = now + Math.min(Math.round(aheadMs * TICKS_PER_MS), AHEAD_TICKS_MAX)
  if (!isAhead(time, now)) return
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const at = rates.find()
    if (at === NONE) {
      const claimed = rates.claim(now)
      if (claimed === NONE) return
      if (claimed !== AGAIN && rates.publish(claimed, time)) return
      continue
    }
    const seen = rates.timeAt(at)
    if (!isTime(seen) || !rates.holds(at)) continue
    if (isAhead(seen, now) && !isAhead(time, seen)) return
    if (rates.advance(at, seen, time)) return
  }
}

/** Of a rate, as entries hold it. */
export function intervalTicks(rate: Rate): number {
  return Math.max(1, Math.ceil(rate.intervalMs * TICKS_PER_MS))
}

function aheadTicks(time: number, now: number): number {
  return isTime(time) && isAhead(time, now) ? (time - now) | 0 : 0
}

/** Whether an entry lies further ahead than this rate ever reaches, so that another one has moved it there. */
function isOfSlower(ahead: number, rate: Rate): boolean {
  return ahead > rate.burst * intervalTicks(rate)
}

function waitMs(ahead: number, rate: Rate): number {
  const tooEarly = ahead - (rate.burst - 1) * intervalTicks(rate)
  return tooEarly > 0 ? Math.ceil(tooEarly / TICKS_PER_MS) : 0
}
