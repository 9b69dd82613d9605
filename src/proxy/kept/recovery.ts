import { type KeptPageState } from '../../challenge-pages/index.ts'
import { type KeptState } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { keptCookiesOf } from '../reading/kept-cookies.ts'
import { sendFate } from './pages.ts'
import { type KeptDesk } from './desk.ts'

/** What is told where a page is asked for and not sent to; null: nothing, its sender has the answer. */
const TOLD: Readonly<Record<KeptState, KeptPageState | null>> = {
  kept: 'recover',
  moved: 'recover',
  delivering: 'pending',
  delivered: 'already',
  unknown: 'unknown',
  answered: null,
}

/**
 * Where a form lies that its browser has not seen the answer to, loading that address is most likely a
 * reload after a fault, which some browsers make of a POST: its sender is told how things are. Once the
 * answer has been given, nobody is stopped: forms are often sent to the page they stand on.
 */
export async function recover(exchange: Exchange, { gate, kept }: KeptDesk): Promise<boolean> {
  for (const { id, half } of keptCookiesOf(exchange).toReversed()) {
    const glance = await kept.store.glance({ id, cookieHalf: half })
    const state = glance === null ? null : TOLD[glance.state]
    if (glance === null || state === null || !glance.isTarget(exchange.target)) continue
    sendFate(exchange, gate, { state, atMs: glance.atMs, id })
    return true
  }
  return false
}
