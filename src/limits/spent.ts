import { createHash } from 'node:crypto'
import { type Burning, type SpentBitmap } from './limits.ts'
import { type Seal } from './seal.ts'

/** Places of the counters in front of the bits: the next serial, and whether serials ever wrapped. */
const NEXT = 0
const WRAPPED = 1
/** One cache line, so the bits begin on their own. */
const HEAD_WORDS = 16

/** Serials that lapse before their place comes round again: `issue` must not meet a late `burn` there. */
const MARGIN_SHARE = 256

/** `Paa1`, then the run, then the whole memory, then SHA-256 over all before. */
const MAGIC = 0x31616150
const DIGEST_BYTES = 32

/** Bytes of memory for so many places, one bit each. */
export function spentBytes(placesLog2: number): number {
  return HEAD_WORDS * 4 + 2 ** (placesLog2 - 3)
}

/**
 * A bit for each of the latest serials, in a ring. Issuing clears the bit, burning sets it, so nothing is
 * stored for a token that is never handed in. When the ring comes round, old tokens lapse early; nobody
 * is refused a new one. With 2^24 places a token lives 60 s even at 280,000 issues a second.
 */
export class SharedSpentBitmap implements SpentBitmap {
  readonly run: number
  readonly #gate: number
  readonly #head: Int32Array
  readonly #bits: Int32Array
  readonly #places: number
  readonly #seal: Seal

  constructor(
    memory: SharedArrayBuffer,
    { run, gate }: { readonly run: number; readonly gate: number },
    seal: Seal,
  ) {
    this.run = run
    this.#gate = gate
    this.#seal = seal
    this.#head = new Int32Array(memory, 0, HEAD_WORDS)
    this.#bits = new Int32Array(memory, HEAD_WORDS * 4)
    this.#places = this.#bits.length * 32
  }

  issue(count: 1 | 2 = 1): number {
    const first = Atomics.add(this.#head, NEXT, count) >>> 0
    if (first + count > 0xffff_ffff) Atomics.store(this.#head, WRAPPED, 1)
    for (let serial = first; serial < first + count; serial++) {
      Atomics.and(this.#bits, this.#wordOf(serial), ~(1 << (serial & 31)))
    }
    return first
  }

  burn(serial: number): Burning {
    if (this.#seal.isShut || this.#hasLapsed(serial)) return 'lapsed'
    const bit = 1 << (serial & 31)
    // The one exchange that decides between two workers.
    if (Atomics.or(this.#bits, this.#wordOf(serial), bit) & bit) return 'spent'
    // Shut in between: the successor may have taken the bits over without this one.
    return this.#seal.isShut ? 'lapsed' : 'burnt'
  }

  isOfThisGate(run: number): boolean {
    return run === this.run || run >>> 16 === this.#gate
  }

  save(): Uint8Array {
    const memory = new Uint8Array(this.#head.buffer)
    const saved = new Uint8Array(8 + memory.length + DIGEST_BYTES)
    const view = new DataView(saved.buffer)
    view.setUint32(0, MAGIC, true)
    view.setUint32(4, this.run, true)
    saved.set(memory, 8)
    saved.set(digestOf(saved), 8 + memory.length)
    return saved
  }

  #wordOf(serial: number): number {
    return (serial & (this.#places - 1)) >>> 5
  }

  #hasLapsed(serial: number): boolean {
    const next = Atomics.load(this.#head, NEXT) >>> 0
    if (serial >= next && Atomics.load(this.#head, WRAPPED) === 0) return true
    const age = (next - serial) >>> 0
    return age === 0 || age > this.#places - this.#places / MARGIN_SHARE
  }
}

/**
 * Fills fresh memory with saved bytes and returns their run; null, with nothing changed, where they are of
 * another size or not whole.
 */
export function restoreSpent(memory: SharedArrayBuffer, saved: Uint8Array): number | null {
  if (saved.length !== 8 + memory.byteLength + DIGEST_BYTES) return null
  const view = new DataView(saved.buffer, saved.byteOffset, saved.byteLength)
  if (view.getUint32(0, true) !== MAGIC) return null
  if (!digestOf(saved).equals(saved.subarray(-DIGEST_BYTES))) return null
  new Uint8Array(memory).set(saved.subarray(8, -DIGEST_BYTES))
  return view.getUint32(4, true)
}

/**
 * Leaves the next serials to the gate that this memory was taken over from: it still issues some while it
 * finishes what it has under way, and whoever proves one of those does so here. `share`: of all places.
 */
export function leaveSerials(memory: SharedArrayBuffer, share: number): void {
  const head = new Int32Array(memory, 0, HEAD_WORDS)
  const bits = new Int32Array(memory, HEAD_WORDS * 4)
  const places = bits.length * 32
  const count = places * share
  const first = Atomics.add(head, NEXT, count) >>> 0
  if (first + count > 0xffff_ffff) Atomics.store(head, WRAPPED, 1)
  for (let serial = first; serial < first + count; serial++) {
    const word = (serial & (places - 1)) >>> 5
    bits[word] = (bits[word] ?? 0) & ~(1 << (serial & 31))
  }
}

function digestOf(saved: Uint8Array): Buffer {
  return createHash('sha256').update(saved.subarray(0, -DIGEST_BYTES)).digest()
}

/** What gates ask each other about: whether a challenge was used says the gate that issued it, alone. */
export const CHALLENGE_TOPIC = 'challenge'

/** A place in the bitmap of the gate whose run it is. */
export function spellPlace(run: number, serial: number): string {
  return `${run} ${serial}`
}

/** Uses up a challenge that was shown at another gate; null for one of another run: whose that is knows. */
export function burnPlace(text: string, spent: Pick<SpentBitmap, 'run' | 'burn'>): Burning | null {
  const [, run, serial] = /^(\d{1,10}) (\d{1,10})$/.exec(text) ?? []
  // Two gates may have one number, and a gate has another run than in a former life.
  return Number(run) === spent.run ? spent.burn(Number(serial)) : null
}

/** What another gate has said of a place; null for anything else. */
export function readBurning(text: string | undefined): Burning | null {
  return text === 'burnt' || text === 'spent' || text === 'lapsed' ? text : null
}
