/** Deadlines are looked at so often; each may be missed by as much. */
const LOOK_MS = 1_000

interface Deadline {
  readonly atMs: number
  readonly expire: () => void
}

/**
 * Deadlines of many owners, at most one each, without a timer each: a request sets one and clears
 * it again millions of times for each that expires. There are as many as requests in flight, which
 * are bounded elsewhere.
 */
export class Deadlines {
  readonly #nowMs: () => number
  readonly #byOwner = new Map<object, Deadline>()
  readonly #timer: NodeJS.Timeout

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#timer = setInterval(() => this.look(), LOOK_MS)
    this.#timer.unref()
  }

  /** Calls `expire` unless the owner clears its deadline, or sets another, within `ms`. */
  set(owner: object, ms: number, expire: () => void): void {
    this.#byOwner.set(owner, { atMs: this.#nowMs() + ms, expire })
  }

  clear(owner: object): void {
    this.#byOwner.delete(owner)
  }

  /** Lets expire what is due. */
  look(): void {
    const nowMs = this.#nowMs()
    for (const [owner, { atMs, expire }] of this.#byOwner) {
      if (atMs > nowMs) continue
      this.#byOwner.delete(owner)
      expire()
    }
  }

  close(): void {
    clearInterval(this.#timer)
    this.#byOwner.clear()
  }
}
