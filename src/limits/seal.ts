/** Bytes of memory. */
export const SEAL_BYTES = 4

const OPEN = 0
const SHUT = 1

/**
 * Whether what can be used once may still be used in this memory. A gate whose place another one takes shuts it
 * before it hands over which challenges are spent and which codes wait: so none of them is good at both.
 */
export class Seal {
  readonly #word: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#word = new Int32Array(memory)
  }

  get isShut(): boolean {
    return Atomics.load(this.#word, 0) === SHUT
  }

  shut(): void {
    Atomics.store(this.#word, 0, SHUT)
  }

  /** The other gate did not come: all goes on here. */
  open(): void {
    Atomics.store(this.#word, 0, OPEN)
  }
}
