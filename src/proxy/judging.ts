import { type KnownFacts, ObservedFacts } from '../client/index.ts'
import { type Presented } from '../model/index.ts'
import { type Judged, judge } from '../policies/index.ts'
import { type Exchange } from './exchange.ts'
import { type Gate } from './gate.ts'

/** What is thought of a request, and what it is thought of. */
export interface Thought {
  readonly facts: ObservedFacts
  readonly judged: Judged
}

/**
 * Asks the policy of the route about a request, once all about it is known; the record says what came of
 * it. Null where no route takes it.
 */
export function think(
  exchange: Exchange,
  known: KnownFacts,
  presented: Presented,
  gate: Gate,
): Thought | null {
  if (exchange.site === null) return null
  const facts = new ObservedFacts(known, presented, gate.lookout(exchange.snapshot))
  exchange.facts = facts
  const judged = judge(facts, exchange.site, gate.ledger, gate.orders(exchange.snapshot))
  if (judged === null) return null
  exchange.judged = judged
  exchange.decision = judged.decision.kind
  exchange.reason = judged.decision.reason
  const { signals } = judged.route.policy
  if (exchange.decision === 'pass') {
    gate.pageBook.letThrough(facts, exchange.site, exchange.snapshot.pass)
  }
  if (exchange.decision === 'pass' && signals?.behaviour === true) {
    gate.conduct.letThrough(facts, signals)
  }
  return { facts, judged }
}
