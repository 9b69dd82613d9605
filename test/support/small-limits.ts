import { type Limits, attachLimits, createSharedMemory } from '../../src/limits/index.ts'

/** The counters of a gate with one worker, of a size that a test fills in a moment. */
export function smallLimits(): Limits {
  const memory = createSharedMemory({
    workers: 1,
    seed: new Uint8Array(16),
    rateBucketsLog2: 6,
    tallyBucketsLog2: 6,
    markBucketsLog2: 4,
    spentPlacesLog2: 10,
  })
  return attachLimits(memory, 0)
}
