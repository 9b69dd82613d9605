import {
  AGAIN,
  ATTEMPTS_MAX,
  type BucketLayout,
  type Buckets,
  isAhead,
  isTime,
  NONE,
} from './buckets.ts'
import { type MarkTable } from './limits.ts'

/** Two cache lines: 10 marks; the spare pair stays empty. A tick is 1 ms. */
export const MARK_LAYOUT: BucketLayout = { words: 32, entries: 10, stride: 3, graceTicks: 0 }

/**
 * An entry's time is the end of its mark. The third word is the other half of the key's hash: a stranger
 * is taken for a marked one only where all 64 bits meet. For the same reason nothing is shared in a full
 * bucket; who marks is told that there is no room.
 */
export class SharedMarkTable implements MarkTable {
  readonly #buckets: Buckets

  constructor(buckets: Buckets) {
    this.#buckets = buckets
  }

  mark(name: string, key: string, lifetimeMs: number, nowMs: number): boolean {
    const now = Math.trunc(nowMs)
    const end = now + Math.ceil(lifetimeMs)
    const buckets = this.#buckets
    buckets.select(name, key)
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const at = buckets.find()
      if (at !== NONE) {
        const seen = buckets.timeAt(at)
        if (!isTime(seen)) continue
        if (!this.#isOwn(at)) return false
        if (!isAhead(end, seen) || buckets.advance(at, seen, end)) return true
        continue
      }
      const claimed = buckets.claim(now, buckets.check)
      if (claimed === NONE) return false
      if (claimed !== AGAIN && buckets.publish(claimed, end)) return true
    }
    return false
  }

  isMarked(name: string, key: string, nowMs: number): boolean {
    const buckets = this.#buckets
    buckets.select(name, key)
    const at = buckets.find()
    return at !== NONE && buckets.isLive(at, Math.trunc(nowMs)) && this.#isOwn(at)
  }

  #isOwn(at: number): boolean {
    return (
      this.#buckets.holds(at) && Atomics.load(this.#buckets.words, at + 2) === this.#buckets.check
    )
  }
}
