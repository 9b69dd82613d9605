import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { startDemo } from '../src/demo/index.ts'
import { startTestGate } from '../test/support/gate.ts'
import { describeMachine } from './report.ts'
import { coefficientOfVariation, median, quantile } from './statistics.ts'
import { startChromium } from './visits/chromium.ts'
import { startFirefox } from './visits/firefox.ts'
import { type Visit, type Visitor } from './visits/visit.ts'

/** So many visits of one network ask for no harder check. */
const VISITS_MAX = 50

const SETTINGS: readonly {
  readonly name: string
  readonly start: () => Promise<Visitor | null>
}[] = [
  { name: 'chromium 1x', start: () => startChromium({ slowdown: 1, jitless: false }) },
  { name: 'chromium 4x', start: () => startChromium({ slowdown: 4, jitless: false }) },
  { name: 'chromium 6x', start: () => startChromium({ slowdown: 6, jitless: false }) },
  { name: 'chromium --jitless', start: () => startChromium({ slowdown: 1, jitless: true }) },
  { name: 'firefox-esr', start: startFirefox },
]

const { values: options } = parseArgs({
  options: {
    visits: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})
const visits = Math.min(VISITS_MAX, Math.max(1, Number.parseInt(options.visits, 10) || 1))

/** One line of the table, in ms; the first visit, whose code is compiled anew, counts too. */
function rowOf(name: string, found: readonly Visit[]): Readonly<Record<string, string | number>> {
  const passes = Float64Array.from(found, ({ passMs }) => passMs).toSorted()
  const solves = found.map(({ solveMs }) => solveMs)
  return {
    setting: name,
    visits: found.length,
    'solve median': Math.round(median(solves)),
    'solve p95': Math.round(quantile(Float64Array.from(solves).toSorted(), 0.95)),
    'solve variation': Number(coefficientOfVariation(solves).toFixed(3)),
    'pass median': Math.round(median([...passes])),
    'pass p95': Math.round(quantile(passes, 0.95)),
  }
}

/** Visits by one browser, each with nothing kept of the one before; a gate of its own forgets them. */
async function measure(visitor: Visitor, backendPort: number): Promise<readonly Visit[]> {
  const gate = await startTestGate({
    backendPort,
    routes: '- { name: all, policy: checked }',
    policies: 'checked: { challenge: always }',
  })
  const found: Visit[] = []
  try {
    while (found.length < visits) found.push(await visitor.visit(`${gate.url}/`))
  } finally {
    await gate.stop(0)
  }
  return found
}

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
const loadBefore = loadavg()[0] ?? 0
const rows: Readonly<Record<string, string | number>>[] = []
for (const { name, start } of SETTINGS.filter((one) => one.name.includes(options.only))) {
  const visitor = await start()
  if (visitor === null) {
    console.error(`${name} is not installed: not measured`)
    continue
  }
  try {
    rows.push(rowOf(name, await measure(visitor, demo.port)))
  } finally {
    await visitor.close()
  }
}
await demo.close()
const load = { before: loadBefore, after: loadavg()[0] ?? 0 }
if (options.json) console.log(JSON.stringify({ machine: describeMachine(), load, rows }))
else {
  console.table(rows)
  console.log(
    `load of the machine ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after`,
  )
  console.log('goals: pass p95 <= 5000 ms at 6x, solve variation <= 0.05')
}
