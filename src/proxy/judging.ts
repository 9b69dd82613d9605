import { type KnownFacts, ObservedFacts } from '../client/index.ts'
import { type Facts, type Presented, type Site } from '../model/index.ts'
import {
  type Judged,
  type Ledger,
  builtInLimit,
  foresee,
  judge,
  waitsForTurn,
} from '../policies/index.ts'
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
  const judged = judgeInTurn(exchange, facts, exchange.site, gate)
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

/** Whether the policy would let a request through; nothing is counted, and no pass used up. */
export function wouldPass(
  exchange: Exchange,
  known: KnownFacts,
  presented: Presented,
  gate: Gate,
): boolean {
  const { site, snapshot } = exchange
  if (site === null) return false
  const facts = new ObservedFacts(known, presented, gate.lookout(snapshot), true)
  return foresee(facts, site, gate.ledger, gate.orders(snapshot))?.decision.kind === 'pass'
}

/**
 * Judges, and asks the waiting room of the route about whom its policy would let through. A request that is told to wait
 * is counted nowhere: whoever looks again uses up no limit, no pass, and nothing of what a proof bought.
 */
function judgeInTurn(exchange: Exchange, facts: Facts, site: Site, gate: Gate): Judged | null {
  const orders = gate.orders(exchange.snapshot)
  const waits = site.hasWaitingRoom
    ? toldToWait(exchange, facts, foresee(facts, site, gate.ledger, orders), gate)
    : null
  if (waits !== null) return waits
  const judged = judge(facts, site, ledgerOf(exchange, gate), orders)
  // A limit has filled up meanwhile: it answers, and no room.
  if (judged?.decision.kind !== 'pass') exchange.atRoom = null
  return judged
}

/** While people wait for the rate of a room it is theirs: what those send who are in is not counted. */
function ledgerOf({ atRoom }: Exchange, { ledger, limits }: Gate): Ledger {
  const { rate, place } = atRoom?.room ?? NO_ROOM
  if (rate === null || limits.waitingRooms.counts(place).waiting === 0) return ledger
  return {
    ...ledger,
    look: (counter, ...by) => (counter === rate.counter ? 0 : ledger.look(counter, ...by)),
    take: (counter, ...by) => (counter === rate.counter ? 0 : ledger.take(counter, ...by)),
  }
}

function holdBought({ presented }: Facts, { route }: Judged, { prices }: Gate): void {
  if (presented.kind !== 'held') return
  const proving = route.policy.limits.filter(({ over }) => over === 'prove')
  prices.hold(
    presented.pass,
    proving.map(({ counter }) => counter),
  )
}

const NO_ROOM = { rate: null, place: 0 }

/** Null where nobody has to wait. What asks for leave alone takes no place, nor does what everybody may read. */
function toldToWait(
  exchange: Exchange,
  facts: Facts,
  foreseen: Judged | null,
  gate: Gate,
): Judged | null {
  const room = foreseen?.decision.kind === 'pass' ? foreseen.route.waitingRoom : null
  if (foreseen === null || room === null || builtInLimit(facts) !== null) return null
  const atRoom = gate.rooms.enter(exchange, facts, room)
  exchange.atRoom = atRoom
  const { turn } = atRoom
  if (turn.kind === 'in' || turn.kind === 'through') return null
  holdBought(facts, foreseen, gate)
  const { isByRate } = turn
  return waitsForTurn(foreseen, room, { retryAfterMs: retryAfterMs(atRoom), isByRate })
}
