import { type Claimant } from '../shares.ts'

/** More than three for each place of a room: a network, the one around it, a provider. */
const SLOTS_LOG2 = 16
const SLOTS = 2 ** SLOTS_LOG2

/** A hash, how many of it are in, and how many wait. */
const SLOT_WORDS = 3
const IN = 1
const QUEUED = 2

/** So many slots are looked at for one hash; beyond them it counts for nothing until all is counted anew. */
const PROBES_MAX = 64

/** How many places networks hold, by their hashes, in shared memory. Changed under the lock of the room. */
export class Census {
  static readonly WORDS = SLOTS * SLOT_WORDS
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  /** Counts somebody who is in, or who waits. */
  add({ network, wider, provider }: Claimant, isIn: boolean, by = 1): void {
    for (const hash of [network, wider, provider]) {
      const at = hash === 0 ? -1 : this.#slotOf(hash)
      if (at < 0) continue
      this.#words[at] = hash
      const count = at + (isIn ? IN : QUEUED)
      this.#words[count] = Math.max(0, (this.#words[count] ?? 0) + by)
    }
  }

  /** How many of one network, or of one around it, are in or wait; of 0 none. */
  count(hash: number, isIn: boolean): number {
    const at = hash === 0 ? -1 : this.#slotOf(hash)
    return at < 0 ? 0 : (this.#words[at + (isIn ? IN : QUEUED)] ?? 0)
  }

  clear(): void {
    this.#words.fill(0)
  }

  /** The slot of a hash, or one that is free for it; -1 where there is none. */
  #slotOf(hash: number): number {
    const start = Math.imul(hash, 0x9e3779b1) >>> (32 - SLOTS_LOG2)
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      const at = ((start + probe) & (SLOTS - 1)) * SLOT_WORDS
      const found = this.#words[at]
      if (found === hash || found === 0) return at
    }
    return -1
  }
}
