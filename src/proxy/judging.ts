import { type KnownFacts, ObservedFacts } from '../client/index.ts'
import { type Facts, type Presented } from '../model/index.ts'
import { type Judged, judge, waitsForTurn } from '../policies/index.ts'
import { retryAfterMs } from './at-room.ts'
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
  const asked = judge(facts, exchange.site, gate.ledger, gate.orders(exchange.snapshot))
  if (asked === null) return null
  const judged = letIn(exchange, facts, asked, gate)
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

/** Whom the policy of the route lets through its waiting room is asked. What asks for leave alone takes no place. */
function letIn(exchange: Exchange, facts: Facts, judged: Judged, gate: Gate): Judged {
  const { waitingRoom: room } = judged.route
  if (room === null || judged.decision.kind !== 'pass' || facts.purpose === 'preflight')
    return judged
  const atRoom = gate.rooms.enter(exchange, facts, room)
  exchange.atRoom = atRoom
  const { kind } = atRoom.turn
  const isIn = kind === 'in' || kind === 'through'
  return isIn ? judged : waitsForTurn(judged, room, retryAfterMs(atRoom))
}
