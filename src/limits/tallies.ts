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
 * newcomers are forgotten: to count them together would make each pay for what others do. The spare
 * pair's time is when the last of their windows ends; until then nobody knows who was forgotten.
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
    this.#forget(end, now)
    return 0
  }

  read(name: string, key: string, nowMs: number): number {
    const at = this.#findLive(name, key, Math.trunc(nowMs))
    return at === NONE ? 0 : Atomics.load(this.#buckets.words, at + 2)
  }

  clear(name: string, key: string, nowMs: number): void {
    const at = this.#findLive(name, key, Math.trunc(nowMs))
    if (at !== NONE) Atomics.store(this.#buckets.words, at + 2, 0)
  }

  mayHaveForgotten(name: string, key: string, nowMs: number): boolean {
    const now = Math.trunc(nowMs)
    if (this.#findLive(name, key, now) !== NONE) return false
    const end = this.#buckets.timeAt(this.#buckets.spare())
    return isTime(end) && isAhead(end, now)
  }

  overflows(): number {
    return Atomics.load(this.#overflows, 0) >>> 0
  }

  #findLive(name: string, key: string, now: number): number {
    const buckets = this.#buckets
    buckets.select(name, key)
    const at = buckets.find()
    return at !== NONE && buckets.isLive(at, now) ? at : NONE
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

  /** Whoever comes to this bucket until `end` may be somebody it did not keep. */
  #forget(end: number, now: number): void {
    const spare = this.#buckets.spare()
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const seen = this.#buckets.timeAt(spare)
      const lives = isTime(seen) && isAhead(seen, now)
      if (lives && !isAhead(end, seen)) return
      if (this.#buckets.advance(spare, seen, end)) return
    }
  }
}
