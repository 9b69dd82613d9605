import { type Bound, type Facts, type Limit, type Reason, type Verdict } from '../model/index.ts'
import { type Ledger } from './ledger.ts'
import { PREFLIGHTS, preflightRates } from './preflights.ts'

/** A request that a limit on requests under way counts until its answer is done. */
export interface Entered {
  readonly counter: string
  readonly key: string
}

/** Who asks, as a limit sees it. */
export interface Asking {
  /** Shows a pass that counts on the route. */
  readonly isHolder: boolean
  /** Is asked for the check whatever limits say. */
  readonly isUnproven: boolean
  /** The limit is enforced for it. */
  readonly isObeyed: boolean
}

/** What a request that nothing refuses takes from one counter. */
export interface Due {
  readonly counter: string
  readonly key: string
  readonly bound: Bound
  /** Null for the limit that no configuration writes. */
  readonly limit: Limit | null
  /** Where the free looks of its network are counted; null where it has none. */
  readonly looksAt: string | null
  readonly isObeyed: boolean
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
  look(limit: Limit, { isHolder, isUnproven, isObeyed }: Asking): Verdict | null {
    if (limit.over === 'challenge' && isHolder) return null
    const key = limit.keyOf(this.#facts, this.#route, this.#ledger.bounded)
    if (key === null) return null
    const own = isObeyed ? limit.counter : limit.shadowCounter
    const counter = isUnproven ? unprovenCounter(own, this.#facts) : own
    const looksAt = isUnproven ? null : own
    const due: Due = { counter, key, bound: this.#boundOf(limit), limit, looksAt, isObeyed }
    const waitMs = this.#look(due)
    if (waitMs > 0) return overVerdict(limit, this.#facts, waitMs)
    this.dues.push(due)
    return null
  }

  /** The same of the limit on what preflights are spared. */
  lookAtPreflights(): Verdict | null {
    for (const { counter, key, rate } of preflightRates(this.#facts)) {
      const bound = { kind: 'rate', ...rate } as const
      const due: Due = { counter, key, bound, limit: null, looksAt: null, isObeyed: true }
      const waitMs = this.#look(due)
      if (waitMs > 0) return preflightVerdict(waitMs)
      this.dues.push(due)
    }
    return null
  }

  /** Takes what was noted; what a limit says that has filled up meanwhile. */
  take(due: Due): Verdict | null {
    const waitMs = this.#take(due)
    if (waitMs === 0) return null
    const { limit } = due
    return limit === null ? preflightVerdict(waitMs) : overVerdict(limit, this.#facts, waitMs)
  }

  #boundOf({ bound, strangers }: Limit): Bound {
    const isStranger = strangers !== null && !this.#ledger.isKnown(this.#facts)
    return isStranger ? { kind: 'rate', ...strangers } : bound
  }

  /** 0 where the request is let through, else the ms after which one would be. */
  #look({ counter, key, bound, limit, looksAt }: Due): number {
    if (bound.kind === 'concurrency') {
      return this.#ledger.mayEnter(counter, key, bound.max) ? 0 : IN_FLIGHT_RETRY_AFTER_MS
    }
    const waitMs = this.#ledger.look(counter, key, bound)
    const looks = limit?.freeLooks ?? null
    if (waitMs === 0 || looks === null || looksAt === null) return waitMs
    return this.#ledger.hasFreeLook(looksAt, this.#facts, looks) ? 0 : waitMs
  }

  #take({ counter, key, bound, limit, looksAt }: Due): number {
    if (bound.kind === 'concurrency') {
      if (!this.#ledger.enter(counter, key, bound.max)) return IN_FLIGHT_RETRY_AFTER_MS
      this.entered = [...this.entered, { counter, key }]
      return 0
    }
    const waitMs = this.#ledger.take(counter, key, bound)
    const looks = limit?.freeLooks ?? null
    if (waitMs === 0 || looks === null || looksAt === null) return waitMs
    return this.#ledger.freeLook(looksAt, this.#facts, looks) ? 0 : waitMs
  }
}

/**
 * What the check is asked for anyway takes from a counter of its own in the same limit, by its address: so it
 * costs nobody else that is counted with it.
 */
function unprovenCounter(counter: string, { addressKey }: Facts): string {
  return `unproven ${addressKey}\0${counter}`
}

function preflightVerdict(retryAfterMs: number): Verdict {
  return { kind: 'final', decision: { kind: 'limit', reason: PREFLIGHTS, retryAfterMs } }
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
