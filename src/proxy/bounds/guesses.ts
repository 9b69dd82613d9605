import { type ClientNetwork, type Rate } from '../../model/index.ts'
import { type Gate } from '../gate.ts'

/*
 * What guessing codes may find. There are 10^9 codes (nine digits and a check digit), of which 512 wait
 * at most. In any 30 minutes, the life of a code, one network may be wrong 10 + 10 times: 20 x 512 / 10^9,
 * a chance of 1 in 100,000. All together may be wrong 1,000 + 4,000 times: at most 1 in 400, and with
 * twenty codes waiting, as on a working day, 1 in 10,000; 250 networks have to be busy with it all the
 * time. Beyond it no code is taken until there is room again, a good one neither: what is not looked at
 * cannot be found. Workers that look at the same moment may each be one wrong code above it.
 */

/** Ten slips in a row, or one in three minutes: enough for an office where everybody was given a code. */
const NETWORK_RATE: Rate = { intervalMs: 180_000, burst: 10 }

/** Of all networks together. */
const TOTAL_RATE: Rate = { intervalMs: 450, burst: 1_000 }

const NETWORK_COUNTER = 'door\0human\0network'
const TOTAL_COUNTER = 'door\0human\0all'

/** Ms until a code of that network is looked at again; 0 for at once. */
export function guessWaitMs(network: ClientNetwork, { limits, clock }: Gate): number {
  const nowMs = clock.steadyMs()
  const ownMs = limits.rates.look(NETWORK_COUNTER, network, NETWORK_RATE, nowMs)
  return Math.max(ownMs, limits.rates.look(TOTAL_COUNTER, '', TOTAL_RATE, nowMs))
}

/** Counts a code that was none; slips that the check digit finds are not counted. */
export function countWrongGuess(network: ClientNetwork, { limits, clock }: Gate): void {
  const nowMs = clock.steadyMs()
  limits.rates.take(NETWORK_COUNTER, network, NETWORK_RATE, nowMs)
  limits.rates.take(TOTAL_COUNTER, '', TOTAL_RATE, nowMs)
}
