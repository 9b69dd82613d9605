import {
  type Decision,
  type Facts,
  type Route,
  type Site,
  type Verdict,
  isMoreSevere,
} from '../model/index.ts'
import { type Judgement, decide } from './decide.ts'
import { type Entered, type Ledger, type Standing, evaluate } from './evaluate.ts'

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

/**
 * Judges a request on every reading of its path; the most severe decision wins. Null where no
 * route of the site matches one of them: what no route describes is not served.
 */
export function judge(facts: Facts, site: Site, ledger: Ledger): Judged | null {
  const { readings, presented } = facts
  const isOne = readings.length === 1
  const judged = isOne
    ? judgeReading(facts, readings[0] ?? '', site, ledger)
    : judgeReadings(facts, site, ledger)
  if (judged?.usesPass === true && judged.decision.kind === 'pass' && presented.kind === 'held') {
    ledger.usePass(presented.pass)
  }
  return judged
}

function judgeReading(facts: Facts, path: string, site: Site, ledger: Ledger): Judged | null {
  const route = routeOf(site, facts.method, path)
  if (route === null) return null
  const evaluated = evaluate(facts, path, route, ledger)
  const { decision, would, score, marks } = decide(route.policy, evaluated, facts.purpose)
  const { verdicts, entered, usesPass } = evaluated
  return { decision, would, score, marks, route, verdicts, entered, usesPass }
}

/** The first route that takes a request whose path is read so. */
export function routeOf(site: Site, method: string, path: string): Route | null {
  for (const route of site.routesFor(path)) if (route.matches(method, path)) return route
  return null
}

function judgeReadings(facts: Facts, site: Site, ledger: Ledger): Judged | null {
  let worst: Judged | null = null
  let wouldBe: Decision | null = null
  const said: Judged[] = []
  const entered: Entered[] = []
  const counted = onceEach(ledger, entered)
  for (const path of facts.readings) {
    const judged = judgeReading(facts, path, site, counted)
    if (judged === null) {
      for (const { counter, key } of entered) ledger.leave(counter, key)
      return null
    }
    said.push(judged)
    const would = judged.would ?? judged.decision
    if (wouldBe === null || isMoreSevere(would, wouldBe)) wouldBe = would
    if (worst === null || isStricter(judged, worst)) worst = judged
  }
  if (worst === null) return null
  return {
    ...worst,
    would: wouldBe?.kind === worst.decision.kind ? null : wouldBe,
    entered,
    usesPass: said.some(({ usesPass }) => usesPass),
  }
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
    standing(pass, facts) {
      standing ??= ledger.standing(pass, facts)
      return standing
    },
  }
}
