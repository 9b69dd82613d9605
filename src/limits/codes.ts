import { type CodeTable } from './limits.ts'
import { type Seal } from './seal.ts'

/**
 * Codes that wait at once: half an hour's work of forty helpdesk agents who hand out one every two
 * minutes and a half. The fewer wait, the less a guess is worth.
 */
export const CODES_MAX = 512

/** Four words of the mark, the first of them the entry's state, and its end. The rest is spare. */
const ENTRY_WORDS = 8
const MARK_WORDS = 4
const END = MARK_WORDS

/** `Pac1`, then the entries. */
const MAGIC = 0x31636150
const HEAD_BYTES = 4

/** Bytes of memory: 16 KiB. */
export const CODE_BYTES = CODES_MAX * ENTRY_WORDS * 4

/**
 * An entry's first word is never 0 while it is taken, and is written last: whoever sees it sees all.
 * Burning puts 0 in its place, in the one exchange that decides between two workers. As it is a part
 * of the mark, an entry that was burnt and taken again meanwhile is not burnt in another's stead.
 */
export class SharedCodeTable implements CodeTable {
  readonly #words: Int32Array
  readonly #seal: Seal

  constructor(memory: SharedArrayBuffer, seal: Seal) {
    this.#words = new Int32Array(memory)
    this.#seal = seal
  }

  add(mark: Uint8Array, endSeconds: number, nowSeconds: number): boolean {
    const words = this.#words
    for (let at = 0; at < words.length; at += ENTRY_WORDS) {
      if (this.#isWaiting(at, nowSeconds)) continue
      Atomics.store(words, at, 0)
      const [first, ...others] = wordsOf(mark)
      for (const [i, word] of others.entries()) Atomics.store(words, at + 1 + i, word)
      Atomics.store(words, at + END, endSeconds)
      Atomics.store(words, at, first)
      return true
    }
    return false
  }

  burn(mark: Uint8Array, nowSeconds: number): boolean {
    const words = this.#words
    const [first, ...others] = wordsOf(mark)
    if (this.#seal.isShut) return false
    for (let at = 0; at < words.length; at += ENTRY_WORDS) {
      if (Atomics.load(words, at) !== first) continue
      const isSame = others.every((word, i) => Atomics.load(words, at + 1 + i) === word)
      if (!isSame || !this.#isWaiting(at, nowSeconds)) continue
      if (Atomics.compareExchange(words, at, first, 0) !== first) continue
      if (!this.#seal.isShut) return true
      // Shut in between: the successor may have it, so it is good there, and here it is not.
      Atomics.store(words, at, first)
      return false
    }
    return false
  }

  waiting(nowSeconds: number): number {
    let count = 0
    for (let at = 0; at < this.#words.length; at += ENTRY_WORDS) {
      if (this.#isWaiting(at, nowSeconds)) count++
    }
    return count
  }

  save(): Uint8Array {
    const saved = new Uint8Array(HEAD_BYTES + CODE_BYTES)
    new DataView(saved.buffer).setUint32(0, MAGIC, true)
    saved.set(new Uint8Array(this.#words.buffer), HEAD_BYTES)
    return saved
  }

  #isWaiting(at: number, nowSeconds: number): boolean {
    if (Atomics.load(this.#words, at) === 0) return false
    return Atomics.load(this.#words, at + END) >>> 0 > nowSeconds
  }
}

/** Fills fresh memory with saved bytes; with anything else nothing waits. */
export function restoreCodes(memory: SharedArrayBuffer, saved: Uint8Array): void {
  if (saved.length !== HEAD_BYTES + CODE_BYTES) return
  if (new DataView(saved.buffer, saved.byteOffset).getUint32(0, true) !== MAGIC) return
  new Uint8Array(memory).set(saved.subarray(HEAD_BYTES))
}

/** The mark as words; the first is never 0, which stands for a free entry. */
function wordsOf(mark: Uint8Array): readonly [number, ...number[]] {
  const view = new DataView(mark.buffer, mark.byteOffset, mark.byteLength)
  const [first = 0, ...others] = Array.from({ length: MARK_WORDS }, (_, i) =>
    view.getInt32(4 * i, true),
  )
  return [first | 1, ...others]
}
