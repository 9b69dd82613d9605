import {
  type Decision,
  type Facts,
  type Route,
  type Site,
  type Verdict,
  isMoreSevere,
} from '../model/index.ts'
import { type Judgement, decide } from './decide.ts'
import { type Evaluated, evaluate } from './evaluate.ts'
import { type Ledger, type Standing } from './ledger.ts'
import { type Entered } from './limits-hearing.ts'
import { NO_ORDERS, type OrderBook } from './orders/index.ts'

/** What is thought of a request, and the route that thought so. */
export interface Judged extends Judgement {
  readonly route: Route
  /** All that was said, in order; silence is no verdict. */
  readonly verdicts: readonly Verdict[]
  /** What the request is to leave when its answer is done, entered on whatever reading. */
  readonly entered: readonly Entered[]
  /** Whether a pass counted, on whatever reading; it is used up where the request is let through. */
  readonly usesPass: boolean
}

/** What a request is judged by, besides its route. */
interface Bench {
  readonly site: Site
  readonly ledger: Ledger
  readonly orders: OrderBook
  /** Whether counters are taken from. */
  readonly takes: boolean
}

/**
 * Judges a request on every reading of its path; the most severe decision wins. Null where no
 * route of the site matches one of them: what no route describes is not served.
 */
export function judge(
  facts: Facts,
  site: Site,
  ledger: Ledger,
  orders: OrderBook = NO_ORDERS,
): Judged | null {
  const judged = hear(facts, { site, ledger, orders, takes: true })
  const { presented } = facts
  if (judged?.usesPass === true && judged.decision.kind === 'pass' && presented.kind === 'held') {
    ledger.usePass(presented.pass)
  }
  return judged
}

/** What `judge` would answer now. Nothing is counted, and no pass used up. */
export function foresee(
  facts: Facts,
  site: Site,
  ledger: Ledger,
  orders: OrderBook = NO_ORDERS,
): Judged | null {
  return hear(facts, { site, ledger, orders, takes: false })
}

function hear(facts: Facts, bench: Bench): Judged | null {
  const { readings } = facts
  if (readings === null) return hearSite(facts, bench)
  if (readings.length > 1) return hearReadings(facts, readings, bench)
  const reading = hearReading(facts, readings[0] ?? '', bench)
  if (reading === null) return null
  reading.evaluated.conclude(bench.takes)
  return judgedOf(reading, facts)
}

/** What the policy of a route has to say of one reading. */
interface Reading {
  readonly route: Route
  readonly evaluated: Evaluated
}

function hearReading(facts: Facts, path: string, bench: Bench): Reading | null {
  const written = routeOf(bench.site, facts.method, path)
  return written === null ? null : hearRoute(facts, path, written, bench)
}

function hearRoute(
  facts: Facts,
  path: string | null,
  written: Route,
  { site, ledger, orders }: Bench,
): Reading {
  const route = orders.isEmpty ? written : orders.over(written, site, facts)
  return { route, evaluated: evaluate(facts, path, route, ledger) }
}

function judgedOf({ route, evaluated }: Reading, facts: Facts): Judged {
  const { decision, would, score, marks } = decide(route.policy, evaluated, facts)
  const { verdicts, entered, usesPass } = evaluated
  return { decision, would, score, marks, route, verdicts, entered, usesPass }
}

/** The first route that takes a request whose path is read so. */
export function routeOf(site: Site, method: string, path: string): Route | null {
  for (const route of site.routesFor(path)) if (route.matches(method, path)) return route
  return null
}

function hearReadings(facts: Facts, paths: readonly string[], bench: Bench): Judged | null {
  const entered: Entered[] = []
  const counted = { ...bench, ledger: onceEach(bench.ledger, entered) }
  const readings: Reading[] = []
  for (const path of paths) {
    const reading = hearReading(facts, path, counted)
    if (reading === null) return null
    readings.push(reading)
  }
  return strictestOf(readings, { facts, entered, takes: bench.takes })
}

/**
 * The strictest policy of the site has the word where a path may be any. Null where the site has none for
 * the method, or more than are asked about one request.
 */
function hearSite(facts: Facts, bench: Bench): Judged | null {
  const routes = routesOfAnyPath(bench.site, facts.method)
  if (routes.length === 0 || routes.length > ROUTES_HEARD_MAX) return null
  const entered: Entered[] = []
  const counted = { ...bench, ledger: onceEach(bench.ledger, entered) }
  const readings = routes.map((route) => hearRoute(facts, null, route, counted))
  return strictestOf(readings, { facts, entered, takes: bench.takes })
}

/** As many as a path has readings at most. */
const ROUTES_HEARD_MAX = 64

/** All that take the method; of more than are heard one for each policy and waiting room. */
function routesOfAnyPath(site: Site, method: string): readonly Route[] {
  const taking = site.routesFor(null).filter((route) => route.matches(method, null))
  if (taking.length <= ROUTES_HEARD_MAX) return taking
  const different: Route[] = []
  for (const route of taking) {
    if (!different.some((other) => isAlike(other, route))) different.push(route)
    if (different.length > ROUTES_HEARD_MAX) break
  }
  return different
}

function isAlike(a: Route, b: Route): boolean {
  return a.policy === b.policy && a.waitingRoom === b.waitingRoom
}

/** What one reading refuses is counted on none. */
function strictestOf(
  readings: readonly Reading[],
  { facts, entered, takes }: Pick<Bench, 'takes'> & Pick<Judged, 'entered'> & { facts: Facts },
): Judged {
  const isRefused = readings.some(({ evaluated }) => evaluated.isRefused)
  const said = readings.map((reading) => {
    reading.evaluated.conclude(takes && !isRefused)
    return judgedOf(reading, facts)
  })
  const worst = said.reduce((a, b) => (isStricter(b, a) ? b : a))
  const would = said.map(wouldOf).reduce((a, b) => (isMoreSevere(b, a) ? b : a))
  return {
    ...worst,
    would: would.kind === worst.decision.kind ? null : would,
    entered,
    usesPass: said.some(({ usesPass }) => usesPass),
  }
}

function wouldOf({ would, decision }: Judged): Decision {
  return would ?? decision
}

/** By the decision; of two alike, the one whose route lets in a number of people alone. */
function isStricter(a: Judged, b: Judged): boolean {
  if (isMoreSevere(a.decision, b.decision)) return true
  if (isMoreSevere(b.decision, a.decision)) return false
  return b.route.waitingRoom === null && a.route.waitingRoom !== null
}

/** However many readings a path has, the request takes from each counter once, and enters it once. */
function onceEach(ledger: Ledger, entered: Entered[]): Ledger {
  const taken = new Map<string, number>()
  const entries = new Map<string, boolean>()
  const looks = new Map<string, boolean>()
  const bought = new Map<string, boolean>()
  let standing: Standing | null = null
  return {
    ...ledger,
    take(counter, key, rate) {
      const slot = `${counter}\0${key}`
      const waitMs = taken.get(slot) ?? ledger.take(counter, key, rate)
      taken.set(slot, waitMs)
      return waitMs
    },
    enter(counter, key, max) {
      const slot = `${counter}\0${key}`
      const known = entries.get(slot)
      if (known !== undefined) return known
      const isIn = ledger.enter(counter, key, max)
      entries.set(slot, isIn)
      if (isIn) entered.push({ counter, key })
      return isIn
    },
    freeLook(counter, facts, freeLooks) {
      const isFree = looks.get(counter) ?? ledger.freeLook(counter, facts, freeLooks)
      looks.set(counter, isFree)
      return isFree
    },
    useBought(counter, pass) {
      const isPaid = bought.get(counter) ?? ledger.useBought(counter, pass)
      bought.set(counter, isPaid)
      return isPaid
    },
    standing(pass, facts) {
      standing ??= ledger.standing(pass, facts)
      return standing
    },
  }
}
