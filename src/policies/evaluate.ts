import {
  type Facts,
  type Limit,
  type Pass,
  type Policy,
  type Presented,
  type Reason,
  type Route,
  type Rule,
  type Share,
  type SignalSettings,
  type Verdict,
  reaches,
} from '../model/index.ts'
import { type Said, decide } from './decide.ts'
import { type Ledger } from './ledger.ts'
import { type Asking, type Entered, LimitsHearing } from './limits-hearing.ts'
import { builtInLimit } from './built-in.ts'
import { type BuiltInLimit } from './preflights.ts'
import { ruleVerdict } from './rule-verdict.ts'
import { conductSignals, headerSignals, weigh } from './signals/index.ts'
import { isWellKnown } from './well-known.ts'

/** A pass that was shown and is one. */
type Held = Extract<Presented, { readonly kind: 'held' }>

/** What a policy said of one reading of a request, and what is to be done for it. */
export interface Evaluated extends Said {
  readonly entered: readonly Entered[]
  /** Whether a pass counted for it, and is to be used up where it is let through. */
  readonly usesPass: boolean
  /** Whether it may not pass, whatever else is said. */
  readonly isRefused: boolean
  /**
   * Says what is left to be said once no limit is over. With `takes` the request is counted before, in each limit
   * that it is within; without it in none.
   */
  readonly conclude: (takes: boolean) => void
}

const NO_SIGNALS: readonly Verdict[] = []

/**
 * Asks a route's policy about a request read as `path`, in the order of precedence: rules from top
 * to bottom, limits as written, the pass, and for whoever has none the signals. Stops at the first
 * final word that is to be obeyed; what is in shadow is asked as far as it would have been, were it
 * enforced. Limits are looked at alone: `conclude` takes from them, once, and comes to the end.
 */
export function evaluate(
  facts: Facts,
  path: string | null,
  route: Route,
  ledger: Ledger,
): Evaluated {
  const hearing = new Hearing(facts, route, ledger)
  hearing.hear(path)
  return hearing
}

class Hearing implements Evaluated {
  readonly verdicts: Verdict[] = []
  readonly isEnforced: boolean
  usesPass = false
  readonly #facts: Facts
  readonly #route: Route
  readonly #ledger: Ledger
  readonly #limits: LimitsHearing
  /** What is said once no limit is over; null where the last word has been said. */
  #rest: readonly Verdict[] | null = null
  /** Of what everybody may read: it is never asked for the check, and uses up no pass. */
  #isOpen = false
  /** A final word was said in shadow: what else is in shadow would not have been asked. */
  #isShadowOver = false

  constructor(facts: Facts, route: Route, ledger: Ledger) {
    this.#facts = facts
    this.#route = route
    this.#ledger = ledger
    this.#limits = new LimitsHearing(facts, route.name, ledger)
    this.isEnforced = this.#draws(route.policy.share, '')
  }

  hear(path: string | null): void {
    const { policy } = this.#route
    for (const rule of policy.rulesFor(path)) {
      if (rule.matches(this.#facts, path) && this.#sayIfAsked(rule)) return
    }
    const held = policy.challenge === 'never' ? null : this.#usablePass()
    this.#isOpen = isWellKnown(this.#facts) && !this.verdicts.some(takesBack)
    const counts = held !== null && !this.#isOpen
    this.usesPass = counts && this.isEnforced
    const signals = held === null && !this.#isOpen ? this.#signals() : NO_SIGNALS
    if (this.#isOverLimit(held, signals)) return
    this.#rest = counts ? [passVerdict(held, this.#facts)] : signals
  }

  get entered(): readonly Entered[] {
    return this.#limits.entered
  }

  get isRefused(): boolean {
    return this.verdicts.some(isRefusal)
  }

  conclude(takes: boolean): void {
    if (this.#rest === null || (takes && this.#isFullMeanwhile())) return
    for (const verdict of this.#rest) this.#say(verdict, this.isEnforced)
  }

  /** Takes from all limits; true where one that has filled up since it was looked at had the last word. */
  #isFullMeanwhile(): boolean {
    for (const due of this.#limits.dues) {
      if (!due.isObeyed && this.#isShadowOver) continue
      const verdict = this.#limits.take(due)
      if (verdict !== null && this.#say(verdict, due.isObeyed)) return true
    }
    return false
  }

  /** Where it is spared the check: within which limit, though not where nobody would be asked for it. */
  #limitOfSpared(): BuiltInLimit | null {
    if (!this.isEnforced || !(this.#isOpen || this.#facts.purpose === 'preflight')) return null
    const isAsked = this.#route.policy.challenge !== 'never' || this.verdicts.some(isSuspicion)
    return isAsked ? builtInLimit(this.#facts) : null
  }

  #signals(): readonly Verdict[] {
    const { signals } = this.#route.policy
    if (signals === null || this.#facts.purpose === 'preflight') return NO_SIGNALS
    return signalVerdicts(this.#facts, signals, this.#ledger)
  }

  /** True where a limit had the last word. */
  #isOverLimit(held: Held | null, signals: readonly Verdict[]): boolean {
    const isUnproven = held === null && this.#wouldBeChallenged(signals)
    const pass = held?.pass ?? null
    for (const limit of this.#route.policy.limits) {
      const isObeyed = this.#isObeyed(limit)
      if (!isObeyed && this.#isShadowOver) continue
      const verdict = this.#verdictOf(limit, { pass, isUnproven, isOpen: this.#isOpen, isObeyed })
      if (verdict !== null && this.#say(verdict, isObeyed)) return true
    }
    const spared = held === null ? this.#limitOfSpared() : null
    if (spared === null) return false
    const verdict = this.#limits.lookAtBuiltIn(spared)
    return verdict !== null && this.#say(verdict, true)
  }

  #verdictOf(limit: Limit, asking: Asking): Verdict | null {
    const verdict = this.#limits.look(limit, asking)
    if (verdict === null || limit.over !== 'prove' || !asking.isObeyed) return verdict
    const { limits } = this.#route.policy
    const selling = limits.filter((one) => one.over === 'prove' && this.#isObeyed(one))
    return this.#limits.withOthers(verdict, selling, asking)
  }

  /** Whether the check would be asked for if there were no limits: then a request takes from none of others. */
  #wouldBeChallenged(signals: readonly Verdict[]): boolean {
    const { policy } = this.#route
    if (policy.challenge === 'never' || policy.limits.length === 0) return false
    const verdicts = signals.length === 0 ? this.verdicts : [...this.verdicts, ...signals]
    const said = { verdicts, isEnforced: this.isEnforced }
    const { decision, would } = decide(policy, said, this.#facts)
    return (this.isEnforced ? decision : (would ?? decision)).kind === 'challenge'
  }

  #sayIfAsked(rule: Rule): boolean {
    const isObeyed = this.#isObeyed(rule)
    return (isObeyed || !this.#isShadowOver) && this.#say(ruleVerdict(rule), isObeyed)
  }

  /** True where it was the last word: nothing more is to be asked. */
  #say(verdict: Verdict, isObeyed: boolean): boolean {
    this.verdicts.push(isObeyed ? verdict : { ...verdict, inShadow: true })
    if (verdict.kind !== 'final') return false
    if (!isObeyed) this.#isShadowOver = true
    return isObeyed || !this.isEnforced
  }

  #isObeyed({ share, name }: Rule | Limit): boolean {
    return this.isEnforced && this.#draws(share, name)
  }

  #draws(share: Share, part: string): boolean {
    if (share >= 1 || share <= 0) return share >= 1
    const { presented, network } = this.#facts
    const client = presented.kind === 'held' ? presented.pass.id : network
    return this.#ledger.lotOf(`${this.#route.policy.name}\0${part}`, client) < share
  }

  /** The pass that counts on this route, if one is held. */
  #usablePass(): Held | null {
    const { presented } = this.#facts
    if (presented.kind !== 'held') return null
    const { pass } = presented
    const { clearance } = this.#route.policy
    return this.#isGood(pass) && reaches(pass.clearance, clearance) ? presented : null
  }

  /** A policy in shadow spends nobody's pass. */
  #isGood(pass: Pass): boolean {
    if (!this.isEnforced) return true
    switch (this.#ledger.standing(pass, this.#facts)) {
      case 'good':
        return !isSentBack(this.#facts, this.#route.policy, this.#ledger)
      case 'recheck':
        // A page is loaded again behind the check, and a form is kept; where none is, it would be lost.
        return isFormOnItsWay(this.#facts) && !this.#route.policy.keepsForms
      case 'spent':
        return false
    }
  }
}

/**
 * A pass is the last word. One that would lapse while a form is filled in asks for the check where the form
 * is loaded: there nothing is lost by it.
 */
function passVerdict({ pass, time }: Held, facts: Facts): Verdict {
  const { clearance } = pass
  if (time === 'ending' && isPageLoad(facts)) {
    const reason: Reason = { what: 'pass', name: `${clearance} ends soon`, line: 0 }
    return { kind: 'final', decision: { kind: 'challenge', reason } }
  }
  const name = time === 'lapsed' ? (`${clearance} in grace` as const) : clearance
  return { kind: 'final', decision: { kind: 'pass', reason: { what: 'pass', name, line: 0 } } }
}

/** A rule that asks for the check of what everybody may read. */
function takesBack(verdict: Verdict): boolean {
  return isSuspicion(verdict) && verdict.kind === 'suspect' && verdict.reason.what === 'rule'
}

function isSuspicion({ kind, inShadow }: Verdict): boolean {
  return kind === 'suspect' && inShadow !== true
}

function isRefusal(verdict: Verdict): boolean {
  return verdict.kind === 'final' && verdict.inShadow !== true && verdict.decision.kind !== 'pass'
}

function isFormOnItsWay({ purpose, method }: Facts): boolean {
  return purpose === 'navigation' && method === 'POST'
}

function isPageLoad({ purpose, method }: Facts): boolean {
  return purpose === 'navigation' && (method === 'GET' || method === 'HEAD')
}

function signalVerdicts(
  facts: Facts,
  settings: SignalSettings,
  ledger: Ledger,
): readonly Verdict[] {
  const seen = settings.headers ? headerSignals(facts) : []
  const done = settings.behaviour ? conductSignals(ledger.conduct(facts)) : []
  return weigh(done.length === 0 ? seen : [...seen, ...done], settings)
}

/** Whether what the holder of a pass did lately asks for the check again by itself. */
function isSentBack(facts: Facts, { signals, challengeAt }: Policy, ledger: Ledger): boolean {
  if (signals === null || !signals.behaviour || !isPageLoad(facts)) return false
  const verdicts = weigh(conductSignals(ledger.conduct(facts)), signals)
  return verdicts.reduce((sum, { points }) => sum + points, 0) >= challengeAt
}
