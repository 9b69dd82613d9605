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

  has(mark: Uint8Array, nowSeconds: number): boolean {
    const spelled = wordsOf(mark)
    for (let at = 0; at < this.#words.length; at += ENTRY_WORDS) {
      if (this.#isAt(at, spelled, nowSeconds)) return true
    }
    return false
  }

  burn(mark: Uint8Array, nowSeconds: number): boolean {
    const words = this.#words
    const spelled = wordsOf(mark)
    const [first] = spelled
    if (this.#seal.isShut) return false
    for (let at = 0; at < words.length; at += ENTRY_WORDS) {
      if (!this.#isAt(at, spelled, nowSeconds)) continue
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

  #isAt(at: number, spelled: readonly number[], nowSeconds: number): boolean {
    const isSame = spelled.every((word, i) => Atomics.load(this.#words, at + i) === word)
    return isSame && this.#isWaiting(at, nowSeconds)
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

/**
 * What gates ask each other about: a code is good at all of them, and known to one. First it is asked whose it is, and
 * then used up there: so a question that is heard late costs nobody his code.
 */
export const CODE_TOPIC = 'code'
export const USE_CODE_TOPIC = 'code use'

/** Of one code: of each key that may have signed it, for its site and for every site. */
const MARKS_MAX = 64

const SPELLED_MARK = /^[\w-]{22}$/

/** A code by what stands for it where codes are kept: it is told to nobody. */
export function spellMarks(marks: readonly Buffer[]): string {
  return marks.map((mark) => mark.toString('base64url')).join(' ')
}

/** What another gate spelled; none where it is no list of them. */
export function readMarks(text: string): readonly Buffer[] {
  const marks = text.split(' ')
  if (marks.length > MARKS_MAX || !marks.every((mark) => SPELLED_MARK.test(mark))) return []
  return marks.map((mark) => Buffer.from(mark, 'base64url'))
}
