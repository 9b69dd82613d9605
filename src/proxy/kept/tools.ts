import { type KeptStore } from '../../kept/index.ts'

/**
 * For copies of answers that are on their way to be stored, in one worker: beyond it an answer goes to its
 * client alone, and whoever asks again learns that it was given.
 */
const COPIES_BYTES_MAX = 32 * 1024 * 1024

/** Memory for answers that are copied. */
export class CopyRoom {
  #bytes = 0

  /** Takes so many bytes more; false where there is no room for them. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > COPIES_BYTES_MAX) return false
    this.#bytes += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes
  }
}

/** What it takes to keep forms. */
export interface KeptTools {
  readonly store: KeptStore
  readonly copies: CopyRoom
}
