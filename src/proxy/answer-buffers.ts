import { totalmem } from 'node:os'

/** Of one answer: nearly every page with what belongs to it. A download goes at its reader's pace. */
export const ANSWER_BYTES_MAX = 1024 * 1024

/** Of all answers of one worker: five hundred of the largest that are taken over whole. */
const BYTES_MAX = 512 * 1024 * 1024

/** On a small machine less: its memory is for other things too, and other workers buffer as much. */
const MEMORY_SHARE = 1 / 16

/** A client that takes nothing at all for so long has gone, and told nobody. */
const STALL_MS = 60_000

/**
 * What clients that read slowly have not taken yet. The gate takes an answer over from its backend as
 * long as there is room, so that the backend's connection is free for others: a thousand slow readers
 * would otherwise hold all connections of an application. Where there is no room, an answer comes no
 * faster than it is read.
 */
export class AnswerBuffers {
  /** After so long without any progress a reader's connection is closed. */
  readonly stallMs: number
  readonly #bytesMax: number
  readonly #answerBytesMax: number
  #bytes = 0

  constructor({
    answerBytesMax = ANSWER_BYTES_MAX,
    bytesMax = Math.min(BYTES_MAX, memoryBytes() * MEMORY_SHARE),
    stallMs = STALL_MS,
  } = {}) {
    this.#answerBytesMax = answerBytesMax
    this.#bytesMax = bytesMax
    this.stallMs = stallMs
  }

  /** Makes one for an answer. */
  open(): AnswerBuffer {
    return new AnswerBuffer(this.#answerBytesMax, (bytes) => {
      if (bytes > 0 && this.#bytes + bytes > this.#bytesMax) return false
      this.#bytes += bytes
      return true
    })
  }

  /** What is lent now, in bytes. */
  get bytes(): number {
    return this.#bytes
  }
}

/** What is lent to one answer. */
export class AnswerBuffer {
  readonly #bytesMax: number
  readonly #lend: (bytes: number) => boolean
  #bytes = 0

  constructor(bytesMax: number, lend: (bytes: number) => boolean) {
    this.#bytesMax = bytesMax
    this.#lend = lend
  }

  /** Whether so many bytes more may wait for their reader. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax || !this.#lend(bytes)) return false
    this.#bytes += bytes
    return true
  }

  /** All of them have been read, or nobody reads them any more. */
  giveBack(): void {
    this.#lend(-this.#bytes)
    this.#bytes = 0
  }
}

/** What a container may use, or all there is. */
function memoryBytes(): number {
  const allowed = process.constrainedMemory()
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()
}
