/** A lock is held for microseconds, but its holder may be put aside by the system: 20 ms, then nobody waits for it. */
const TRIES = 10
const WAIT_MS = 2

const NOBODY = 0

/** A lock of all threads in one word of shared memory, which says who holds it: a dead one is made to let go. */
export class Lock {
  readonly #words: Int32Array
  readonly #at: number
  readonly #me: number

  constructor(words: Int32Array, at: number, worker: number) {
    this.#words = words
    this.#at = at
    this.#me = worker + 1
  }

  /** Does something that nobody else does meanwhile; `otherwise` where the lock cannot be had. */
  during<Result>(work: () => Result, otherwise: Result): Result {
    if (!this.#take()) return otherwise
    try {
      return work()
    } finally {
      Atomics.store(this.#words, this.#at, NOBODY)
      Atomics.notify(this.#words, this.#at, 1)
    }
  }

  #take(): boolean {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const holder = Atomics.compareExchange(this.#words, this.#at, NOBODY, this.#me)
      if (holder === NOBODY) return true
      Atomics.wait(this.#words, this.#at, holder, WAIT_MS)
    }
    return false
  }

  /** Takes it from a worker that has ended; false where it did not hold it. */
  release(worker: number): boolean {
    const held = worker + 1
    if (Atomics.compareExchange(this.#words, this.#at, held, NOBODY) !== held) return false
    Atomics.notify(this.#words, this.#at, 1)
    return true
  }
}
