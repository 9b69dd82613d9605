/**
 * `npm run bench:store`: what sharing limits by a store lets through, and what it costs.
 *
 * **Shapes.** Two, four and eight gates with real tables and the real reconciliation, on a clock that this program moves; an attack of
 * 10,000 requests a second against one key for ten minutes, in several shapes. Printed is the most that passed within any
 * 10 seconds, one minute and ten minutes, beside what one gate would let through at most (`burst + rate x time`) and the
 * bound of several (`src/store/limit-share.ts`). These are exact: the same each time.
 *
 * **Cost.** Nanoseconds of one taking with a store and without, and of the main thread's part, by the clock, the
 * median of many short turns; a fifth is noise. The budget is 100 ns for a taking.
 *
 * **Real gates.** One without a store, then 1, 2 and 4 with a redis-server, all on this machine, under one client's load:
 * CPU a request, calls to the store, and what a limit lets through meanwhile. `-- --short` only shows that it works.
 *
 * **Slopes** (`-- --slopes`, nothing else then). What a redis-server counts for each key, batch, greeting and question:
 * from these one computes how many gates it takes (`docs/several-gates.md`).
 *
 * **Faults** (`-- --faults`, nothing else then). Two gates under load while their store hangs, dies, is slow, full and
 * fails over: requests and how many failed, until the fault is noticed and over, and how late event loops were, beside
 * control runs.
 */
import { type Rate } from '../src/model/index.ts'
import { measureCost } from './store/cost.ts'
import { measureFaults } from './store/faults.ts'
import { measureReal } from './store/real.ts'
import { measureSlopes } from './store/slopes.ts'
import { SHAPES } from './store/shapes.ts'
import { mostWithin, simulate } from './store/simulation.ts'

const GATES = [2, 4, 8]

const RATES: Readonly<Record<string, Rate>> = {
  '60/min, burst 60': { intervalMs: 1_000, burst: 60 },
  '600/min, burst 20': { intervalMs: 100, burst: 20 },
  '50/s, burst 300': { intervalMs: 20, burst: 300 },
  '1/min, burst 1': { intervalMs: 60_000, burst: 1 },
}

const WINDOWS_MS = [10_000, 60_000, 600_000]

/** Of the bound: what a gate's rate allows in the two rounds that an answer takes at most. */
const UNKNOWN_MS = 200

const isShort = process.argv.includes('--short')
const rates = Object.entries(RATES).slice(0, isShort ? 1 : undefined)
const gateCounts = isShort ? [4] : GATES
const windows = isShort ? WINDOWS_MS.slice(0, 1) : WINDOWS_MS
const forMs = windows.at(-1) ?? 0

if (process.argv.includes('--faults')) {
  for await (const line of measureFaults(isShort ? 4 : 12)) console.log(line)
  process.exit()
}

if (process.argv.includes('--slopes')) {
  for await (const line of measureSlopes(isShort ? 10 : 100)) console.log(line)
  process.exit()
}

let isBroken = false
for (const gates of gateCounts) {
  for (const [name, rate] of rates) await printShapes(gates, name, rate)
}

async function printShapes(gates: number, name: string, rate: Rate): Promise<void> {
  for (const [shape, attack] of Object.entries(SHAPES)) {
    const passed = await simulate(attack, { rate, gates, forMs })
    const cells = windows.map((windowMs) =>
      cellOf(mostWithin(passed, windowMs), { gates, rate, windowMs }),
    )
    console.log(`shape ${gates} gates, ${name}, ${shape}: ${cells.join('; ')}`)
  }
}

function cellOf(
  most: number,
  { gates, rate, windowMs }: { gates: number; rate: Rate; windowMs: number },
): string {
  const { intervalMs, burst } = rate
  const one = burst + windowMs / intervalMs
  const bound = one + (gates - 1) * (burst + UNKNOWN_MS / intervalMs)
  isBroken ||= most > bound
  const excess = (100 * (most - one)) / one
  const seconds = windowMs / 1000
  return `${most} in ${seconds} s (one gate ${Math.floor(one)}, bound ${Math.floor(bound)}, ${excess.toFixed(1)} % over)`
}

for (const keys of isShort ? [1_000] : [1, 1_000, 100_000]) {
  const { alone, noted, read } = measureCost(keys, isShort ? 20 : 1_000)
  console.log(
    `cost ${keys} keys: ${alone} ns a taking alone, ${noted} ns with a store, ${read} ns of the main thread (budget ${alone + 100} ns)`,
  )
}

const real = isShort ? { seconds: 0.5, gateCounts: [2] } : { seconds: 10, gateCounts: [1, 2, 4] }
for await (const line of measureReal(real)) console.log(line)

if (isBroken) {
  console.log('the bound is broken')
  process.exitCode = 1
}
