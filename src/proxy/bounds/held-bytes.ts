/** The least that is set aside for small pieces; most bodies end within it. */
const FIRST_BYTES = 1024

/** The most that small pieces are gathered in: beyond it there is the next buffer. */
const GATHERED_BYTES_MAX = 16 * 1024

/**
 * A piece as large as this is kept as it came: to copy it would cost more than it saves. A smaller one is
 * copied into what others share: alone it would keep a hundred times its size alive.
 */
export const LARGE_PIECE_BYTES = 4 * 1024

const NOTHING = Buffer.alloc(0)

/** Bytes that arrive in pieces of any size, held in not much more memory than they need. */
export class HeldBytes {
  readonly #pieces: Buffer[] = []
  /** What the last piece is a part of, and can grow in. */
  #gathering = NOTHING
  #used = 0
  #length = 0
  #capacity = 0

  get length(): number {
    return this.#length
  }

  /** What they keep alive, in bytes. */
  get capacity(): number {
    return this.#capacity
  }

  add(piece: Buffer): void {
    // Some come of a parser that goes on after a pause; gathered, it would take the place of the last large piece.
    if (piece.length === 0) return
    this.#length += piece.length
    if (piece.length < LARGE_PIECE_BYTES) return this.#gather(piece)
    this.#pieces.push(piece)
    this.#capacity += piece.length
    this.#gathering = NOTHING
    this.#used = 0
  }

  /** All of them, copied together where there are several. */
  whole(): Buffer {
    const [first = NOTHING] = this.#pieces
    return this.#pieces.length < 2 ? first : Buffer.concat(this.#pieces, this.#length)
  }

  /** The pieces in their order. */
  get pieces(): readonly Buffer[] {
    return this.#pieces
  }

  #gather(piece: Buffer): void {
    const needed = this.#used + piece.length
    if (needed > this.#gathering.length) {
      const isNew = this.#used === 0 || needed > GATHERED_BYTES_MAX
      if (isNew) this.#begin(piece.length)
      else this.#grow(needed)
    }
    piece.copy(this.#gathering, this.#used)
    this.#used += piece.length
    this.#pieces[this.#pieces.length - 1] = this.#gathering.subarray(0, this.#used)
  }

  /** Begins another buffer: a small one after a large piece, or as large as the one that is full. */
  #begin(needed: number): void {
    this.#gathering = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, needed, this.#gathering.length))
    this.#capacity += this.#gathering.length
    this.#used = 0
    this.#pieces.push(NOTHING)
  }

  #grow(needed: number): void {
    const before = this.#gathering
    const size = Math.min(Math.max(2 * before.length, needed), GATHERED_BYTES_MAX)
    this.#gathering = Buffer.allocUnsafeSlow(size)
    this.#capacity += size - before.length
    before.copy(this.#gathering, 0, 0, this.#used)
  }
}
