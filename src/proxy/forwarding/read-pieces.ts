import { HeldBytes, LARGE_PIECE_BYTES } from '../bounds/held-bytes.ts'

/**
 * Joins what one read of a connection brought. An application that writes a byte at a time sends
 * thousands of chunks in what arrives as one piece: passed on one by one, each would cost a thousand times its
 * size while it waits for its reader.
 */
export class ReadPieces {
  #first: Buffer | null = null
  #others: HeldBytes | null = null
  #count = 0

  get isEmpty(): boolean {
    return this.#first === null
  }

  /** How many pieces what was taken last had come in. */
  get count(): number {
    return this.#count
  }

  /** Keeps a piece until the end of the read. False where it is to be passed on now. */
  keep(piece: Buffer): boolean {
    if (this.#first === null) {
      if (piece.length >= LARGE_PIECE_BYTES) return false
      this.#first = piece
      this.#count = 1
      return true
    }
    if (this.#others === null) {
      this.#others = new HeldBytes()
      this.#others.add(this.#first)
    }
    this.#others.add(piece)
    this.#count++
    return true
  }

  /** All that was kept, as one; null where there is nothing. */
  take(): Buffer | null {
    const whole = this.#others?.whole() ?? this.#first
    this.#first = null
    this.#others = null
    return whole
  }
}
