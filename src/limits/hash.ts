/** Three rounds of no message, as HalfSipHash-1-3 finishes each half. */
const FINAL_ROUNDS = 3

/**
 * A keyed hash of a pair of texts, 64 bits in two halves. With a random seed nobody can choose keys
 * that meet in one bucket. Rounds and finish are HalfSipHash-1-3's, with a state keyed by 128 bits;
 * two UTF-16 units make one message word.
 */
export class KeyHash {
  /** The halves of the last `update`: fields instead of a result, so a request makes no garbage. */
  low = 0
  high = 0
  readonly #seed: Int32Array
  readonly #state = new Int32Array(4)
  /** The state behind the latest key: one request looks up many things about one client. */
  readonly #keyed = new Int32Array(4)
  #key: string | null = null

  /** @param seed 16 bytes. */
  constructor(seed: Uint8Array) {
    const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength)
    const constants = [0, 0, 0x6c796765, 0x74656462]
    this.#seed = Int32Array.from(constants, (word, i) => word ^ view.getInt32(4 * i, true))
  }

  /** Hashes the pair. Each text is followed by its length, so no two pairs give one message. */
  update(name: string, key: string): void {
    if (key !== this.#key) this.#begin(key)
    // Faster than `set`, which leaves optimised code.
    for (let i = 0; i < 4; i++) this.#state[i] = this.#keyed[i] ?? 0
    this.#absorb(name, wordsOf(name))
    this.high = this.#finish(2, 0xee)
    this.low = this.#finish(1, 0xdd)
  }

  #begin(key: string): void {
    for (let i = 0; i < 4; i++) this.#state[i] = this.#seed[i] ?? 0
    this.#absorb(key, wordsOf(key))
    for (let i = 0; i < 4; i++) this.#keyed[i] = this.#state[i] ?? 0
    this.#key = key
  }

  #finish(word: number, mark: number): number {
    const state = this.#state
    state[word] = (state[word] ?? 0) ^ mark
    this.#absorb('', FINAL_ROUNDS)
    return (state[1] ?? 0) ^ (state[3] ?? 0)
  }

  /** One round for each word; behind the end of the text words are its length. */
  #absorb(text: string, words: number): void {
    const state = this.#state
    const length = text.length
    let v0 = state[0] ?? 0
    let v1 = state[1] ?? 0
    let v2 = state[2] ?? 0
    let v3 = state[3] ?? 0
    for (let i = 0; i < words; i++) {
      const word = wordAt(text, 2 * i, length)
      v3 ^= word
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    state[0] = v0
    state[1] = v1
    state[2] = v2
    state[3] = v3
  }
}

function wordsOf(text: string): number {
  return ((text.length + 1) >> 1) + 1
}

function wordAt(text: string, at: number, length: number): number {
  if (at + 1 < length) return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
  return at < length ? text.charCodeAt(at) : length
}
