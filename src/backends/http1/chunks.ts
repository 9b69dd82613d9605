import { HttpFault } from './faults.ts'
import { FieldReader } from './fields.ts'

/** Of the line with a chunk's size: as much as is read of the extensions of a client's chunk. */
const LINE_BYTES_MAX = 16 * 1024

/** Of what stands behind the last chunk: as much as of a head. */
const TRAILER_BYTES_MAX = 64 * 1024

/** From this many bytes on it costs less to have them moved than to move them one by one. */
const MOVED_BYTES_MIN = 32

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const BLANK = 0x20
const DELETE = 0x7f

const NO_DIGIT = 0xff

/** What a hexadecimal digit stands for, by its code. */
const DIGITS = digitTable()

function digitTable(): Uint8Array {
  const table = new Uint8Array(256).fill(NO_DIGIT)
  for (let value = 0; value < 16; value++) {
    for (const digit of [value.toString(16), value.toString(16).toUpperCase()]) {
      table[digit.codePointAt(0) ?? 0] = value
    }
  }
  return table
}

/** Where it is in its body. */
const SIZE_FIRST = 0
const SIZE = 1
const BEHIND_SIZE = 2
const LINE_END = 3
const DATA = 4
const DATA_END = 5
const DATA_LF = 6
const TRAILERS = 7
const OVER = 8

const TOKEN = "[\\w!#$%&'*+.^`|~-]+"
const QUOTED = '"(?:[^"\\\\]|\\\\[^])*"'

/** What may stand behind a size: blanks, as old servers write them, or extensions (RFC 9112 section 7.1.1). */
const BEHIND = new RegExp(
  `^(?:[ \\t]*|(?:[ \\t]*;[ \\t]*${TOKEN}(?:[ \\t]*=[ \\t]*(?:${TOKEN}|${QUOTED}))?)+)$`,
)

/** Whether one of names and values in turn is the name of a field that says where a body ends. */
function isFraming(text: string, at: number): boolean {
  return at % 2 === 0 && /^(?:content-length|transfer-encoding)$/i.test(text)
}

/**
 * Reads a body that comes in chunks (RFC 9112 section 7.1), as it comes: in any pieces. The data of all chunks of one
 * piece is moved together within it, so that a thousand chunks of a byte are one piece of a thousand bytes.
 */
export class ChunkReader {
  /** Where the data of the last piece lies in it. */
  from = 0
  to = 0
  /** In how many chunks, or parts of one, it came. */
  count = 0
  #state = SIZE_FIRST
  #left = 0
  #lineBytes = 0
  /** What stands behind a size, which hardly anybody writes. */
  #behind = ''
  #trailers: FieldReader | null = null

  /** Begins anew. */
  begin(): void {
    this.#state = SIZE_FIRST
    this.#left = 0
    this.#lineBytes = 0
    this.#behind = ''
    this.#trailers?.begin()
  }

  get isOver(): boolean {
    return this.#state === OVER
  }

  /** What stood behind the last chunk: names and values in turn. */
  get trailers(): readonly string[] {
    return this.#trailers?.fields ?? []
  }

  /**
   * Reads on; gives where the body ends, or `to` where all of it is of the body.
   *
   * @throws HttpFault
   */
  read(bytes: Buffer, from: number, to: number): number {
    this.from = from
    this.to = from
    this.count = 0
    let at = from
    while (at < to) {
      if (this.#state === DATA) at = this.#takeData(bytes, at, to)
      else if (this.#state === TRAILERS) return this.#readTrailers(bytes, at, to)
      else this.#takeByte(bytes[at++] ?? 0)
    }
    return at
  }

  #takeData(bytes: Buffer, at: number, to: number): number {
    const length = Math.min(this.#left, to - at)
    if (this.count === 0) this.from = at
    if (this.count === 0 || this.to === at) this.to = at + length
    else this.#move(bytes, at, length)
    this.count++
    this.#left -= length
    if (this.#left === 0) this.#state = DATA_END
    return at + length
  }

  #move(bytes: Buffer, at: number, length: number): void {
    if (length >= MOVED_BYTES_MIN) {
      bytes.copyWithin(this.to, at, at + length)
      this.to += length
      return
    }
    for (let i = at; i < at + length; i++) bytes[this.to++] = bytes[i] ?? 0
  }

  #readTrailers(bytes: Buffer, at: number, to: number): number {
    this.#trailers ??= new FieldReader({
      bytesMax: TRAILER_BYTES_MAX,
      tooLarge: 'trailer-size',
      otherEnd: 'chunk-line',
      isEndFree: false,
    })
    const end = this.#trailers.read(bytes, at, to)
    if (end < 0) return to
    if (this.#trailers.fields.some(isFraming)) throw new HttpFault('trailer-framing')
    this.#state = OVER
    return end
  }

  #takeByte(byte: number): void {
    switch (this.#state) {
      case DATA_END:
        if (byte !== CR) throw new HttpFault('chunk-end')
        this.#state = DATA_LF
        return
      case DATA_LF:
        if (byte !== LF) throw new HttpFault('chunk-end')
        this.#state = SIZE_FIRST
        return
      case LINE_END:
        if (byte !== LF) throw new HttpFault('chunk-line')
        this.#state = this.#left === 0 ? TRAILERS : DATA
        this.#lineBytes = 0
        return
      default:
        this.#takeOfLine(byte)
    }
  }

  #takeOfLine(byte: number): void {
    if (++this.#lineBytes > LINE_BYTES_MAX) throw new HttpFault('chunk-line-size')
    const digit = this.#state === BEHIND_SIZE ? NO_DIGIT : (DIGITS[byte] ?? NO_DIGIT)
    if (digit !== NO_DIGIT) {
      this.#left = this.#left * 16 + digit
      if (!Number.isSafeInteger(this.#left)) throw new HttpFault('chunk-size')
      this.#state = SIZE
    } else if (this.#state === SIZE_FIRST) throw new HttpFault('chunk-size')
    else if (byte === CR) this.#endLine()
    else this.#takeBehindSize(byte)
  }

  #takeBehindSize(byte: number): void {
    const isPlain = (byte >= BLANK && byte !== DELETE) || byte === TAB
    if (!isPlain) throw new HttpFault('chunk-line')
    this.#state = BEHIND_SIZE
    this.#behind += String.fromCodePoint(byte)
  }

  /** Extensions are dropped: they are for whoever has the connection (RFC 9112 section 7.1.1). */
  #endLine(): void {
    if (this.#behind !== '' && !BEHIND.test(this.#behind)) throw new HttpFault('chunk-line')
    this.#behind = ''
    this.#state = LINE_END
  }
}
