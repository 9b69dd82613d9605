import { type Rate } from '../../model/index.ts'
import { type Gate } from '../gate.ts'
import { stockOf } from './stocks.ts'
import { type Surroundings } from './surroundings.ts'

/*
 * What guessing codes may find. There are 10^9 codes (nine digits and a check digit), of which 512 wait
 * at most. In any 30 minutes, the life of a code, one address may be wrong 10 + 10 times and one network twice
 * that: 40 x 512 / 10^9, a chance of 1 in 50,000. Where networks are to be had for nothing, what lies around
 * one may be wrong four (/48) and eight times (/32) as often, so that whoever holds a prefix shuts nobody else's
 * door. All together may be wrong 1,000 + 4,000 times: at most 1 in 400, and with twenty codes waiting, as on
 * a working day, 1 in 10,000; 125 networks have to be busy with it all the time, or 31 of IPv6 /48. Beyond it
 * no code is taken until there is room again, a good one neither: what is not looked at cannot be found.
 * Workers that look at the same moment may each be one wrong code above it; where other gates are asked as well, eight
 * for a network. Gates that share codes share these rates, and have 512 codes each.
 */

/** Ten slips in a row, or one in three minutes: enough for an office where everybody was given a code. */
const ADDRESS_RATE: Rate = { intervalMs: 180_000, burst: 10 }

/** Of a network: two devices that guess shut its door, all but a quarter as much for those that did not. */
const NETWORK_RATE: Rate = { intervalMs: 90_000, burst: 20 }

/** Of all networks together. */
const TOTAL_RATE: Rate = { intervalMs: 450, burst: 1_000 }

const TOTAL_COUNTER = 'door\0human\0all'

const WRONG_CODES = stockOf('wrong codes', {
  address: ADDRESS_RATE,
  spared: 1 / 4,
  v4: [],
  v6: [4, 8],
})

/** Ms until a code from there is looked at again; 0 for at once. */
export function guessWaitMs(from: Surroundings, { limits, stocks, clock }: Gate): number {
  const totalMs = limits.rates.look(TOTAL_COUNTER, '', TOTAL_RATE, clock.steadyMs())
  return Math.max(stocks.waitMs(WRONG_CODES, from, NETWORK_RATE), totalMs)
}

/** Counts a code that was none; slips that the check digit finds are not counted. */
export function countWrongGuess(from: Surroundings, { limits, stocks, clock }: Gate): void {
  stocks.take(WRONG_CODES, from, NETWORK_RATE)
  limits.rates.take(TOTAL_COUNTER, '', TOTAL_RATE, clock.steadyMs())
}
