import {
  type Asked,
  type Bound,
  type Decision,
  type Facts,
  type Limit,
  type LimitOver,
  type Pass,
  type Reason,
  type Verdict,
} from '../model/index.ts'
import { type Ledger } from './ledger.ts'
import { type BuiltInLimit } from './preflights.ts'

/** A request that a limit on requests under way counts until its answer is done. */
export interface Entered {
  readonly counter: string
  readonly key: string
}

/** Who asks, as a limit sees it. */
export interface Asking {
  /** The pass that counts on the route; null where none does. */
  readonly pass: Pass | null
  /** Is asked for the check whatever limits say. */
  readonly isUnproven: boolean
  /** Is spared the check for what it is: no limit asks for it. */
  readonly isOpen: boolean
  /** The limit is enforced for it. */
  readonly isObeyed: boolean
}

/** What a request that nothing refuses takes from one counter. */
export interface Due {
  readonly counter: string
  readonly key: string
  readonly bound: Bound
  /** Null for a limit that no configuration writes; of that one `builtIn` is what is told. */
  readonly limit: Limit | null
  readonly builtIn: Reason | null
  /** Null where the request has nothing of what stays free or was bought beyond a limit. */
  readonly beside: Beside | null
  readonly isObeyed: boolean
}

/** Where that is counted, and by whom it was bought. */
interface Beside {
  readonly counter: string
  readonly pass: Pass | null
}

/** Nobody knows when a request under way will end; most do within a second. */
const IN_FLIGHT_RETRY_AFTER_MS = 1_000

/** Shared: few limits count what is under way. */
const NOTHING_ENTERED: readonly Entered[] = []

/**
 * The limits of one policy before one request. All are looked at first; only what none refuses is taken, from
 * each. So a request that a later limit refuses costs nobody anything in those before it.
 *
 * A look may be out of date when it is taken, as workers share the counters. Taking is exact: no limit ever lets
 * more through than it allows. Where another worker has meanwhile taken the last, that limit refuses the request
 * after all, which then has been counted in the limits before it: of one limit at most one request a worker, and
 * only at the moment at which it fills up. To give back what was taken would be no better: the time of a counter
 * never goes back (`limits/buckets.ts` stands on that), and meanwhile others would be refused for it.
 */
export class LimitsHearing {
  /** What the request is to leave when its answer is done, even if it is one that refuses it. */
  entered = NOTHING_ENTERED
  /** What is to be taken, in the order of the limits. */
  readonly dues: Due[] = []
  readonly #facts: Facts
  readonly #route: string
  readonly #ledger: Ledger

  constructor(facts: Facts, route: string, ledger: Ledger) {
    this.#facts = facts
    this.#route = route
    this.#ledger = ledger
  }

  /** What a limit says of the request; null where it is within it, which is noted to be taken. */
  look(limit: Limit, asking: Asking): Verdict | null {
    if (isSpared(limit, this.#facts, asking)) return null
    if (asking.isUnproven && this.#isFromNowhere(limit, null)) {
      return overVerdict(limit, this.#facts, { waitMs: 0, isObeyed: asking.isObeyed })
    }
    const key = limit.keyOf(this.#facts, this.#route, this.#ledger.bounded)
    if (key === null) return null
    const due = this.#dueOf(limit, key, asking)
    const waitMs = this.#look(due)
    if (waitMs > 0) return overVerdict(limit, this.#facts, { waitMs, isObeyed: asking.isObeyed })
    // The check comes first, and is made for what comes behind it: nothing is taken for it.
    if (!asking.isUnproven || !asksForMore(limit)) this.dues.push(due)
    return null
  }

  /**
   * A verdict that asks for a proof asks for one that is enough at all limits that it is asked for: nobody makes
   * another for the next of them.
   */
  withOthers(verdict: Verdict, limits: readonly Limit[], asking: Asking): Verdict {
    if (verdict.kind !== 'final' || verdict.decision.kind !== 'challenge') return verdict
    const { decision } = verdict
    if (decision.asks?.kind !== 'proof') return verdict
    const apart = new LimitsHearing(this.#facts, this.#route, this.#ledger)
    const over = limits.filter((limit) => apart.look(limit, asking) !== null)
    const counters = over.map(({ counter }) => counter)
    return { ...verdict, decision: { ...decision, asks: { kind: 'proof', counters } } }
  }

  /** The same of a limit on what is spared the check. */
  lookAtBuiltIn({ reason: builtIn, rates }: BuiltInLimit): Verdict | null {
    for (const { counter, key, rate } of rates) {
      const bound = { kind: 'rate', ...rate } as const
      const due: Due = { counter, key, bound, limit: null, builtIn, beside: null, isObeyed: true }
      const waitMs = this.#look(due)
      if (waitMs > 0) return builtInVerdict(builtIn, waitMs)
      this.dues.push(due)
    }
    return null
  }

  /** Takes what was noted; what a limit says that has filled up meanwhile. */
  take(due: Due): Verdict | null {
    const waitMs = this.#take(due)
    if (waitMs === 0) return null
    const { limit, builtIn, isObeyed } = due
    if (builtIn !== null) return builtInVerdict(builtIn, waitMs)
    if (limit === null) return null
    return overVerdict(limit, this.#facts, { waitMs, isObeyed })
  }

  #dueOf(limit: Limit, key: string, { pass, isUnproven, isObeyed }: Asking): Due {
    const own = isObeyed ? limit.counter : limit.shadowCounter
    const isApart = isUnproven && !asksForMore(limit)
    return {
      counter: isApart ? unprovenCounter(own, this.#facts) : own,
      key,
      bound: this.#boundOf(limit),
      limit,
      builtIn: null,
      beside: isUnproven ? null : { counter: own, pass },
      isObeyed,
    }
  }

  #boundOf({ bound, strangers }: Limit): Bound {
    const isStranger = strangers !== null && !this.#ledger.isKnown(this.#facts)
    return isStranger ? { kind: 'rate', ...strangers } : bound
  }

  /** 0 where the request is let through, else the ms after which one would be. */
  #look(due: Due): number {
    const { counter, key, bound, limit, beside } = due
    if (bound.kind === 'concurrency') {
      return this.#ledger.mayEnter(counter, key, bound.max) ? 0 : IN_FLIGHT_RETRY_AFTER_MS
    }
    const isFromNowhere = this.#isFromNowhere(limit, beside)
    const waitMs = isFromNowhere ? bound.intervalMs : this.#ledger.look(counter, key, bound)
    return waitMs === 0 || this.#isBeside(due) ? 0 : waitMs
  }

  #take(due: Due): number {
    const { counter, key, bound, limit, beside } = due
    if (bound.kind === 'concurrency') {
      if (!this.#ledger.enter(counter, key, bound.max)) return IN_FLIGHT_RETRY_AFTER_MS
      this.entered = [...this.entered, { counter, key }]
      return 0
    }
    const isFromNowhere = this.#isFromNowhere(limit, beside)
    const waitMs = isFromNowhere ? bound.intervalMs : this.#ledger.take(counter, key, bound)
    return waitMs === 0 || this.#takeBeside(due) ? 0 : waitMs
  }

  /** Sends something from no page of the site: who holds no pass has loaded none with it. */
  #isFromNowhere(limit: Limit | null, beside: Beside | null): boolean {
    if (limit?.pageFirst !== true || isReading(this.#facts)) return false
    const pass = beside?.pass ?? null
    return pass === null || !this.#ledger.hasLoadedPage(pass, this.#facts.site)
  }

  /** Whether something is left that is free, or was bought, beyond the limit. */
  #isBeside({ limit, beside }: Due): boolean {
    if (limit === null || beside === null) return false
    const { counter, pass } = beside
    if (limit.over === 'prove') return pass !== null && this.#ledger.hasBought(counter, pass)
    const { freeLooks } = limit
    return freeLooks !== null && this.#ledger.hasFreeLook(counter, this.#facts, freeLooks)
  }

  #takeBeside({ limit, beside }: Due): boolean {
    if (limit === null || beside === null) return false
    const { counter, pass } = beside
    if (limit.over === 'prove') return pass !== null && this.#ledger.useBought(counter, pass)
    const { freeLooks } = limit
    return freeLooks !== null && this.#ledger.freeLook(counter, this.#facts, freeLooks)
  }
}

/** Whether a limit neither counts nor stops a request. */
function isSpared(limit: Limit, facts: Facts, { pass, isUnproven, isOpen }: Asking): boolean {
  if (!isMeantFor(limit, facts)) return true
  const { over } = limit
  if (isOpen && !FINAL.has(over)) return true
  switch (over) {
    case 'challenge':
      return pass !== null
    case 'code':
      return pass?.clearance === 'vouched'
    case 'mark':
    case 'wait':
      return isUnproven
    case 'prove':
    case 'limit':
    case 'deny':
      return false
  }
}

/** What asks nobody for anything, so that it can be said of whatever everybody may read. */
const FINAL: ReadonlySet<LimitOver> = new Set(['limit', 'deny', 'mark'])

/** Whether a limit counts such requests at all. */
function isMeantFor({ methods, machines }: Limit, facts: Facts): boolean {
  if (methods !== null && !methods.has(facts.method)) return false
  return machines === null || machines.has(facts.machine)
}

/** Whether beyond the limit the check has to earn more than a pass. */
function asksForMore({ over }: Limit): boolean {
  return over === 'prove' || over === 'code'
}

function isReading({ method }: Facts): boolean {
  return method === 'GET' || method === 'HEAD'
}

/**
 * What the check is asked for anyway takes from a counter of its own in the same limit, by its address: so it
 * costs nobody else that is counted with it.
 */
function unprovenCounter(counter: string, { addressKey }: Facts): string {
  return `unproven ${addressKey}\0${counter}`
}

function builtInVerdict(reason: Reason, retryAfterMs: number): Verdict {
  return { kind: 'final', decision: { kind: 'limit', reason, retryAfterMs } }
}

function overVerdict(
  limit: Limit,
  { purpose }: Facts,
  { waitMs: retryAfterMs, isObeyed }: { readonly waitMs: number; readonly isObeyed: boolean },
): Verdict {
  const reason: Reason = { what: 'limit', name: limit.name, line: limit.line }
  const { over, counter, mark } = limit
  if (over === 'mark') return { kind: 'mark', mark: mark ?? limit.name, reason }
  // Who waits is for the room to say. In shadow no room asks: what it says is what newcomers would be told.
  if (over === 'wait' && isObeyed) return { kind: 'wait', reason }
  // A preflight cannot solve a check, and must not be a way around the limit either.
  const isLimit =
    over === 'limit' || over === 'wait' || (over !== 'deny' && purpose === 'preflight')
  const decision: Decision = isLimit
    ? { kind: 'limit', reason, retryAfterMs }
    : { kind: over === 'deny' ? 'deny' : 'challenge', reason, ...askedBy(over, counter) }
  return { kind: 'final', decision }
}

function askedBy(over: LimitOver, counter: string): { readonly asks?: Asked } {
  if (over === 'code') return { asks: { kind: 'code' } }
  return over === 'prove' ? { asks: { kind: 'proof', counters: [counter] } } : {}
}
