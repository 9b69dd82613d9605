import { type Holder, Portions } from '../../limits/index.ts'
import { memoryShare } from '../bounds/memory.ts'

/** Of one answer: nearly every page with what belongs to it. More of it waits in a file (`Spool`). */
export const ANSWER_BYTES_MAX = 1024 * 1024

/** Of all answers of one worker: five hundred of the largest that are taken over whole. */
const BYTES_MAX = 512 * 1024 * 1024

/** What each piece that waits costs besides its bytes: what Node keeps for it, measured with one byte. */
const PIECE_COST_BYTES = 1024

/**
 * What clients that read slowly have not taken yet. The gate takes an answer over from its backend as
 * long as there is room, so that the backend's connection is free for others: a thousand slow readers
 * would otherwise hold all connections of an application. Where there is no room, for all or for this
 * client and its network (`Portions`), an answer comes no faster than it is read.
 */
export class AnswerBuffers {
  readonly #answerBytesMax: number
  readonly #lent: Portions

  constructor({ answerBytesMax = ANSWER_BYTES_MAX, bytesMax = memoryShare(BYTES_MAX) } = {}) {
    this.#answerBytesMax = answerBytesMax
    this.#lent = new Portions(bytesMax, { leastMax: answerBytesMax })
  }

  /** Makes one for an answer to somebody. */
  open(reader: Holder): AnswerBuffer {
    return new AnswerBuffer(reader, this.#lent, this.#answerBytesMax)
  }

  /** What is lent now, in bytes. */
  get bytes(): number {
    return this.#lent.held
  }
}

/** What is lent to one answer. */
export class AnswerBuffer {
  readonly #reader: Holder
  readonly #all: Portions
  readonly #bytesMax: number
  #bytes = 0

  constructor(reader: Holder, all: Portions, bytesMax: number) {
    this.#reader = reader
    this.#all = all
    this.#bytesMax = bytesMax
  }

  /** Whether a piece of so many bytes more may wait for its reader. */
  take(bytes: number): boolean {
    const cost = bytes + PIECE_COST_BYTES
    if (this.#bytes + cost > this.#bytesMax || !this.#all.hasRoom(this.#reader, cost)) return false
    this.#all.take(this.#reader, cost)
    this.#bytes += cost
    return true
  }

  /** All of them have been read, or nobody reads them any more. */
  giveBack(): void {
    if (this.#bytes > 0) this.#all.giveBack(this.#reader, this.#bytes)
    this.#bytes = 0
  }
}
