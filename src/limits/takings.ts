import { type Rate } from '../model/index.ts'
import { type Buckets } from './buckets.ts'
import { KeyHash } from './hash.ts'
import { type Taking, type Takings } from './limits.ts'
import { intervalTicks, raisePresent, type RateNotes, TICKS_PER_MS } from './rates.ts'

/**
 * Of one worker: what it takes while the main thread does something else for a second and a half, at 10,000 a
 * second. 384 KiB, which nobody touches where no store is asked.
 */
const ENTRIES_LOG2 = 14
const ENTRIES = 2 ** ENTRIES_LOG2

/**
 * Keys whose common name is known: the hash of it costs more than all else of a note. 128 KiB of a worker, from when a
 * store is asked; a key is where its place says, and whoever comes later to the same has it.
 */
const NAMES = 2 ** 13

/** Both halves of the key in the table, and of its common name. */
const NAME_WORDS = 4

/** Both halves of the key in the table and of the one that all gates know it by, the interval, the burst. */
const ENTRY_WORDS = 6

/** A cache line each, so that nobody waits for another's. */
const HEADER_WORDS = 16
const ROW_WORDS = HEADER_WORDS + ENTRIES * ENTRY_WORDS

/** Of the header of all: 0 where nothing is noted, odd while the seed is written. Behind it the seed. */
const GENERATION = 0
const SEED = 1
const SEED_WORDS = 4

/** Of a row: how many were noted, how many were read, how many found it full. */
const NOTED = 0
const READ = 1
const LOST = 2

/** Bytes of the notes of so many threads. */
export function takingBytes(threads: number): number {
  return 4 * (HEADER_WORDS + threads * ROW_WORDS)
}

/**
 * Notes what one worker takes from rates, for the main thread to read: nobody waits for anybody, and what finds
 * no room is not noted. Costs one look where nothing is to be noted.
 */
export class TakingNotes implements RateNotes {
  readonly #words: Int32Array
  readonly #row: number
  readonly #seed = new Uint8Array(4 * SEED_WORDS)
  #hash: KeyHash | null = null
  #names = new Int32Array(0)
  #generation = 0

  constructor(memory: SharedArrayBuffer, thread: number) {
    this.#words = new Int32Array(memory)
    this.#row = HEADER_WORDS + thread * ROW_WORDS
  }

  get isOn(): boolean {
    return Atomics.load(this.#words, GENERATION) !== 0
  }

  /** Notes that one was taken for the key that is the present one of the table. */
  note(counter: string, key: string, table: Buckets, rate: Rate): void {
    const hash = this.#hashOf(Atomics.load(this.#words, GENERATION))
    if (hash === null) return
    const words = this.#words
    const row = this.#row
    const noted = Atomics.load(words, row + NOTED)
    if (((noted - Atomics.load(words, row + READ)) | 0) >= ENTRIES) {
      Atomics.add(words, row + LOST, 1)
      return
    }
    const { tag, check } = table
    const names = this.#names
    const name = (tag & (NAMES - 1)) * NAME_WORDS
    if (names[name] !== tag || names[name + 1] !== check) {
      hash.update(counter, key)
      names[name] = tag
      names[name + 1] = check
      names[name + 2] = hash.low
      names[name + 3] = hash.high
    }
    const at = row + HEADER_WORDS + (noted & (ENTRIES - 1)) * ENTRY_WORDS
    words[at] = tag
    words[at + 1] = check
    words[at + 2] = names[name + 2] ?? 0
    words[at + 3] = names[name + 3] ?? 0
    words[at + 4] = intervalTicks(rate)
    words[at + 5] = rate.burst
    Atomics.store(words, row + NOTED, (noted + 1) | 0)
  }

  /** Null where nothing is noted, and while the seed is written: what is taken in that moment is not noted. */
  #hashOf(generation: number): KeyHash | null {
    if (generation === 0 || (generation & 1) === 1) return null
    if (generation === this.#generation) return this.#hash
    const view = new DataView(this.#seed.buffer)
    for (let i = 0; i < SEED_WORDS; i++) {
      view.setInt32(4 * i, Atomics.load(this.#words, SEED + i), true)
    }
    if (Atomics.load(this.#words, GENERATION) !== generation) return null
    this.#generation = generation
    this.#hash = new KeyHash(this.#seed)
    this.#names = new Int32Array(NAMES * NAME_WORDS)
    return this.#hash
  }
}

/** The same notes as the main thread sees them, which alone reads them. */
export class SharedTakings implements Takings {
  readonly #words: Int32Array
  readonly #rates: Buckets
  readonly #threads: number
  #generation = 0

  /** @param rates the main thread's own sight of the rate table. */
  constructor(memory: SharedArrayBuffer, rates: Buckets) {
    this.#words = new Int32Array(memory)
    this.#threads = (this.#words.length - HEADER_WORDS) / ROW_WORDS
    this.#rates = rates
  }

  noteBy(seed: Uint8Array | null): void {
    const words = this.#words
    if (seed === null) return void Atomics.store(words, GENERATION, 0)
    const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength)
    Atomics.store(words, GENERATION, this.#generation + 1)
    for (let i = 0; i < SEED_WORDS; i++) Atomics.store(words, SEED + i, view.getInt32(4 * i, true))
    // Even, and never 0 or one that was.
    this.#generation = this.#generation + 2 > 2 ** 30 ? 2 : this.#generation + 2
    Atomics.store(words, GENERATION, this.#generation)
  }

  read(visit: (taking: Taking) => void): void {
    for (let thread = 0; thread < this.#threads; thread++) {
      this.#readRow(HEADER_WORDS + thread * ROW_WORDS, visit)
    }
  }

  #readRow(row: number, visit: (taking: Taking) => void): void {
    const words = this.#words
    const noted = Atomics.load(words, row + NOTED)
    for (let read = Atomics.load(words, row + READ); read !== noted; read = (read + 1) | 0) {
      const at = row + HEADER_WORDS + (read & (ENTRIES - 1)) * ENTRY_WORDS
      visit({
        place: { low: words[at] ?? 0, high: words[at + 1] ?? 0 },
        low: words[at + 2] ?? 0,
        high: words[at + 3] ?? 0,
        intervalMs: (words[at + 4] ?? 0) / TICKS_PER_MS,
        burst: words[at + 5] ?? 0,
      })
    }
    Atomics.store(words, row + READ, noted)
  }

  lost(): number {
    let sum = 0
    for (let thread = 0; thread < this.#threads; thread++) {
      sum += Atomics.load(this.#words, HEADER_WORDS + thread * ROW_WORDS + LOST) >>> 0
    }
    return sum
  }

  raise({ low, high }: Taking['place'], aheadMs: number, nowMs: number): void {
    this.#rates.selectHash(low, high)
    raisePresent(this.#rates, aheadMs, nowMs)
  }
}
