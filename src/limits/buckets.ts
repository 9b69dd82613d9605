import { KeyHash } from './hash.ts'

/**
 * Below this an entry's time is no time: 0 is a free entry, `1 + worker` and `128 + worker` are claims.
 * Times that would fall here are moved up to it: at most 256 ticks too late, once in 2^32.
 */
export const RESERVED = 256
const FREE = 0
const WRITING = 1
const CLAIMING = 128

/** `find`: the key has no entry. `claim`: every entry of the bucket lives. */
export const NONE = -1
/** `claim`: another worker was quicker with something; look again. */
export const AGAIN = -2

/**
 * How often one request looks again before it is counted as a newcomer to a full bucket. Each time
 * another worker has made progress, so only a worker that stands still in mid-claim leads here.
 */
export const ATTEMPTS_MAX = 1000

export interface BucketLayout {
  /** Of one bucket; buckets are whole cache lines. */
  readonly words: number
  /** The last two words belong to no entry: `spare`. */
  readonly entries: number
  /** Words of one entry: its tag, its time, and maybe a third for the table to count in. */
  readonly stride: number
  /** An entry whose time lies this many ticks back may be given to another key; at once to its own. */
  readonly graceTicks: number
}

/**
 * A fixed table of entries that worker threads find, claim and free without locks. An entry is a
 * 32-bit *tag* (half of the key's hash) and a *time* in ticks until which it lives, both `Int32`, times
 * compared so that they may wrap. A live entry is never given to another key.
 *
 * Two words cannot be exchanged at once, so the time guards the tag:
 *
 * 1. Whoever changes an entry reads the time, then checks the tag, then exchanges that very time for a
 *    later one. The tag changes only under a claim, a claim first changes the time, and the times of an
 *    entry only grow; so if the exchange succeeds, the tag was still the checked one.
 * 2. To claim a dead entry a worker exchanges its time for `WRITING` (its own number in it). Nobody else
 *    touches a `WRITING` entry. It writes the tag and goes on to `CLAIMING`.
 * 3. Two workers may claim two entries for one key. So only now, with its tag visible, the claimer looks
 *    through the bucket: if the key has an entry that lives, it frees its own; if another worker is
 *    `CLAIMING` for the key, it takes that claim away (exchange for `FREE`). Then `publish` exchanges
 *    `CLAIMING` for the first time, which fails if the claim was taken away; then all begins anew. Of two
 *    claimers the one whose tag was visible later sees the other, so never do both publish.
 *
 * A worker that dies in mid-claim leaves `CLAIMING`, which the next comer or the sweep takes away, or,
 * between two neighbouring instructions, `WRITING`: one entry is lost until the gate starts anew.
 */
export class Buckets {
  readonly words: Int32Array
  /** Where the present key's bucket begins. */
  bucket = 0
  /** The two halves of the present key's hash. */
  tag = 0
  check = 0
  readonly #layout: BucketLayout
  readonly #hash: KeyHash
  readonly #mask: number
  readonly #writing: number
  readonly #claiming: number

  constructor(
    memory: SharedArrayBuffer,
    layout: BucketLayout,
    { seed, worker }: { seed: Uint8Array; worker: number },
  ) {
    this.words = new Int32Array(memory)
    this.#layout = layout
    this.#hash = new KeyHash(seed)
    this.#mask = this.words.length / layout.words - 1
    this.#writing = WRITING + worker
    this.#claiming = CLAIMING + worker
  }

  /** Makes a key the present one. */
  select(name: string, key: string): void {
    this.#hash.update(name, key)
    this.selectHash(this.#hash.low, this.#hash.high)
  }

  /** The same of a key whose hash is known: what `tag` and `check` were then. */
  selectHash(tag: number, check: number): void {
    this.tag = tag
    this.check = check
    this.bucket = (this.check & this.#mask) * this.#layout.words
  }

  /**
   * The present key's entry, dead or alive, or `NONE`. Tags are read plainly, which is ten times as fast: what is found
   * is looked at again before anything is made of it, and a key that is not is as if it were asked for a moment before;
   * who claims an entry for it looks with care.
   */
  find(): number {
    const { entries, stride } = this.#layout
    const { words, tag, bucket } = this
    const end = bucket + entries * stride
    for (let at = bucket; at < end; at += stride) {
      if (words[at] === tag && isTime(this.timeAt(at))) return at
    }
    return NONE
  }

  /** A place that all newcomers to the present, full bucket share: read like an entry, claimed never. */
  spare(): number {
    return this.bucket + this.#layout.words - 2
  }

  timeAt(at: number): number {
    return Atomics.load(this.words, at + 1)
  }

  holds(at: number): boolean {
    return Atomics.load(this.words, at) === this.tag
  }

  /** Whether an entry is the present key's and its time is still to come. */
  isLive(at: number, now: number): boolean {
    const time = this.timeAt(at)
    return isTime(time) && isAhead(time, now) && this.holds(at)
  }

  /** Moves an entry's time on; false where another worker changed the entry since `seen` was read. */
  advance(at: number, seen: number, time: number): boolean {
    return Atomics.compareExchange(this.words, at + 1, seen, timeFrom(time)) === seen
  }

  /** Whether a claim for the present key could succeed: the bucket has room. */
  hasRoom(now: number): boolean {
    return this.#findVictim(now) >= 0
  }

  /**
   * Claims an entry for the present key: its place, to be published; or `NONE` where all entries live; or
   * `AGAIN`. The third word is written here, as a claim can be taken away once its tag is visible.
   */
  claim(now: number, third = 0): number {
    const at = this.#findVictim(now)
    if (at < 0) return at
    const seen = this.timeAt(at)
    if (!this.#isClaimable(at, seen, now)) return AGAIN
    if (Atomics.compareExchange(this.words, at + 1, seen, this.#writing) !== seen) return AGAIN
    Atomics.store(this.words, at, this.tag)
    if (this.#layout.stride > 2) Atomics.store(this.words, at + 2, third)
    Atomics.store(this.words, at + 1, this.#claiming)
    if (this.#isSole(at)) return at
    this.#takeAway(at, this.#claiming)
    return AGAIN
  }

  /** Makes a claimed entry count; false where another worker took the claim away. */
  publish(at: number, time: number): boolean {
    return this.advance(at, this.#claiming, time)
  }

  /** Frees every dead entry, the spare pair of words among them, and the claims of ended workers. */
  sweep(now: number): void {
    const { words, entries, stride, graceTicks } = this.#layout
    for (let bucket = 0; bucket < this.words.length; bucket += words) {
      for (let i = 0; i < entries; i++) this.#free(bucket + i * stride, now - graceTicks)
      this.#free(bucket + words - 2, now)
    }
  }

  #free(at: number, deadAt: number): void {
    const seen = this.timeAt(at)
    if (isClaiming(seen) || (isTime(seen) && !isAhead(seen, deadAt))) this.#takeAway(at, seen)
  }

  #isClaimable(at: number, time: number, now: number): boolean {
    if (!isTime(time)) return time === FREE
    return !isAhead(time, this.holds(at) ? now : now - this.#layout.graceTicks)
  }

  /** The key's own dead entry first, or it would stand in the bucket twice. */
  #findVictim(now: number): number {
    const { entries, stride } = this.#layout
    const end = this.bucket + entries * stride
    let victim = NONE
    let busy = NONE
    for (let at = this.bucket; at < end; at += stride) {
      const time = this.timeAt(at)
      if (this.#isClaimable(at, time, now)) {
        if (time !== FREE && this.holds(at)) return at
        if (victim === NONE) victim = at
      } else if (!isTime(time)) busy = AGAIN
    }
    return victim === NONE ? busy : victim
  }

  /** Step 3 of the claim. */
  #isSole(own: number): boolean {
    const { entries, stride } = this.#layout
    const end = this.bucket + entries * stride
    for (let at = this.bucket; at < end; at += stride) {
      if (at === own || !this.holds(at)) continue
      const time = this.timeAt(at)
      if (isTime(time)) return false
      if (isClaiming(time) && !this.#takeAway(at, time)) return false
    }
    return true
  }

  #takeAway(at: number, seen: number): boolean {
    return Atomics.compareExchange(this.words, at + 1, seen, FREE) === seen
  }
}

/** `time` as it can stand in an entry. */
export function timeFrom(time: number): number {
  return isTime(time | 0) ? time | 0 : RESERVED
}

/** Whether `time` is later than `now`, however often either has wrapped. */
export function isAhead(time: number, now: number): boolean {
  return ((time - now) | 0) > 0
}

export function isTime(time: number): boolean {
  return time < 0 || time >= RESERVED
}

function isClaiming(time: number): boolean {
  return time >= CLAIMING && time < RESERVED
}
