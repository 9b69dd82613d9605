import { Buckets } from './buckets.ts'
import { SharedCodeTable } from './codes.ts'
import { SharedFadingTable } from './fading.ts'
import { SharedGauges } from './gauges.ts'
import { KeyHash } from './hash.ts'
import { type Limits } from './limits.ts'
import { MARK_LAYOUT, SharedMarkTable } from './marks.ts'
import { type SharedMemory } from './memory.ts'
import { PAIR_LAYOUT, SharedPairTable } from './pairs.ts'
import { PURCHASE_LAYOUT, SharedPurchaseTable } from './purchases.ts'
import { RATE_LAYOUT, rateTicks, SharedRateTable } from './rates.ts'
import { SharedKeptRoom } from './room.ts'
import { SharedServerStates } from './servers.ts'
import { Seal } from './seal.ts'
import { SharedSpentBitmap } from './spent.ts'
import { SharedTakings, TakingNotes } from './takings.ts'
import { SharedTallyTable, TALLY_LAYOUT } from './tallies.ts'
import { SharedWaitingRooms } from './waiting/rooms.ts'

/**
 * Opens the shared counters in one thread. `worker` is 0 to `memory.workers - 1`, or `memory.workers` for
 * the main thread; a worker's replacement takes its number. No two living threads share one.
 * @throws RangeError where there is no such worker.
 */
export function attachLimits(memory: SharedMemory, worker: number): Limits {
  if (worker < 0 || worker > memory.workers) throw new RangeError(`no worker ${worker}`)
  const { seed } = memory
  const rates = new Buckets(memory.rates, RATE_LAYOUT, { seed, worker })
  const tallies = new Buckets(memory.tallies, TALLY_LAYOUT, { seed, worker })
  const lots = new KeyHash(memory.lotSeed)
  const marks = new Buckets(memory.marks, MARK_LAYOUT, { seed, worker })
  const pairs = new Buckets(memory.pairs, PAIR_LAYOUT, { seed, worker })
  const purchases = new Buckets(memory.purchases, PURCHASE_LAYOUT, { seed, worker })
  const rateTable = new SharedRateTable(
    rates,
    new Int32Array(memory.overflows, 0, 1),
    new TakingNotes(memory.takings, worker),
  )
  const seal = new Seal(memory.seal)
  return {
    rates: rateTable,
    takings: new SharedTakings(memory.takings, rates),
    fading: new SharedFadingTable(rates),
    tallies: new SharedTallyTable(tallies, new Int32Array(memory.overflows, 4, 1)),
    purchases: new SharedPurchaseTable(purchases),
    marks: new SharedMarkTable(marks),
    spent: new SharedSpentBitmap(memory.spent, memory, seal),
    gauges: new SharedGauges(memory.gauges, seed, worker),
    servers: new SharedServerStates(memory.servers),
    lotOf(name, key) {
      lots.update(name, key)
      return (lots.low >>> 0) / 2 ** 32
    },
    hashOf(text) {
      lots.update('client', text)
      return lots.low || 1
    },
    pairs: new SharedPairTable(pairs),
    codes: new SharedCodeTable(memory.codes, seal),
    seal,
    kept: new SharedKeptRoom(memory.kept, memory.lotSeed, memory.account),
    waitingRooms: new SharedWaitingRooms(memory.waitingRooms, worker, rateTable),
    sweep(nowMs) {
      rates.sweep(rateTicks(nowMs))
      tallies.sweep(Math.trunc(nowMs))
      marks.sweep(Math.trunc(nowMs))
      pairs.sweep(Math.trunc(nowMs))
      purchases.sweep(Math.trunc(nowMs))
    },
  }
}
