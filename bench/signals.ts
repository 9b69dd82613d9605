/**
 * `npm run signals`: what captured browsers, libraries and tools score, and what a judgement of the
 * header fields costs.
 *
 * **How.** Each figure is the median of turns of `REPEATS` judgements of a browser's page load in this
 * process, on one thread, as CPU time. *Cached*: list of names and User-Agent were seen before, as
 * for nearly every request of a site. *Uncached*: neither was, as in a flood of invented headers.
 */
import { Lookout } from '../src/client/index.ts'
import { type Facts } from '../src/model/index.ts'
import { headerSignals } from '../src/policies/index.ts'
import { factsOf } from '../test/support/facts.ts'
import { readCaptures } from '../test/support/captures.ts'
import { clientTables } from './client-table.ts'
import { renderSignalRows, signalRows } from './signal-table.ts'
import { median } from './statistics.ts'

/** Judgements of one turn: some tens of milliseconds. */
const REPEATS = 20_000
const TURNS = 15
const WARM_UP_TURNS = 3

const OPERATIONS = {
  'header signals, cached': (facts: Facts) => headerSignals(facts),
  'fingerprint, cached': (facts: Facts) => facts.fingerprint,
  'class of the User-Agent, cached': (facts: Facts) => facts.userAgentClass,
}

function main(): void {
  process.stdout.write(`${renderSignalRows(signalRows())}\n${clientTables()}\n\n`)
  const page = readCaptures().find(({ client }) => client === 'chromium-cliUA')
  if (page === undefined) throw new Error('the capture to measure is missing')
  const { rawHeaders } = page
  const lookout = new Lookout()
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    tell(name, () => operation(factsOf({ rawHeaders, lookout })))
  }
  let serial = 0
  const invented = (): readonly string[] => {
    serial++
    return rawHeaders.map((text, i) =>
      text === 'user-agent' ? text : i % 2 === 0 ? text : `${text}${serial}`,
    )
  }
  tell(
    '(making up header fields)',
    () => void factsOf({ rawHeaders: [...invented(), `x-${serial}`, ''], lookout }),
  )
  tell('header signals, uncached', () => {
    headerSignals(factsOf({ rawHeaders: [...invented(), `x-${serial}`, ''], lookout }))
  })
  tell('(making facts)', () => void factsOf({ rawHeaders, lookout }))
}

function tell(name: string, operation: () => unknown): void {
  const turns: number[] = []
  for (let turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
    const before = process.cpuUsage()
    for (let i = 0; i < REPEATS; i++) operation()
    const { user, system } = process.cpuUsage(before)
    if (turn >= 0) turns.push(((user + system) * 1000) / REPEATS)
  }
  process.stdout.write(`${name.padEnd(34)}${median(turns).toFixed(0).padStart(7)} ns\n`)
}

if (import.meta.main) main()
