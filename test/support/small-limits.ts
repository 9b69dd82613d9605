import { type Limits, attachLimits, createSharedMemory } from '../../src/limits/index.ts'

/** The counters of a gate with one worker: made in a moment, and of room for a thousand clients. */
export function smallLimits(): Limits {
  const memory = createSharedMemory({
    workers: 1,
    seed: new Uint8Array(16),
    rateBucketsLog2: 10,
    tallyBucketsLog2: 6,
    markBucketsLog2: 4,
    spentPlacesLog2: 10,
  })
  return attachLimits(memory, 0)
}
