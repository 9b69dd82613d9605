import {
  type Facts,
  type Limit,
  type Pass,
  type Rate,
  type Reason,
  type Route,
  type Rule,
  type Verdict,
  reaches,
} from '../model/index.ts'
import { headerSignals, weigh } from './signals/index.ts'

/**
 * How a pass stands after one more request: `good`; `recheck`: used up or seen on many networks, so
 * the next page load is checked again while what that page still needs goes on; `spent`: twice
 * that, so it counts no more.
 */
export type Standing = 'good' | 'recheck' | 'spent'

/** The counters as a policy sees them. `explain` and policy tests give one that only looks. */
export interface Ledger {
  /** Takes one request from a limit's counter: 0 when it is let through, else the wait in ms. */
  readonly take: (counter: string, key: string, rate: Rate) => number
  readonly usePass: (pass: Pass, facts: Facts) => Standing
}

/** A 429 that a rule asks for has no counter to tell the time by. */
const RULE_RETRY_AFTER_MS = 60_000

/**
 * Asks a route's policy about a request read as `path`, in the order of precedence: rules from top
 * to bottom, limits as written, the pass, and for whoever has none the signals. Stops at the first
 * final word.
 */
export function evaluate(facts: Facts, path: string, route: Route, ledger: Ledger): Verdict[] {
  const { policy } = route
  const verdicts: Verdict[] = []
  for (const rule of policy.rules) {
    if (!rule.matches(facts, path)) continue
    const verdict = ruleVerdict(rule)
    verdicts.push(verdict)
    if (verdict.kind === 'final') return verdicts
  }
  const pass = policy.challenge === 'never' ? null : usablePass(facts, route, ledger)
  for (const limit of policy.limits) {
    const verdict = limitVerdict(limit, facts, { route, ledger, isProven: pass !== null })
    if (verdict === null) continue
    verdicts.push(verdict)
    if (verdict.kind === 'final') return verdicts
  }
  if (pass !== null) {
    const reason: Reason = { what: 'pass', name: pass.clearance, line: 0 }
    verdicts.push({ kind: 'final', decision: { kind: 'pass', reason } })
  } else if (policy.signals !== null && facts.purpose !== 'preflight') {
    verdicts.push(...weigh(headerSignals(facts), policy.signals))
  }
  return verdicts
}

function ruleVerdict({ name, line, then }: Rule): Verdict {
  const reason: Reason = { what: 'rule', name, line }
  switch (then.kind) {
    case 'points':
      return { kind: 'points', points: then.points, reason }
    case 'mark':
      return { kind: 'mark', mark: then.mark, reason }
    case 'challenge':
      return { kind: 'suspect', reason }
    case 'limit': {
      const retryAfterMs = RULE_RETRY_AFTER_MS
      return { kind: 'final', decision: { kind: 'limit', reason, retryAfterMs } }
    }
    case 'pass':
    case 'deny':
      return { kind: 'final', decision: { kind: then.kind, reason } }
  }
}

/** The pass that counts on this route, if one is held. Counts one use of it. */
function usablePass(facts: Facts, { policy }: Route, ledger: Ledger): Pass | null {
  if (facts.presented.kind !== 'held') return null
  const { pass } = facts.presented
  switch (ledger.usePass(pass, facts)) {
    case 'good':
      break
    case 'recheck':
      // Only loading a page can be checked without losing anything: not a form on its way.
      if (facts.purpose === 'navigation' && isRead(facts.method)) return null
      break
    case 'spent':
      return null
  }
  return reaches(pass.clearance, policy.clearance) ? pass : null
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function limitVerdict(
  limit: Limit,
  facts: Facts,
  { route, ledger, isProven }: { route: Route; ledger: Ledger; isProven: boolean },
): Verdict | null {
  if (limit.over === 'challenge' && isProven) return null
  const key = keyOf(limit, facts, route)
  if (key === null) return null
  const waitMs = ledger.take(limit.counter, key, limit.rate)
  if (waitMs === 0) return null
  const reason: Reason = { what: 'limit', name: limit.name, line: limit.line }
  // A preflight cannot solve a check, and must not be a way around the limit either.
  const over = limit.over === 'challenge' && facts.purpose === 'preflight' ? 'limit' : limit.over
  switch (over) {
    case 'limit':
      return { kind: 'final', decision: { kind: 'limit', reason, retryAfterMs: waitMs } }
    case 'challenge':
    case 'deny':
      return { kind: 'final', decision: { kind: over, reason } }
  }
}

/** Null where the limit does not count this request. */
function keyOf(limit: Limit, facts: Facts, route: Route): string | null {
  switch (limit.key) {
    case 'address':
      return facts.addressKey
    case 'network':
      return facts.network
    case 'site':
      return facts.site
    case 'route':
      return route.name
    case 'pass': {
      if (facts.presented.kind !== 'held') return null
      const { id, clearance } = facts.presented.pass
      return limit.clearance === null || limit.clearance === clearance ? id : null
    }
  }
}
