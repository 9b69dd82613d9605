/** Two bytes, eight of length, four of mask (RFC 6455 section 5.2). */
const HEAD_BYTES_MAX = 14

const CLOSE_OPCODE = 8

/** A whole close frame of a server that goes away, 1001 (RFC 6455 section 7.4.1). */
export const GOING_AWAY: Buffer = Buffer.from([0x80 | CLOSE_OPCODE, 2, 0x03, 0xe9])

/**
 * Knows where the frames of one direction end, from their heads alone: no payload is looked at or
 * kept. Only between two frames may another be put in.
 */
export class FrameBoundaries {
  readonly #head = Buffer.alloc(HEAD_BYTES_MAX)
  #headBytes = 0
  #headSize = 2
  #payloadLeft = 0
  #hasClosed = false

  /** Whether the next byte would begin a frame. */
  get isBetweenFrames(): boolean {
    return this.#headBytes === 0 && this.#payloadLeft === 0
  }

  /** Whether a close frame has been seen: nothing may follow it. */
  get hasClosed(): boolean {
    return this.#hasClosed
  }

  /** Follows all bytes of a chunk. */
  follow(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) at = this.#step(chunk, at)
  }

  /** Follows a chunk to the end of the frame under way; gives how many bytes that was. */
  followToEnd(chunk: Buffer): number {
    let at = 0
    while (at < chunk.length && !this.isBetweenFrames) at = this.#step(chunk, at)
    return at
  }

  #step(chunk: Buffer, at: number): number {
    if (this.#payloadLeft === 0) {
      this.#readHead(chunk[at] ?? 0)
      return at + 1
    }
    const skipped = Math.min(this.#payloadLeft, chunk.length - at)
    this.#payloadLeft -= skipped
    return at + skipped
  }

  #readHead(byte: number): void {
    this.#head[this.#headBytes++] = byte
    if (this.#headBytes === 2) this.#headSize = headSize(byte)
    if (this.#headBytes < this.#headSize) return
    this.#payloadLeft = payloadLength(this.#head)
    this.#hasClosed ||= ((this.#head[0] ?? 0) & 0x0f) === CLOSE_OPCODE
    this.#headBytes = 0
    this.#headSize = 2
  }
}

/** From the second byte: seven bits of length, or a mark for two or eight bytes of it. */
function headSize(second: number): number {
  const short = second & 0x7f
  const maskBytes = (second & 0x80) === 0 ? 0 : 4
  if (short < 126) return 2 + maskBytes
  return (short === 126 ? 4 : 10) + maskBytes
}

function payloadLength(head: Buffer): number {
  const short = (head[1] ?? 0) & 0x7f
  if (short < 126) return short
  // Beyond 2^53 it is no longer exact, and no such frame ever ends.
  return short === 126 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2))
}
