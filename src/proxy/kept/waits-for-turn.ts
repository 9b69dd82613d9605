import { type PageLanguage } from '../../challenge-pages/index.ts'
import { routeOf } from '../../policies/index.ts'
import { sendRoom } from '../answers/room-page.ts'
import { retryAfterMs } from '../at-room.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, present } from '../reading/identify.ts'

/**
 * Shows the page of a waiting room again, in another language, to whoever has a place there. False where nobody
 * has one: then the form waits for the check.
 */
export async function showRoomAgain(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  shown: { readonly language: PageLanguage; readonly setCookies: readonly string[] },
): Promise<boolean> {
  const { site } = exchange
  const [path] = identified.readings ?? []
  const isKnown = site !== null && path !== undefined
  const room = isKnown ? (routeOf(site, identified.method, path)?.waitingRoom ?? null) : null
  if (room === null) return false
  const presented = await present(exchange, identified, gate)
  const atRoom = gate.rooms.ask(exchange, { ...identified, presented }, room)
  if (atRoom === null) return false
  exchange.decision = 'limit'
  sendRoom(exchange, gate, atRoom, { retryAfterMs: retryAfterMs(atRoom), ...shown })
  return true
}
