import {
  AGAIN,
  ATTEMPTS_MAX,
  type BucketLayout,
  type Buckets,
  isAhead,
  isTime,
  NONE,
} from './buckets.ts'
import { type PairTable } from './limits.ts'

/**
 * Two cache lines: 10 pairs; the spare pair of words stays empty. A tick is 1 ms. A number is written
 * without looking at the time again; the second of grace keeps that from hitting the next owner.
 */
export const PAIR_LAYOUT: BucketLayout = { words: 32, entries: 10, stride: 3, graceTicks: 1000 }

/** Most keys are made by programs that never come back with them: those are soon forgotten. */
export const PAIR_NEW_MS = 10 * 60_000

/** One that was asked for belongs to somebody, who may have gone to lunch. */
export const PAIR_KNOWN_MS = 8 * 3600_000

/** An entry's time is its end, its third word the number. Where a bucket is full nothing is learnt. */
export class SharedPairTable implements PairTable {
  readonly #buckets: Buckets

  constructor(buckets: Buckets) {
    this.#buckets = buckets
  }

  learn(name: string, key: string, value: number, nowMs: number): void {
    const now = Math.trunc(nowMs)
    const buckets = this.#buckets
    buckets.select(name, key)
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const at = buckets.find()
      if (at !== NONE && buckets.isLive(at, now)) {
        Atomics.store(buckets.words, at + 2, value)
        return
      }
      const claimed = buckets.claim(now, value)
      if (claimed === NONE) return
      if (claimed !== AGAIN && buckets.publish(claimed, now + PAIR_NEW_MS)) return
    }
  }

  find(name: string, key: string, nowMs: number): number {
    const now = Math.trunc(nowMs)
    const buckets = this.#buckets
    buckets.select(name, key)
    const at = buckets.find()
    if (at === NONE || !buckets.isLive(at, now)) return NONE
    const value = Atomics.load(buckets.words, at + 2)
    const end = buckets.timeAt(at)
    // Written now and then only: half of the time is as good as all of it.
    if (isTime(end) && !isAhead(end, now + PAIR_KNOWN_MS / 2)) {
      buckets.advance(at, end, now + PAIR_KNOWN_MS)
    }
    return value
  }
}
