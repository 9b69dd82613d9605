import { getHeapStatistics } from 'node:v8'

/** From this share on no connection is kept: what an idle one holds comes free. */
const TIGHT_SHARE = 0.95

/** From this share on nothing is begun, so that what is under way can end: beyond it the worker does. */
const FULL_SHARE = 0.99

/** It changes slowly, and asking for it costs some microseconds. */
const LOOK_MS = 1_000

/** How much is used of the heap that this thread may have, from 0 to 1. */
export function heapShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return used / limit
}

/** Whether a worker still has memory for more. */
export class Heap {
  readonly #share: () => number
  #lookedMs = -Infinity
  #latest = 0

  constructor(share: () => number) {
    this.#share = share
  }

  /** Looks again where the last look was long ago, by the steady clock. */
  look(nowMs: number): void {
    if (nowMs - this.#lookedMs < LOOK_MS) return
    this.#lookedMs = nowMs
    this.#latest = this.#share()
  }

  get isTight(): boolean {
    return this.#latest >= TIGHT_SHARE
  }

  get isFull(): boolean {
    return this.#latest >= FULL_SHARE
  }
}
