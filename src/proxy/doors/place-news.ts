import { pageLanguageOf } from '../../challenge-pages/index.ts'
import { type WaitingRoom } from '../../model/index.ts'
import { languageOf, send } from '../answers/answers.ts'
import { provingCounters } from '../answers/limit-tags.ts'
import { ROOM_PARAMETER, askAgainSeconds } from '../answers/room-page.ts'
import { type AtRoom } from '../at-room.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, present } from '../reading/identify.ts'

/**
 * `GET /.paart/place?room=`: whether it is the turn of whoever asks, as JSON, for the script of the page that
 * waits. It takes no place: a page that nobody looks at any more shall not hold one.
 */
export async function servePlaceNews(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const query = new URLSearchParams(identified.query)
  const room = roomOf(exchange, query.get(ROOM_PARAMETER))
  const presented = await present(exchange, identified, gate)
  const atRoom = room === null ? null : gate.rooms.ask(exchange, { ...identified, presented }, room)
  if (atRoom !== null && exchange.site !== null && presented.kind === 'held') {
    gate.prices.hold(presented.pass, provingCounters(exchange.site))
  }
  const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
  if (atRoom === null || atRoom.turn.kind === 'turned-away')
    return send(exchange, 404, headers, '{}\n')
  const cookie = atRoom.turn.kind === 'waits' ? gate.rooms.cookieFor(exchange, atRoom) : null
  if (cookie !== null) headers.push('Set-Cookie', cookie)
  send(exchange, 200, headers, `${JSON.stringify(newsOf(exchange, gate, atRoom, query))}\n`)
}

function roomOf({ site }: Exchange, tag: string | null): WaitingRoom | null {
  const route = site?.routes.find(({ waitingRoom }) => waitingRoom?.tag === tag)
  return tag === null ? null : (route?.waitingRoom ?? null)
}

function newsOf(
  exchange: Exchange,
  gate: Gate,
  atRoom: AtRoom,
  query: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const { turn } = atRoom
  const askAgain = { askAgainSeconds: askAgainSeconds(atRoom) }
  if (turn.kind !== 'waits') return { isTurn: true, before: '', time: '', ...askAgain }
  const chosen = pageLanguageOf(query.get('language'), exchange.site?.languages ?? [])
  const language = chosen ?? languageOf(exchange)
  const { before, secondsLeft } = turn
  const news = gate.pages(exchange.site).roomNews({ language, before, secondsLeft })
  return { isTurn: false, ...news, ...askAgain }
}
