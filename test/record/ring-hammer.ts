import { parentPort, workerData } from 'node:worker_threads'
import { attachRing, type RingMemory } from '../../src/record/index.ts'
import { referenceOf, writeExplained } from './ring-entries.ts'

/** What one thread writes, as fast as it can. */
export interface HammerGiven {
  readonly memory: RingMemory
  readonly thread: number
  readonly entries: number
  /** One word: how many threads are ready. Nobody begins before all are. */
  readonly barrier: SharedArrayBuffer
  readonly threads: number
}

const port = parentPort
if (port !== null) {
  const { memory, thread, entries, barrier, threads } = workerData as HammerGiven
  const ring = attachRing(memory)
  const ready = new Int32Array(barrier)
  if (Atomics.add(ready, 0, 1) + 1 === threads) Atomics.notify(ready, 0)
  for (let seen = Atomics.load(ready, 0); seen < threads; seen = Atomics.load(ready, 0)) {
    Atomics.wait(ready, 0, seen, 10)
  }
  for (let entry = 0; entry < entries; entry++) writeExplained(ring, referenceOf(thread, entry))
  port.postMessage('done')
}
