import {
  AGAIN,
  ATTEMPTS_MAX,
  type BucketLayout,
  type Buckets,
  isAhead,
  isTime,
  NONE,
} from './buckets.ts'
import { type TallyTable } from './limits.ts'

/**
 * Two cache lines: 10 counts and the spare pair. A tick is 1 ms, which holds windows of 24 days. A count
 * is added to without looking at the time again; the second of grace keeps that from hitting the next
 * owner of the entry.
 */
export const TALLY_LAYOUT: BucketLayout = { words: 32, entries: 10, stride: 3, graceTicks: 1000 }

/**
 * An entry's time is the end of its window, its third word the count. Where all 10 of a bucket live,
 * newcomers share the spare pair: its count is everybody's, its window the latest of all. So whoever is
 * counted there is asked to prove itself again too soon; nobody is asked too late.
 */
export class SharedTallyTable implements TallyTable {
  readonly #buckets: Buckets
  readonly #overflows: Int32Array

  constructor(buckets: Buckets, overflows: Int32Array) {
    this.#buckets = buckets
    this.#overflows = overflows
  }

  add(name: string, key: string, windowMs: number, nowMs: number): number {
    const now = Math.trunc(nowMs)
    const end = now + Math.ceil(windowMs)
    this.#buckets.select(name, key)
    const count = this.#addOwn(end, now)
    if (count !== NONE) return count
    Atomics.add(this.#overflows, 0, 1)
    return this.#addSpare(end, now)
  }

  read(name: string, key: string, nowMs: number): number {
    const now = Math.trunc(nowMs)
    const buckets = this.#buckets
    buckets.select(name, key)
    const at = buckets.find()
    if (at !== NONE && buckets.isLive(at, now)) return Atomics.load(buckets.words, at + 2)
    if (buckets.hasRoom(now)) return 0
    const spare = buckets.spare()
    const end = buckets.timeAt(spare)
    return isTime(end) && isAhead(end, now) ? Atomics.load(buckets.words, spare) : 0
  }

  mayHaveForgotten(): boolean {
    return false
  }

  overflows(): number {
    return Atomics.load(this.#overflows, 0) >>> 0
  }

  /** The new count, or `NONE` where the key has no entry and can get none. */
  #addOwn(end: number, now: number): number {
    const buckets = this.#buckets
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const at = buckets.find()
      if (at !== NONE && buckets.isLive(at, now)) return Atomics.add(buckets.words, at + 2, 1) + 1
      const claimed = buckets.claim(now, 1)
      if (claimed === NONE) return NONE
      if (claimed !== AGAIN && buckets.publish(claimed, end)) return 1
    }
    return NONE
  }

  #addSpare(end: number, now: number): number {
    const { words } = this.#buckets
    const spare = this.#buckets.spare()
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const before = Atomics.load(words, spare)
      const seen = this.#buckets.timeAt(spare)
      const lives = isTime(seen) && isAhead(seen, now)
      if (lives && !isAhead(end, seen)) break
      if (!this.#buckets.advance(spare, seen, end)) continue
      // Taken off, not set to 0: another worker may have counted already.
      if (!lives) Atomics.sub(words, spare, before)
      break
    }
    return Atomics.add(words, spare, 1) + 1
  }
}
