import {
  AGAIN,
  ATTEMPTS_MAX,
  type BucketLayout,
  type Buckets,
  isAhead,
  isTime,
  NONE,
} from './buckets.ts'
import { type Purchase, type PurchaseTable } from './limits.ts'

/**
 * Two cache lines: 10 purchases; the spare pair of words stays empty. A tick is 1 ms. What is left is changed without
 * looking at the time again; the second of grace keeps that from hitting the next owner.
 */
export const PURCHASE_LAYOUT: BucketLayout = { words: 32, entries: 10, stride: 3, graceTicks: 1000 }

/**
 * An entry's time is when it lapses, its third word what is left of it. Memory of its own: each entry has cost a
 * proof, so nobody crowds others out for nothing.
 */
export class SharedPurchaseTable implements PurchaseTable {
  readonly #buckets: Buckets

  constructor(buckets: Buckets) {
    this.#buckets = buckets
  }

  hasRoom(counter: string, key: string, nowMs: number): boolean {
    this.#buckets.select(counter, key)
    return this.#buckets.find() !== NONE || this.#buckets.hasRoom(Math.trunc(nowMs))
  }

  buy(counter: string, key: string, { count, forMs }: Purchase, nowMs: number): boolean {
    const now = Math.trunc(nowMs)
    const end = now + Math.ceil(forMs)
    const buckets = this.#buckets
    buckets.select(counter, key)
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const at = buckets.find()
      if (at !== NONE && buckets.isLive(at, now)) {
        Atomics.add(buckets.words, at + 2, count)
        const seen = buckets.timeAt(at)
        if (isTime(seen) && isAhead(end, seen)) buckets.advance(at, seen, end)
        return true
      }
      const claimed = buckets.claim(now, count)
      if (claimed === NONE) return false
      if (claimed !== AGAIN && buckets.publish(claimed, end)) return true
    }
    return false
  }

  left(counter: string, key: string, nowMs: number): number {
    const at = this.#findLive(counter, key, nowMs)
    return at === NONE ? 0 : Atomics.load(this.#buckets.words, at + 2)
  }

  hold(counter: string, key: string, forMs: number, nowMs: number): void {
    const buckets = this.#buckets
    const end = Math.trunc(nowMs) + Math.ceil(forMs)
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const at = this.#findLive(counter, key, nowMs)
      if (at === NONE || Atomics.load(buckets.words, at + 2) <= 0) return
      const seen = buckets.timeAt(at)
      if (!isTime(seen) || !isAhead(end, seen) || buckets.advance(at, seen, end)) return
    }
  }

  /** Exchanged, not subtracted: whoever comes when nothing is left changes nothing. */
  spend(counter: string, key: string, nowMs: number): boolean {
    const at = this.#findLive(counter, key, nowMs)
    if (at === NONE) return false
    const { words } = this.#buckets
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const left = Atomics.load(words, at + 2)
      if (left <= 0) return false
      if (Atomics.compareExchange(words, at + 2, left, left - 1) === left) return true
    }
    return false
  }

  #findLive(counter: string, key: string, nowMs: number): number {
    const buckets = this.#buckets
    buckets.select(counter, key)
    const at = buckets.find()
    return at !== NONE && buckets.isLive(at, Math.trunc(nowMs)) ? at : NONE
  }
}
