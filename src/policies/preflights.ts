import { type Facts, type Rate, type Reason } from '../model/index.ts'

/** A limit that no configuration writes. */
export interface BuiltInLimit {
  /** What is told of it. */
  readonly reason: Reason
  readonly rates: readonly {
    readonly counter: string
    readonly key: string
    readonly rate: Rate
  }[]
}

const REASON: Reason = { what: 'limit', name: 'preflights', line: 0 }

/**
 * A page that asks a hundred things of another host at once, and five new ones a second after that:
 * browsers keep what they were told for at least five seconds, and usually for minutes.
 */
const OF_ADDRESS: Rate = { intervalMs: 200, burst: 100 }

/** Four addresses that do so all the time: an office has more, but they do not begin all at once. */
const OF_NETWORK: Rate = { intervalMs: 50, burst: 400 }

/**
 * What a client may ask without the check. Preflights are spared it, as they can never show a pass; this keeps
 * that from being a way to keep an application busy.
 */
export function preflightLimit({ addressKey, network }: Facts): BuiltInLimit {
  return {
    reason: REASON,
    rates: [
      { counter: 'preflights\0address', key: addressKey, rate: OF_ADDRESS },
      { counter: 'preflights\0network', key: network, rate: OF_NETWORK },
    ],
  }
}
