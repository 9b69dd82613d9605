import { monitorEventLoopDelay } from 'node:perf_hooks'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

/**
 * Loaded before a gate in each of its threads (`--import`): says how late event loops were. The parent sends `begin`,
 * and later `tell`, which is answered with `LoopDelays`.
 */

/** So often each loop is looked at. */
const RESOLUTION_MS = 5

/** All threads have answered after that, or are too late to be of use. */
const GATHER_MS = 500

const NANOSECONDS_PER_MS = 1e6

/** The 99th percentile of how late each thread's loop was, milliseconds. */
export interface LoopDelays {
  readonly main: number
  readonly workers: readonly number[]
}

const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()
const channel = new BroadcastChannel('loop delays')
channel.unref()
const workers: number[] = []

function p99(): number {
  return Math.max(0, delays.percentile(99) / NANOSECONDS_PER_MS - RESOLUTION_MS)
}

channel.addEventListener('message', (event: MessageEvent) => {
  const data: unknown = event.data
  if (isMainThread && typeof data === 'number') workers.push(data)
  if (isMainThread) return
  if (data === 'begin') delays.reset()
  if (data === 'tell') channel.postMessage(p99())
})

if (isMainThread) {
  process.on('message', (message) => {
    if (message !== 'begin' && message !== 'tell') return
    channel.postMessage(message)
    if (message === 'begin') return delays.reset()
    const main = p99()
    setTimeout(() => process.send?.({ main, workers: workers.splice(0) }), GATHER_MS)
  })
}
