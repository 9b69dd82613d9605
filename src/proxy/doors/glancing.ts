import { type Glance, glanceOf } from '../../kept/index.ts'
import { type KeptCookie, mayBeSentTo } from '../../client/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { isElsewhere } from '../hops/keepers.ts'
import { askForForm } from '../hops/questions.ts'

/**
 * What is known of a form by its browser's half of the key. A disk that cannot be read is told of, and stops
 * nobody who has something else to do here. Where another gate keeps it that one is asked, if it may have been sent to
 * `target`: of any other nobody wants to know.
 */
export async function glanceAt(
  exchange: Exchange,
  cookie: KeptCookie,
  { gate, target }: { readonly gate: Gate; readonly target: string },
): Promise<Glance | null> {
  const ticket = { id: cookie.id, cookieHalf: cookie.half }
  try {
    const own = (await gate.kept?.store.glance(ticket)) ?? null
    if (own !== null || !isElsewhere(cookie.id, gate) || !mayBeSentTo(cookie, target)) return own
    const shown = await askForForm(cookie, exchange, gate)
    return shown && glanceOf(shown, ticket)
  } catch (error) {
    gate.tellDefect(exchange, error)
    return null
  }
}
