import { constants, crc32, deflateRawSync } from 'node:zlib'
import { shortest } from './deflate.ts'

/**
 * What of a page no request changes: compressed when it is first needed, and never again. ASCII only, as
 * all of a page is.
 */
export class Fixed {
  readonly text: string
  #bytes: Buffer | null = null
  #deflated: string | null = null
  #sum: Sum | null = null
  readonly #followedBy = new WeakMap<Fixed, Fixed>()

  constructor(text: string) {
    this.text = text
  }

  get #plain(): Buffer {
    this.#bytes ??= Buffer.from(this.text, 'latin1')
    return this.#bytes
  }

  /** Whole blocks of DEFLATE (RFC 1951) that end at a byte, so that others can follow; one character for each byte. */
  get deflated(): string {
    this.#deflated ??= shortest((options) =>
      deflateRawSync(this.#plain, { ...options, finishFlush: constants.Z_SYNC_FLUSH }),
    ).toString('latin1')
    return this.#deflated
  }

  /** The CRC-32 (RFC 1952 section 8) of what came before, whose sum is given, and this. */
  sumFrom(sum: number): number {
    this.#sum ??= sumOf(this.#plain)
    return this.#sum.own ^ carried(sum, this.#sum.over)
  }

  /** The two as one, which gets shorter than both; the same whenever they meet. */
  with(next: Fixed): Fixed {
    const known = this.#followedBy.get(next)
    if (known !== undefined) return known
    const both = new Fixed(this.text + next.text)
    this.#followedBy.set(next, both)
    return both
  }
}

/** What a text adds to sums: never looked through again, however many pages it stands in. */
interface Sum {
  /** Where it comes first. */
  readonly own: number
  /** What each bit of a sum before it has become behind so many bytes. */
  readonly over: Int32Array
}

const SUM_BITS = 32

/** A sum without its constant part is linear: what its bits become one by one, it becomes by all of them. */
function sumOf(bytes: Buffer): Sum {
  const zeros = Buffer.alloc(bytes.length)
  const constant = crc32(zeros, 0)
  const over = Int32Array.from(
    { length: SUM_BITS },
    (_, i) => crc32(zeros, (1 << i) >>> 0) ^ constant,
  )
  return { own: crc32(bytes), over }
}

function carried(sum: number, over: Int32Array): number {
  let found = 0
  for (let left = sum, i = 0; left !== 0; left >>>= 1, i++) if (left & 1) found ^= over[i] ?? 0
  return found
}

/** A part of a page: built once, or made for this request. */
export type Piece = Fixed | string

/** With what is built once in as few parts as can be. */
export function merged(pieces: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = []
  for (const piece of pieces) {
    const last = found.at(-1)
    if (last instanceof Fixed && piece instanceof Fixed) found[found.length - 1] = last.with(piece)
    else if (piece !== '') found.push(piece)
  }
  return found
}

/** A page as it is read. */
export function textOf(pieces: readonly Piece[]): string {
  let text = ''
  for (const piece of pieces) text += typeof piece === 'string' ? piece : piece.text
  return text
}

/** The head of a gzip member without name and time, of an unknown system (RFC 1952 section 2.3). */
const HEAD = String.fromCharCode(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255)

/** A last, empty block. */
const END = String.fromCharCode(1, 0, 0, 0xff, 0xff)

/** Of a stored block, whose length is a number of 16 bits. */
const STORED_MAX = 0xffff

/**
 * The same in gzip, one character for each byte, as it is written together with its head: what is built once is there
 * already compressed, what a request brings is stored as it is. So it costs no more than a sum, and how long an answer
 * is says nothing of a secret beside a text that somebody else chose.
 */
export function gzipOf(pieces: readonly Piece[]): string {
  let packed = HEAD
  let sum = 0
  let length = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      packed += storedOf(piece)
      sum = crc32(piece, sum >>> 0)
      length += piece.length
    } else {
      packed += piece.deflated
      sum = piece.sumFrom(sum)
      length += piece.text.length
    }
  }
  return packed + END + fourBytes(sum) + fourBytes(length)
}

function storedOf(text: string): string {
  let stored = ''
  for (let from = 0; from < text.length; from += STORED_MAX) {
    const block = text.slice(from, from + STORED_MAX)
    stored += `\0${twoBytes(block.length)}${twoBytes(~block.length)}${block}`
  }
  return stored
}

/** Least first. */
function twoBytes(number: number): string {
  return String.fromCharCode(number & 0xff, (number >>> 8) & 0xff)
}

function fourBytes(number: number): string {
  return twoBytes(number) + twoBytes(number >>> 16)
}
