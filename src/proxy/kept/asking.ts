import { type Facts } from '../../model/index.ts'
import { failWith } from '../answers/answers.ts'
import { type Exchange } from '../exchange.ts'
import { forward } from '../forwarding/forward.ts'
import { handOut, receive } from './keeping.ts'
import { sendFate } from './pages.ts'
import { sentHere } from './repetition.ts'
import { sendFile } from './sending-on.ts'
import { type KeptDesk } from './desk.ts'

/**
 * A form that is as long as one that was delivered here: a browser's own second try, a reload, a second
 * press, or a second form. Where it is the same, byte for byte, its sender is asked; it is neither dropped
 * nor sent twice in silence. Any other goes on.
 */
export async function askIfRepeated(
  exchange: Exchange,
  facts: Facts,
  desk: KeptDesk,
): Promise<void> {
  const { gate, kept } = desk
  const ticket = await receive(exchange, facts, desk)
  if (exchange.isGone || ticket === 'gone') return
  // Where nothing was read of it, it goes the usual way.
  if (ticket === 'too-large' || ticket === 'full') return forward(exchange, facts, gate, null)
  if (ticket === 'broken') return failWith(exchange, gate, 'gate-full')
  const file = await kept.store.open(ticket)
  if (file === null) return failWith(exchange, gate, 'gate-full')
  const before = await sentHere(exchange, desk, { target: exchange.target })
  const same = before.find((glance) => glance.isBody(file.digest))
  if (exchange.isGone) return void (await file.remove())
  if (same !== undefined) {
    const setCookies = handOut(exchange, ticket)
    const { form } = exchange
    return sendFate(exchange, gate, { state: 'already', atMs: same.atMs, form, setCookies })
  }
  if (await file.take({ again: false })) sendFile(exchange, facts, { gate, kept, file }, null)
}
