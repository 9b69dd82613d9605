import { type Facts } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type CookieOffer, mayBringCookie } from './renewal.ts'

/**
 * The cookie of a place in a waiting room, where its time has come; null otherwise. A new place whose cookie does
 * not go out, since a shared cache may keep the answer, is given back: its holder could never show it.
 */
export function placeOffer(exchange: Exchange, facts: Facts, gate: Gate): CookieOffer | null {
  const { atRoom } = exchange
  if (atRoom?.turn.kind !== 'in' || facts.method !== 'GET' || !mayBringCookie(facts)) return null
  const { ticket, isNew } = atRoom.turn
  const cookie = gate.rooms.cookieFor(exchange, atRoom)
  if (cookie === null) return null
  return (isShared) => {
    if (isShared) {
      if (isNew) gate.rooms.giveBack(atRoom, ticket)
      return []
    }
    gate.rooms.handOver(atRoom, ticket)
    return [cookie]
  }
}
