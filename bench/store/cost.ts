import { attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { type Rate } from '../../src/model/index.ts'
import { LimitShare } from '../../src/store/limit-share.ts'

/** Nothing is refused while it is measured. */
const RATE: Rate = { intervalMs: 0.125, burst: 1_000_000_000 }

const COUNTER = 'portal\0read\0network'

/** Takings that the main thread reads at once: 100 ms of a gate with 10,000 requests a second, four limits each. */
const READ_EVERY = 4_000

const SEED = new Uint8Array(16)

/** A step that is prime to every number of keys here. */
const STEP = 611_953

/** Median nanoseconds that one thread spends. */
export interface Cost {
  /** On one taking, as a worker does, where no store is asked. */
  readonly alone: number
  /** The same where one is. */
  readonly noted: number
  /** On reading one, as the main thread does, with all it needs to decide what it tells. */
  readonly read: number
}

/** What sharing costs for each thing that is taken, with so many keys. */
export function measureCost(keys: number, turns: number): Cost {
  const memory = createSharedMemory({ workers: 1, seed: SEED })
  const worker = attachLimits(memory, 0)
  const main = attachLimits(memory, 1)
  const names = Array.from({ length: keys }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  const share = new LimitShare({
    takings: main.takings,
    engine: { charge: () => Promise.resolve([]) },
    steadyMs: () => 1000,
    gates: () => 4,
    gate: 'a',
  })
  let at = 0
  const take = (count: number): void => {
    for (let i = 0; i < count; i++, at = (at + STEP) % keys) {
      worker.rates.take(COUNTER, names[at] ?? '', RATE, 1000)
    }
  }
  const alone: number[] = []
  const noted: number[] = []
  const read: number[] = []
  take(keys)
  for (let turn = 0; turn < turns; turn++) {
    // In turns, as what else the machine does comes and goes.
    share.follow(null)
    const offNs = spent(() => take(READ_EVERY))
    share.follow({ seed: SEED, names: SEED })
    const onNs = spent(() => take(READ_EVERY))
    const readNs = spent(() => share.read())
    // Some turns only warm up.
    if (turn < turns / 10) continue
    alone.push(offNs / READ_EVERY)
    noted.push(onNs / READ_EVERY)
    read.push(readNs / READ_EVERY)
  }
  return { alone: median(alone), noted: median(noted), read: median(read) }
}

/** By the clock: short turns, of which the median leaves out those that the system interrupted. */
function spent(act: () => void): number {
  const before = process.hrtime.bigint()
  act()
  return Number(process.hrtime.bigint() - before)
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN)
}
