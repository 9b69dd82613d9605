import {
  type Bounded,
  type Facts,
  type FreeLooks,
  type Limit,
  type Pass,
  type Policy,
  type Presented,
  type Rate,
  type Reason,
  type Route,
  type Rule,
  type Share,
  type SignalSettings,
  type Verdict,
  reaches,
} from '../model/index.ts'
import { type Said, decide } from './decide.ts'
import { preflightVerdict } from './preflights.ts'
import { ruleVerdict } from './rule-verdict.ts'
import { type Conduct, conductSignals, headerSignals, weigh } from './signals/index.ts'

/**
 * How a pass stands with one more request: `good`; `recheck`: it has served its number or is on its
 * fifth network, so whatever is asked for is checked again but for a form on its way that would be lost;
 * `spent`: twice that, so it counts no more.
 */
export type Standing = 'good' | 'recheck' | 'spent'

/** The counters as a policy sees them. `explain` and policy tests give one that only looks. */
export interface Ledger {
  /** Takes one request from a limit's counter: 0 when it is let through, else the wait in ms. */
  readonly take: (counter: string, key: string, rate: Rate) => number
  /** Counts one request under way; false where `max` are already. Who entered must leave. */
  readonly enter: (counter: string, key: string, max: number) => boolean
  readonly leave: (counter: string, key: string) => void
  /** How a pass stands with one more request. */
  readonly standing: (pass: Pass, facts: Facts) => Standing
  /** Counts a request that a pass let through. */
  readonly usePass: (pass: Pass) => void
  /** A client's lot for something that is enforced for a share: from 0 to below 1, always the same. */
  readonly lotOf: (name: string, client: string) => number
  /** What the client did lately. Changes nothing. */
  readonly conduct: (facts: Facts) => Conduct
  /** Whether somebody in the client's network has shown a pass lately. Changes nothing. */
  readonly isKnown: (facts: Facts) => boolean
  /** Takes one of the requests that stay free for the client's network beyond a limit. */
  readonly freeLook: (counter: string, facts: Facts, looks: FreeLooks) => boolean
  readonly bounded: Bounded
}

/** A pass that was shown and is one. */
type Held = Extract<Presented, { readonly kind: 'held' }>

/** A request that a limit on requests under way counts until its answer is done. */
export interface Entered {
  readonly counter: string
  readonly key: string
}

/** What a policy said of one reading of a request, and what is to be done for it. */
export interface Evaluated extends Said {
  readonly entered: readonly Entered[]
  /** Whether a pass counted for it, and is to be used up where it is let through. */
  readonly usesPass: boolean
}

/** Nobody knows when a request under way will end; most do within a second. */
const IN_FLIGHT_RETRY_AFTER_MS = 1_000

/** Shared: few limits count what is under way. */
const NOTHING_ENTERED: readonly Entered[] = []

const NO_SIGNALS: readonly Verdict[] = []

/** Who asks, as a limit sees it. */
interface Asking {
  readonly held: Held | null
  readonly isUnproven: boolean
  readonly isObeyed: boolean
}

/**
 * Asks a route's policy about a request read as `path`, in the order of precedence: rules from top
 * to bottom, limits as written, the pass, and for whoever has none the signals. Stops at the first
 * final word that is to be obeyed; what is in shadow is asked as far as it would have been, were it
 * enforced.
 */
export function evaluate(facts: Facts, path: string, route: Route, ledger: Ledger): Evaluated {
  const hearing = new Hearing(facts, route, ledger)
  hearing.hear(path)
  return hearing
}

class Hearing implements Evaluated {
  readonly verdicts: Verdict[] = []
  readonly isEnforced: boolean
  entered = NOTHING_ENTERED
  usesPass = false
  readonly #facts: Facts
  readonly #route: Route
  readonly #ledger: Ledger
  /** A final word was said in shadow: what else is in shadow would not have been asked. */
  #isShadowOver = false

  constructor(facts: Facts, route: Route, ledger: Ledger) {
    this.#facts = facts
    this.#route = route
    this.#ledger = ledger
    this.isEnforced = this.#draws(route.policy.share, '')
  }

  hear(path: string): void {
    const { policy } = this.#route
    for (const rule of policy.rulesFor(path)) {
      if (rule.matches(this.#facts, path) && this.#sayIfAsked(rule)) return
    }
    const held = policy.challenge === 'never' ? null : this.#usablePass()
    this.usesPass = held !== null && this.isEnforced
    const signals = held === null ? this.#signals() : NO_SIGNALS
    if (this.#isOverLimit(held, signals)) return
    if (held !== null) return void this.#say(passVerdict(held, this.#facts), this.isEnforced)
    if (this.#facts.purpose === 'preflight') return this.#countSpared()
    for (const verdict of signals) this.#say(verdict, this.isEnforced)
  }

  /** A preflight is never challenged, but not where anything would be for ever. */
  #countSpared(): void {
    const { challenge } = this.#route.policy
    const mayBeChallenged = challenge !== 'never' || this.verdicts.some(isSuspicion)
    if (!this.isEnforced || !mayBeChallenged) return
    const verdict = preflightVerdict(this.#facts, this.#ledger)
    if (verdict !== null) this.#say(verdict, true)
  }

  #signals(): readonly Verdict[] {
    const { signals } = this.#route.policy
    if (signals === null || this.#facts.purpose === 'preflight') return NO_SIGNALS
    return signalVerdicts(this.#facts, signals, this.#ledger)
  }

  /** True where a limit had the last word. */
  #isOverLimit(held: Held | null, signals: readonly Verdict[]): boolean {
    const isUnproven = held === null && this.#wouldBeChallenged(signals)
    for (const limit of this.#route.policy.limits) {
      const isObeyed = this.#isObeyed(limit)
      if (!isObeyed && this.#isShadowOver) continue
      const verdict = this.#limitVerdict(limit, { held, isUnproven, isObeyed })
      if (verdict !== null && this.#say(verdict, isObeyed)) return true
    }
    return false
  }

  /** Whether the check would be asked for if there were no limits: then a request takes from none of others. */
  #wouldBeChallenged(signals: readonly Verdict[]): boolean {
    const { policy } = this.#route
    if (policy.challenge === 'never' || policy.limits.length === 0) return false
    const verdicts = signals.length === 0 ? this.verdicts : [...this.verdicts, ...signals]
    const said = { verdicts, isEnforced: this.isEnforced }
    const { decision, would } = decide(policy, said, this.#facts.purpose)
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

  #limitVerdict(limit: Limit, { held, isUnproven, isObeyed }: Asking): Verdict | null {
    if (limit.over === 'challenge' && held !== null) return null
    const key = limit.keyOf(this.#facts, this.#route.name, this.#ledger.bounded)
    if (key === null) return null
    const counter = isObeyed ? limit.counter : limit.shadowCounter
    const counted = isUnproven ? unprovenCounter(counter, this.#facts) : counter
    const retryAfterMs = this.#count(limit, key, counted)
    if (retryAfterMs === 0 || (!isUnproven && this.#isFreeLook(limit, counter))) return null
    return overVerdict(limit, this.#facts, retryAfterMs)
  }

  #isFreeLook({ freeLooks }: Limit, counter: string): boolean {
    return freeLooks !== null && this.#ledger.freeLook(counter, this.#facts, freeLooks)
  }

  /** 0 where the request is let through, else the ms after which one would be. */
  #count({ bound, strangers }: Limit, key: string, counter: string): number {
    if (bound.kind === 'rate') {
      const isStranger = strangers !== null && !this.#ledger.isKnown(this.#facts)
      return this.#ledger.take(counter, key, isStranger ? strangers : bound)
    }
    if (!this.#ledger.enter(counter, key, bound.max)) return IN_FLIGHT_RETRY_AFTER_MS
    this.entered = [...this.entered, { counter, key }]
    return 0
  }
}

/**
 * What the check is asked for anyway takes from a counter of its own in the same limit, by its address: so it
 * costs nobody else that is counted with it.
 */
function unprovenCounter(counter: string, { addressKey }: Facts): string {
  return `unproven ${addressKey}\0${counter}`
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

function isSuspicion({ kind, inShadow }: Verdict): boolean {
  return kind === 'suspect' && inShadow !== true
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

function overVerdict(limit: Limit, { purpose }: Facts, retryAfterMs: number): Verdict {
  const reason: Reason = { what: 'limit', name: limit.name, line: limit.line }
  // A preflight cannot solve a check, and must not be a way around the limit either.
  const over = limit.over === 'challenge' && purpose === 'preflight' ? 'limit' : limit.over
  switch (over) {
    case 'limit':
      return { kind: 'final', decision: { kind: 'limit', reason, retryAfterMs } }
    case 'challenge':
    case 'deny':
      return { kind: 'final', decision: { kind: over, reason } }
  }
}
