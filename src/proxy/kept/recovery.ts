import { type Exchange } from '../exchange.ts'
import { keptCookiesOf } from '../reading/kept-cookies.ts'
import { TOLD, sendFate } from './pages.ts'
import { type KeptDesk } from './desk.ts'

/**
 * Where a form lies that its browser has not seen the answer to, loading that address is most likely a
 * reload after a fault, which some browsers make of a POST: its sender is told how things are. Once the
 * answer has been given, nobody is stopped: forms are often sent to the page they stand on.
 */
export async function recover(exchange: Exchange, { gate, kept }: KeptDesk): Promise<boolean> {
  for (const { id, half } of keptCookiesOf(exchange).toReversed()) {
    const glance = await kept.store.glance({ id, cookieHalf: half })
    if (glance === null || glance.state === 'answered') continue
    if (!glance.isTarget(exchange.target)) continue
    sendFate(exchange, gate, { state: TOLD[glance.state], atMs: glance.atMs, id })
    return true
  }
  return false
}
