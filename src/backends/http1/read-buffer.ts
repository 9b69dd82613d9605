/** As much as one read of a socket brings at most. */
const READ_BYTES = 64 * 1024

/** A buffer of which so much is full is given away rather than copied. */
const GIVEN_BYTES_MIN = READ_BYTES / 2

/** What all connections of a worker read into: nearly every answer has gone on when the next one is read. */
export function sharedBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(READ_BYTES)
}

/**
 * What one connection reads into. That is what all of them share, whose bytes are nobody's once they have been looked
 * at. A long answer is read into buffers of its own, each of which can be given away in place of a copy.
 */
export class ReadBuffer {
  readonly #shared: Buffer
  #current: Buffer
  #isLong = false
  #isGiven = false

  constructor(shared: Buffer) {
    this.#shared = shared
    this.#current = shared
  }

  /** What the next read goes into. */
  next(): Buffer {
    if (!this.#isLong) this.#current = this.#shared
    else if (this.#isGiven || this.#current === this.#shared) {
      this.#current = Buffer.allocUnsafeSlow(READ_BYTES)
    }
    this.#isGiven = false
    return this.#current
  }

  /** What was read last. */
  get bytes(): Buffer {
    return this.#current
  }

  /** Whether what comes next is of a long answer. */
  set isLong(isLong: boolean) {
    this.#isLong = isLong
  }

  /** The same bytes for whoever keeps them. */
  keep(bytes: Buffer): Buffer {
    if (this.#current !== this.#shared && bytes.length >= GIVEN_BYTES_MIN) {
      this.#isGiven = true
      return bytes
    }
    const copy = Buffer.allocUnsafeSlow(bytes.length)
    bytes.copy(copy)
    return copy
  }
}
