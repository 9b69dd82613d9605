import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { type ThreadReadings } from '../../record/index.ts'

/** So often it is seen whether the loop turns: what is shorter nobody waits for. */
const RESOLUTION_MS = 20

const NANOSECONDS = 1e9

/** Watches the event loop and the heap of the thread that it is made in. */
export class LoopWatch {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })

  constructor() {
    this.#delays.enable()
  }

  /** How late the loop was at most since the last call, and how full the heap is. */
  take(): Omit<ThreadReadings, 'thread'> {
    const { max } = this.#delays
    this.#delays.reset()
    const { used_heap_size: heapUsedBytes, heap_size_limit: heapMaxBytes } = getHeapStatistics()
    // What is measured is from one look to the next, of which the rest is none of the loop's.
    const lagSeconds = Math.max(0, max / NANOSECONDS - RESOLUTION_MS / 1000)
    return { lagSeconds, heapUsedBytes, heapMaxBytes }
  }

  stop(): void {
    this.#delays.disable()
  }
}
