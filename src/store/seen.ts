/** For so long a question is worth an answer: gates' clocks agree to a second or so, and a store that hung goes on. */
export const FRESH_MS = 5_000

/** Questions of ten seconds, 1,600 a second; each is some hundred bytes. What comes beyond them is not heard. */
const SEEN_MAX = 16_384

/**
 * Tells what is said for the first time from what somebody says again: whoever can write to the store can do that. What
 * is older than it remembers is no longer heard.
 */
export class Seen {
  /** By id, when it may be forgotten; in about the order of that. */
  readonly #untilMs = new Map<string, number>()
  #sinceMs: number
  #latestMs: number

  /** `sinceMs`: what was said before that is not heard; nobody knows here whether it was. Wall clock. */
  constructor(sinceMs: number) {
    this.#sinceMs = sinceMs
    this.#latestMs = sinceMs
  }

  /** Whether it is said now and for the first time; from then on it was said. */
  isNew({ id, atMs }: { readonly id: string; readonly atMs: number }, nowMs: number): boolean {
    if (nowMs < this.#latestMs) this.#setBack(nowMs)
    this.#latestMs = nowMs
    if (atMs < this.#sinceMs || Math.abs(nowMs - atMs) > FRESH_MS) return false
    this.#forget(nowMs)
    if (this.#untilMs.has(id) || this.#untilMs.size >= SEEN_MAX) return false
    this.#untilMs.set(id, nowMs + 2 * FRESH_MS)
    return true
  }

  /** The clock was fast, at a start before it was set maybe: nothing is to be waited for until it is so late again. */
  #setBack(nowMs: number): void {
    this.#sinceMs = Math.min(this.#sinceMs, nowMs)
    const mostMs = nowMs + 2 * FRESH_MS
    for (const [id, untilMs] of this.#untilMs) {
      if (untilMs > mostMs) this.#untilMs.set(id, mostMs)
    }
  }

  #forget(nowMs: number): void {
    for (const [id, untilMs] of this.#untilMs) {
      if (untilMs >= nowMs) return
      this.#untilMs.delete(id)
    }
  }
}
