import { constants, crc32, deflateRawSync } from 'node:zlib'
import { shortest } from './deflate.ts'

/**
 * What of a page no request changes: compressed when it is first needed, and never again. ASCII only, as
 * all of a page is.
 */
export class Fixed {
  readonly text: string
  #bytes: Buffer | null = null
  #deflated: Buffer | null = null
  readonly #followedBy = new WeakMap<Fixed, Fixed>()

  constructor(text: string) {
    this.text = text
  }

  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text, 'latin1')
    return this.#bytes
  }

  /** Whole blocks of DEFLATE (RFC 1951) that end at a byte, so that others can follow. */
  get deflated(): Buffer {
    this.#deflated ??= shortest((options) =>
      deflateRawSync(this.bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH }),
    )
    return this.#deflated
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
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])

/** A last, empty block. */
const END = Buffer.from([1, 0, 0, 0xff, 0xff])

/** Of a stored block, whose length is a number of 16 bits. */
const STORED_MAX = 0xffff

/**
 * The same in gzip: what is built once is there already compressed, what a request brings is stored as it
 * is. So it costs no more than a sum, and how long an answer is says nothing of a secret beside a text
 * that somebody else chose.
 */
export function gzipOf(pieces: readonly Piece[]): Buffer {
  const parts: Buffer[] = [HEAD]
  let sum = 0
  let length = 0
  for (const piece of pieces) {
    const isFixed = typeof piece !== 'string'
    const bytes = isFixed ? piece.bytes : Buffer.from(piece, 'latin1')
    sum = crc32(bytes, sum)
    length += bytes.length
    if (isFixed) parts.push(piece.deflated)
    else pushStored(parts, bytes)
  }
  const tail = Buffer.allocUnsafe(8)
  tail.writeUInt32LE(sum, 0)
  tail.writeUInt32LE(length, 4)
  parts.push(END, tail)
  return Buffer.concat(parts)
}

function pushStored(parts: Buffer[], bytes: Buffer): void {
  for (let from = 0; from < bytes.length; from += STORED_MAX) {
    const block = bytes.subarray(from, from + STORED_MAX)
    const head = Buffer.allocUnsafe(5)
    head[0] = 0
    head.writeUInt16LE(block.length, 1)
    head.writeUInt16LE(block.length ^ 0xffff, 3)
    parts.push(head, block)
  }
}
