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
  readonly #sinceMs: number

  /** `sinceMs`: what was said before that is not heard; nobody knows here whether it was. Wall clock. */
  constructor(sinceMs: number) {
    this.#sinceMs = sinceMs
  }

  /** Whether it is said now and for the first time; from then on it was said. */
  isNew({ id, atMs }: { readonly id: string; readonly atMs: number }, nowMs: number): boolean {
    if (atMs < this.#sinceMs || Math.abs(nowMs - atMs) > FRESH_MS) return false
    this.#forget(nowMs)
    if (this.#untilMs.has(id) || this.#untilMs.size >= SEEN_MAX) return false
    this.#untilMs.set(id, nowMs + 2 * FRESH_MS)
    return true
  }

  #forget(nowMs: number): void {
    for (const [id, untilMs] of this.#untilMs) {
      if (untilMs >= nowMs) return
      this.#untilMs.delete(id)
    }
  }
}
