import { type Facts, type Site, type WaitingRoom } from '../model/index.ts'
import {
  type Judged,
  type Ledger,
  type OrderBook,
  builtInLimit,
  foresee,
  waitsForTurn,
} from '../policies/index.ts'
import { UNKNOWN_TURN_MS } from '../proxy/index.ts'

/** A request, and how it stands with the waiting room of its route. */
interface Arriving {
  readonly facts: Facts
  readonly site: Site
  readonly course: { readonly isRoomFull?: boolean; readonly isIn?: boolean }
}

/**
 * Before a waiting room that is full, whose pace nobody knows, or whose limit is over; null for what does not wait there.
 * Nothing is counted.
 */
export function toldToWait(
  { facts, site, course }: Arriving,
  ledger: Ledger,
  orders: OrderBook,
): Judged | null {
  if (course.isIn === true || !site.hasWaitingRoom || builtInLimit(facts) !== null) return null
  const foreseen = foresee(facts, site, ledger, orders)
  const room = foreseen?.decision.kind === 'pass' ? foreseen.route.waitingRoom : null
  if (foreseen === null || room === null) return null
  const told = course.isRoomFull === true ? FULL : byRate(room, ledger)
  return told === null ? null : waitsForTurn(foreseen, room, told)
}

type Told = Parameters<typeof waitsForTurn>[2]

const FULL: Told = { retryAfterMs: UNKNOWN_TURN_MS, isByRate: false }

function byRate({ rate }: WaitingRoom, ledger: Ledger): Told | null {
  const retryAfterMs = rate === null ? 0 : ledger.look(rate.counter, rate.key, rate)
  return retryAfterMs === 0 ? null : { retryAfterMs, isByRate: true }
}
