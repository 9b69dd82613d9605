/** Deadlines are looked at so often; each may be missed by as much. */
export const SWEEP_MS = 500

/** Who has deadlines. */
export interface Swept {
  /** So much time has passed. */
  onSweep(): void
}

/** How often one is swept before that time is over: never less than it. */
export function sweepsOf(ms: number): number {
  return Math.ceil(ms / SWEEP_MS)
}

/**
 * One timer for all connections of a worker: each counts how often it was looked at since it last heard of anything. A
 * turn that the worker misses, because it has much to do, is nobody's delay.
 */
export class Sweep {
  readonly #all = new Set<Swept>()
  #timer: NodeJS.Timeout | null = null

  add(swept: Swept): void {
    this.#all.add(swept)
    if (this.#timer !== null) return
    this.#timer = setInterval(() => this.look(), SWEEP_MS)
    this.#timer.unref()
  }

  /** Where nobody is left, no timer is. */
  remove(swept: Swept): void {
    if (!this.#all.delete(swept) || this.#all.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  look(): void {
    for (const swept of this.#all) swept.onSweep()
  }
}
