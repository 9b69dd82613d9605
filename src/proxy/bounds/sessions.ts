import { type Rate } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/**
 * Sessions of one network whose server is remembered: 4,000 in a day's work, and as many at once. Where whoever
 * leaves out the cookie is given a new one each time, one client makes as many as it sends requests; seventy
 * networks that do so find room for all of theirs.
 */
const SESSION_RATE: Rate = { intervalMs: (8 * 3_600_000) / 4_000, burst: 4_000 }

/** Whether one more session that began there is remembered. Counts it. */
export function mayRemember({ client }: Exchange, { limits, clock }: Gate): boolean {
  if (client === null) return false
  return limits.rates.take('sessions', client.network, SESSION_RATE, clock.steadyMs()) === 0
}
