import t from 'tap'
import { compileNetworks } from '../../src/client/index.ts'
import {
  type Limits,
  type SharedMemory,
  attachLimits,
  createSharedMemory,
} from '../../src/limits/index.ts'
import { type Facts, type Limit, type LimitKey, type Site } from '../../src/model/index.ts'
import { type Judged, type Ledger, judge } from '../../src/policies/index.ts'
import { ConductBook } from '../../src/proxy/bounds/conduct.ts'
import { PageBook } from '../../src/proxy/bounds/page-book.ts'
import { sharedLedger } from '../../src/proxy/bounds/ledger.ts'
import { fakeClock } from '../support/clock.ts'
import { PASS_SETTINGS } from '../support/desk.ts'
import { factsOf, held, limitOf, policyOf, routeOf, siteOf } from '../support/facts.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const SEEDS = 200
const REQUESTS = 60
/** So long that nothing comes back within a test, and short enough that five fit into two days. */
const INTERVAL_MS = 3_600_000

const KEYS: readonly LimitKey[] = ['address', 'network', 'pass', 'site', 'route']
const OVERS = ['limit', 'deny', 'challenge'] as const

const CLOCK = fakeClock(1_800_000_000_000)

const SETTINGS = { pass: PASS_SETTINGS, crowds: compileNetworks([]) }
const settings = () => SETTINGS

interface Worker {
  readonly limits: Limits
  readonly ledger: Ledger
}

/** Two workers at the same counters. */
function openTwo(): readonly [Worker, Worker] {
  const memory = createSharedMemory({
    workers: 2,
    seed: new Uint8Array(16),
    rateBucketsLog2: 8,
    tallyBucketsLog2: 8,
  })
  return [openOne(memory, 0), openOne(memory, 1)]
}

function openOne(memory: SharedMemory, worker: number): Worker {
  const limits = attachLimits(memory, worker)
  const conduct = new ConductBook(limits.tallies, CLOCK)
  const pages = new PageBook(limits.tallies, CLOCK)
  return { limits, ledger: sharedLedger(limits, CLOCK, { snapshot: settings, conduct, pages }) }
}

function randomLimits(random: () => number): readonly Limit[] {
  return Array.from({ length: 1 + wholeBelow(random, 4) }, (_, at) =>
    limitOf({
      name: `l${at}`,
      counter: `l${at}`,
      key: KEYS[wholeBelow(random, KEYS.length)] ?? 'site',
      over: OVERS[wholeBelow(random, OVERS.length)] ?? 'limit',
      bound: { kind: 'rate', intervalMs: INTERVAL_MS, burst: 1 + wholeBelow(random, 5) },
    }),
  )
}

function randomFacts(random: () => number): Facts {
  const path = ['/a', '/b'][wholeBelow(random, 2)] ?? '/a'
  return factsOf({
    address: `203.0.${wholeBelow(random, 2)}.${wholeBelow(random, 3)}`,
    readings: random() < 0.2 ? ['/a', '/b'] : [path],
    ...(random() < 0.6 && { presented: held({ id: `pass-${wholeBelow(random, 3)}` }) }),
  })
}

function siteWith(limits: readonly Limit[]): Site {
  const policy = policyOf({ limits })
  const route = (path: string) =>
    routeOf(policy, { name: path, matches: (_method, reading) => reading === path })
  return siteOf([route('/a'), route('/b')])
}

/** Each counter that a request which passes takes one from, once. */
function countersOf(facts: Facts, limits: readonly Limit[]): ReadonlySet<string> {
  const counters = new Set<string>()
  for (const route of facts.readings ?? []) {
    for (const { over, counter, keyOf } of limits) {
      const isExempt = over === 'challenge' && facts.presented.kind === 'held'
      const key = isExempt ? null : keyOf(facts, route, (_facts, text) => text)
      if (key !== null) counters.add(`${counter} ${key}`)
    }
  }
  return counters
}

/** How many requests were taken from a counter that has not had time to forget any. */
function takenFrom({ rates }: Limits, slot: string): number {
  const [counter = '', key = ''] = slot.split(' ')
  let taken = 0
  const rate = () => ({ intervalMs: INTERVAL_MS, burst: taken + 1 })
  while (rates.look(counter, key, rate(), CLOCK.steadyMs()) > 0) taken++
  return taken
}

function isLetThrough(judged: Judged | null): boolean {
  return judged?.decision.kind === 'pass'
}

/** Counts what has been let through, by counter. */
class Tally {
  readonly #limits: readonly Limit[]
  readonly counts = new Map<string, number>()

  constructor(limits: readonly Limit[]) {
    this.#limits = limits
  }

  /** Every counter that the request could have been counted in. */
  add(facts: Facts, judged: Judged | null): void {
    const amount = isLetThrough(judged) ? 1 : 0
    for (const slot of countersOf(facts, this.#limits)) {
      this.counts.set(slot, (this.counts.get(slot) ?? 0) + amount)
    }
  }

  burstOf(slot: string): number {
    const bound = this.#limits.find(({ counter }) => slot.startsWith(`${counter} `))?.bound
    return bound?.kind === 'rate' ? bound.burst : 0
  }
}

t.test('each counter has lost as many as it let through, and not one for a refusal', async (t) => {
  const wrong: string[] = []
  let refusals = 0
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = randomFrom(seed)
    const limits = randomLimits(random)
    const site = siteWith(limits)
    const [one, other] = openTwo()
    const tally = new Tally(limits)
    for (let request = 0; request < REQUESTS; request++) {
      const facts = randomFacts(random)
      const { ledger } = random() < 0.5 ? one : other
      const judged = judge(facts, site, ledger)
      if (!isLetThrough(judged)) refusals++
      tally.add(facts, judged)
    }
    for (const [slot, through] of tally.counts) {
      const taken = takenFrom(one.limits, slot)
      if (taken !== through) wrong.push(`seed ${seed}, ${slot}: ${taken}, not ${through}`)
    }
  }
  t.same(wrong, [])
  t.ok(refusals > SEEDS, `${refusals} were refused`)
})

t.test('when workers race no limit is passed, and a race costs one request at most', async (t) => {
  const wrong: string[] = []
  let races = 0
  for (let seed = 0; seed < SEEDS; seed++) {
    const random = randomFrom(seed)
    const limits = randomLimits(random)
    const site = siteWith(limits)
    const [one, other] = openTwo()
    const tally = new Tally(limits)
    let racedNow = 0
    const judgeOther = (): void => {
      const facts = randomFacts(random)
      tally.add(facts, judge(facts, site, other.ledger))
    }
    const raced: Ledger = {
      ...one.ledger,
      look(counter, key, rate) {
        const waitMs = one.ledger.look(counter, key, rate)
        // What it saw is out of date as soon as it has seen it.
        if (random() < 0.5) judgeOther()
        return waitMs
      },
    }
    for (let request = 0; request < REQUESTS / 2; request++) {
      const facts = randomFacts(random)
      const judged = judge(facts, site, raced)
      if (!isLetThrough(judged)) racedNow++
      tally.add(facts, judged)
    }
    races += racedNow
    for (const [slot, through] of tally.counts) {
      const taken = takenFrom(one.limits, slot)
      const isPassed = through > tally.burstOf(slot)
      const isLost = taken < through || taken > through + racedNow
      if (isPassed || isLost) wrong.push(`seed ${seed}, ${slot}: ${taken}, let through ${through}`)
    }
  }
  t.same(wrong, [])
  t.ok(races > SEEDS, `${races} were refused`)
})
