import { type NotKept } from '../../kept/index.ts'
import { type Facts } from '../../model/index.ts'
import { failWith } from '../answers/answers.ts'
import { type Exchange } from '../exchange.ts'
import { forward } from '../forwarding/forward.ts'
import { type Gate } from '../gate.ts'
import { handOut, receive } from './keeping.ts'
import { repeatedFate, sendFate } from './pages.ts'
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
  if (typeof ticket === 'string') return goUsualWay(exchange, facts, gate, ticket)
  const file = await kept.store.open(ticket)
  if (file === null) return failWith(exchange, gate, 'gate-full')
  const before = await sentHere(exchange, desk, { target: exchange.target })
  const same = before.find((glance) => glance.isBody(file.digest))
  if (exchange.isGone) return void (await file.remove())
  if (same !== undefined) {
    const setCookies = await handOut(exchange, ticket, gate)
    const { form } = exchange
    return sendFate(exchange, gate, { ...repeatedFate(same), form, setCookies })
  }
  if (await file.take({ again: false }))
    sendFile(exchange, facts, { gate, kept, file }, { isClaim: false })
}

/** What cannot be kept is not compared: it goes on, where nothing has been read of it. */
function goUsualWay(exchange: Exchange, facts: Facts, gate: Gate, why: NotKept): void {
  const isUnread = why !== 'broken' && exchange.header('transfer-encoding') === undefined
  if (!isUnread) return failWith(exchange, gate, 'gate-full')
  // Whoever wanted to keep it held it back.
  exchange.request.resume()
  forward(exchange, facts, gate, null)
}
