import { type Judged } from '../../policies/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { sendLimit } from './limit-page.ts'
import { rateLimitFields } from './rate-limit-fields.ts'
import { sendRoom } from './room-page.ts'

/** The 429 of a request that is over a limit, or whose sender's turn has not come. */
export function sendHeldBack(
  exchange: Exchange,
  gate: Gate,
  judged: Judged,
  setCookies: readonly string[] = [],
): void {
  if (judged.decision.kind !== 'limit') throw new Error('what is let through is not held back')
  const { retryAfterMs } = judged.decision
  const rateLimit = rateLimitFields(judged)
  const { atRoom } = exchange
  if (atRoom === null) return sendLimit(exchange, gate, retryAfterMs, { rateLimit })
  sendRoom(exchange, gate, atRoom, { retryAfterMs, rateLimit, setCookies })
}
