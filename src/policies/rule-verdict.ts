import { type Reason, type Rule, type Verdict } from '../model/index.ts'

/** A 429 that a rule asks for has no counter to tell the time by. */
const RULE_RETRY_AFTER_MS = 60_000

/** What a rule says whose conditions hold. */
export function ruleVerdict({ then, ...rule }: Rule): Verdict {
  const reason = reasonOfRule(rule)
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

/** What is said of a rule, or of an order that is heard like one. */
export function reasonOfRule({ reason, name, line }: Omit<Rule, 'then'>): Reason {
  return reason ?? { what: 'rule', name, line }
}
