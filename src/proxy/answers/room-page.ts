import { type PageLanguage } from '../../challenge-pages/index.ts'
import { TAKE_MS } from '../../limits/index.ts'
import { type AtRoom } from '../at-room.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { languageOf, sendPage, sendShort } from './answers.ts'
import { stepsBackOf, wayToken } from './tokens.ts'

/** The names in the query by which a page asks for the place of its browser. */
export const ROOM_PARAMETER = 'room'

/** The script asks about ten times until the turn, and no more often than a place falls free. */
const ASKS = 10
const ASK_SECONDS_LEAST = 5
const ASK_SECONDS_MOST = 30

/** What of the answer is not of the room. */
export interface RoomAnswer {
  readonly retryAfterMs: number
  readonly rateLimit?: readonly string[]
  /** Where it was chosen just now. */
  readonly language?: PageLanguage
  readonly setCookies?: readonly string[]
}

/** The 429 of a waiting room: a page for a person in a tab; everybody else is told in short. */
export function sendRoom(
  exchange: Exchange,
  gate: Gate,
  atRoom: AtRoom,
  { retryAfterMs, rateLimit = [], language = languageOf(exchange), setCookies = [] }: RoomAnswer,
): void {
  const { room, turn } = atRoom
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  const detail = `Many people use this; it is not your turn. Try again in ${retryAfterSeconds} seconds.`
  const answer = { told: 'limit', status: 429, retryAfterSeconds, rateLimit } as const
  if (sendShort(exchange, gate, { ...answer, detail, awaitsTurn: true })) return
  const page = gate.pages(exchange.site).room({
    language,
    reference: exchange.reference,
    wayToken: wayToken(exchange, gate),
    wait: turn.kind === 'waits' ? turn : turn.kind === 'in' ? 'turn' : null,
    takeSeconds: Math.min(TAKE_MS, room.forMs) / 1000,
    askPath: `${ROOM_PARAMETER}=${room.tag}`,
    askAgainSeconds: askAgainSeconds(atRoom),
    stepsBack: stepsBackOf(exchange),
    kept: exchange.form,
  })
  const cookie = gate.rooms.cookieFor(exchange, atRoom)
  const cookies = cookie === null ? setCookies : [...setCookies, cookie]
  sendPage(exchange, { ...answer, page, language, setCookies: cookies })
}

/** After how long a page asks again whether it is the turn. */
export function askAgainSeconds({ turn }: AtRoom): number {
  if (turn.kind !== 'waits' || turn.secondsLeft === null) return ASK_SECONDS_MOST / 2
  const tenth = Math.ceil(turn.secondsLeft / ASKS)
  return Math.min(Math.max(tenth, ASK_SECONDS_LEAST), ASK_SECONDS_MOST)
}
