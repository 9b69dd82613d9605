import { type Facts, type Rate, type Reason, type Verdict } from '../model/index.ts'

/** What is told of the limit that no configuration writes. */
export const PREFLIGHTS: Reason = { what: 'limit', name: 'preflights', line: 0 }

/**
 * A page that asks a hundred things of another host at once, and five new ones a second after that:
 * browsers keep what they were told for at least five seconds, and usually for minutes.
 */
const OF_ADDRESS: Rate = { intervalMs: 200, burst: 100 }

/** Four addresses that do so all the time: an office has more, but they do not begin all at once. */
const OF_NETWORK: Rate = { intervalMs: 50, burst: 400 }

/** Takes one from a counter: 0, or the wait in ms. */
interface Counters {
  readonly take: (counter: string, key: string, rate: Rate) => number
}

/**
 * Takes one from what a client may ask without the check. Preflights are spared it, as they can never
 * show a pass; this keeps that from being a way to keep an application busy. Null where there is room.
 */
export function preflightVerdict(facts: Facts, { take }: Counters): Verdict | null {
  const { addressKey, network } = facts
  const retryAfterMs =
    take('preflights\0address', addressKey, OF_ADDRESS) ||
    take('preflights\0network', network, OF_NETWORK)
  if (retryAfterMs === 0) return null
  return { kind: 'final', decision: { kind: 'limit', reason: PREFLIGHTS, retryAfterMs } }
}
