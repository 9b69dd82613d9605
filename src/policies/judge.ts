import { type Facts, type Route, type Site, type Verdict, isMoreSevere } from '../model/index.ts'
import { type Judgement, decide } from './decide.ts'
import { type Ledger, evaluate } from './evaluate.ts'

/** What is thought of a request, and the route that thought so. */
export interface Judged extends Judgement {
  readonly route: Route
  /** All that was said, in order; silence is no verdict. */
  readonly verdicts: readonly Verdict[]
}

/**
 * Judges a request on every reading of its path; the most severe decision wins. Null where no
 * route of the site matches one of them: what no route describes is not served.
 */
export function judge(facts: Facts, site: Site, ledger: Ledger): Judged | null {
  const counted = facts.readings.length === 1 ? ledger : onceEach(ledger)
  let worst: Judged | null = null
  for (const path of facts.readings) {
    const route = site.routes.find((candidate) => candidate.matches(facts.method, path))
    if (route === undefined) return null
    const verdicts = evaluate(facts, path, route, counted)
    const judged = { ...decide(route.policy, verdicts, facts.purpose), route, verdicts }
    if (worst === null || isMoreSevere(judged.decision, worst.decision)) worst = judged
  }
  return worst
}

/** However many readings a path has, the request takes from each counter once. */
function onceEach(ledger: Ledger): Ledger {
  const taken = new Map<string, number>()
  let standing: ReturnType<Ledger['usePass']> | null = null
  return {
    take(counter, key, rate) {
      const slot = `${counter}\0${key}`
      const waitMs = taken.get(slot) ?? ledger.take(counter, key, rate)
      taken.set(slot, waitMs)
      return waitMs
    },
    usePass(pass, facts) {
      standing ??= ledger.usePass(pass, facts)
      return standing
    },
  }
}
