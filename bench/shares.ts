/**
 * `npm run bench:shares`: what sharing out costs a request: to enter a pool and to leave it again, as one
 * of many clients without a pass, whom three widths bind, and as one with a pass. In one process, with the
 * rows of a gate of so many workers; other rows hold something, as they do in a gate.
 *
 * **What to trust.** Nanoseconds of CPU of this thread, the median of several turns; a fifth is noise. The
 * budget is 1,500 ns a request. `-- --short` only shows that it works.
 */
import {
  attachLimits,
  type Claimant,
  createSharedMemory,
  type Gauges,
} from '../src/limits/index.ts'

const BUDGET_NS = 1_500
const CLIENTS = 1_000
const MAX = 100_000
/** To spare for workers that follow others, as the gate has. */
const SPARE_ROWS = 4

const { rounds, turns } = process.argv.includes('--short')
  ? { rounds: 20, turns: 1 }
  : { rounds: 1_000, turns: 7 }

for (const workers of [1, 2, 4, 8, 16, 64]) {
  const spent = (['without', 'with'] as const).map(
    (pass) => `${Math.round(medianOf(workers, pass))} ns ${pass} a pass`,
  )
  console.log(`share ${workers} workers: ${spent.join(', ')} (budget ${BUDGET_NS} ns)`)
}

function medianOf(workers: number, pass: 'with' | 'without'): number {
  const memory = createSharedMemory({
    workers: workers + SPARE_ROWS,
    seed: crypto.getRandomValues(new Uint8Array(16)),
  })
  const all = Array.from({ length: workers }, (_, i) => attachLimits(memory, i))
  const { hashOf } = attachLimits(memory, 0)
  const clients = Array.from({ length: CLIENTS }, (_, i): Claimant => {
    const around = { wider: hashOf(`48 ${i >> 4}`), provider: hashOf(`32 ${i >> 8}`) }
    const none = { wider: 0, provider: 0 }
    return { network: hashOf(`${i}`), isSettled: false, ...(pass === 'with' ? none : around) }
  })
  for (const { gauges } of all) for (const who of clients) gauges.enterBackend(0, MAX, who)
  const [first] = all
  if (first === undefined) return NaN
  const times = Array.from({ length: turns }, () => turn(first.gauges, clients))
  return times.toSorted((a, b) => a - b)[turns >> 1] ?? NaN
}

/** Nanoseconds of one who enters and leaves. */
function turn(gauges: Gauges, clients: readonly Claimant[]): number {
  const before = process.threadCpuUsage()
  let entered = 0
  for (let round = 0; round < rounds; round++) {
    for (const who of clients) {
      if (!gauges.enterBackend(0, MAX, who)) continue
      entered++
      gauges.leaveBackend(0, who)
    }
  }
  const { user, system } = process.threadCpuUsage(before)
  return ((user + system) * 1000) / entered
}
