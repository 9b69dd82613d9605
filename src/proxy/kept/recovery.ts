import { type Glance } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { keptCookiesOf } from '../reading/kept-cookies.ts'
import { TOLD, sendFate } from './pages.ts'
import { type KeptDesk } from './desk.ts'
import { glanceAt } from '../doors/glancing.ts'
import { soonAnswered } from './waiting.ts'

/**
 * Where a form lies that its browser has not seen the answer to, loading that address is most likely a
 * reload after a fault, which some browsers make of a POST: its sender is told how things are. Once the
 * answer has been given, nobody is stopped: forms are often sent to the page they stand on.
 */
export async function recover(exchange: Exchange, desk: KeptDesk): Promise<boolean> {
  const { gate } = desk
  const { target } = exchange
  for (const cookie of keptCookiesOf(exchange).toReversed()) {
    const look = (): Promise<Glance | null> => glanceAt(exchange, cookie, { gate, target })
    const first = await look()
    if (first === null || !first.isTarget(target)) continue
    const glance = await soonAnswered(exchange, first, { gate, look })
    if (exchange.isGone) return true
    if (glance === null || glance.state === 'answered') continue
    sendFate(exchange, gate, { state: TOLD[glance.state], atMs: glance.atMs, id: cookie.id })
    return true
  }
  return false
}
