import { type Reason } from './reason.ts'

/** Mildest first. Where one path has several readings, the most severe decision wins. */
export const DECISION_KINDS = ['pass', 'challenge', 'limit', 'deny'] as const

/**
 * What a check must earn beside the pass that the route asks for: `proof`, made for requests beyond the limits whose
 * counters are named, all of one policy; `code`, a code of the helpdesk.
 */
export type Asked =
  | { readonly kind: 'proof'; readonly counters: readonly string[] }
  | { readonly kind: 'code' }

/** What happens to one request: chosen once, by `decide`, and never revised. */
export type Decision =
  | { readonly kind: 'pass'; readonly reason: Reason }
  | { readonly kind: 'challenge'; readonly reason: Reason; readonly asks?: Asked }
  | { readonly kind: 'limit'; readonly reason: Reason; readonly retryAfterMs: number }
  | { readonly kind: 'deny'; readonly reason: Reason }

export type DecisionKind = Decision['kind']

/** What a decision wants, in a word: a check that has to earn more than a pass is called by that. */
export function spellDecision(decision: Decision): DecisionKind | 'prove' | 'code' {
  const asks = decision.kind === 'challenge' ? decision.asks : undefined
  if (asks === undefined) return decision.kind
  return asks.kind === 'proof' ? 'prove' : 'code'
}

/** Whether `a` is more severe than `b`. */
export function isMoreSevere(a: Decision, b: Decision): boolean {
  return DECISION_KINDS.indexOf(a.kind) > DECISION_KINDS.indexOf(b.kind)
}

/** What one rule, limit or pass thinks of a request. Silence is no verdict at all. */
export type Verdict = (
  | { readonly kind: 'points'; readonly points: number; readonly reason: Reason }
  | { readonly kind: 'mark'; readonly mark: string; readonly reason: Reason }
  /** A limit is over that lets whoever is in the waiting room go on. */
  | { readonly kind: 'wait'; readonly reason: Reason }
  /** Wants the check, unless a pass of the route's clearance is shown. */
  | { readonly kind: 'suspect'; readonly reason: Reason }
  | { readonly kind: 'final'; readonly decision: Decision }
) & {
  /** Said in shadow: recorded, not obeyed. */
  readonly inShadow?: true
}
