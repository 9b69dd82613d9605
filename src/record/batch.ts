/** All in bytes. */
export interface BatchSize {
  /** Lines are gathered up to this before they are written. */
  readonly gather: number
  /** So much is set aside for that, so that the last line fits as well. */
  readonly room: number
  /** Never written in larger pieces. */
  readonly writeMax: number
}

/** Bytes that one unit of a text (UTF-16) takes at most. */
const UNIT_BYTES_MAX = 3

const LF = 0x0a

/**
 * Lines as the bytes that are written, each made of its text once: to gather texts costs more for each line, the more
 * of them there are.
 */
export class Batch {
  readonly #size: BatchSize
  readonly #take: (bytes: Buffer, lines: number) => void
  /** Belongs to who has taken it as soon as it is handed over. */
  #bytes: Buffer | null = null
  #end = 0
  #lines = 0

  /** `take` is given what was gathered, with the number of its lines; what it throws goes to who appends. */
  constructor(size: BatchSize, take: (bytes: Buffer, lines: number) => void) {
    this.#size = size
    this.#take = take
  }

  append(line: string): void {
    const { room, gather } = this.#size
    const most = line.length * UNIT_BYTES_MAX + 1
    if (this.#end + most > room) this.handOver()
    if (most > room) return this.#take(Buffer.from(`${line}\n`), 1)
    this.#bytes ??= Buffer.allocUnsafeSlow(room)
    const end = this.#end + this.#bytes.write(line, this.#end)
    this.#bytes[end] = LF
    this.#end = end + 1
    this.#lines++
    if (this.#end >= gather) this.handOver()
  }

  /** Hands over what is there. */
  handOver(): void {
    if (this.#bytes === null || this.#lines === 0) return
    const [bytes, lines] = [this.#bytes.subarray(0, this.#end), this.#lines]
    this.#bytes = null
    this.#end = 0
    this.#lines = 0
    this.#take(bytes, lines)
  }
}
