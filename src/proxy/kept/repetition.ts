import { type Glance, isWaiting } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { keptCookiesOf } from '../reading/kept-cookies.ts'
import { type KeptDesk } from './desk.ts'
import { glanceAt } from '../doors/glancing.ts'

/** What this browser has sent to where it sends now, which was kept and has gone on, as far as is known. */
export async function sentHere(
  exchange: Exchange,
  { gate }: KeptDesk,
  { target, exceptId = '' }: { readonly target: string; readonly exceptId?: string },
): Promise<readonly Glance[]> {
  const glances = await Promise.all(
    keptCookiesOf(exchange)
      .filter(({ id }) => id !== exceptId)
      .map((cookie) => glanceAt(exchange, cookie, { gate, target })),
  )
  return glances.filter((glance) => glance !== null).filter((glance) => hasGoneOn(glance, target))
}

function hasGoneOn({ state, isTarget }: Glance, target: string): boolean {
  return !isWaiting(state) && isTarget(target)
}

/**
 * Notes whether a form may be one that was delivered already: as long as one that was. Only then it is
 * compared, if it is let through at all.
 */
export async function noteRepetition(exchange: Exchange, desk: KeptDesk): Promise<void> {
  const { target } = exchange
  const length = exchange.received?.length ?? Number(exchange.header('content-length') ?? 0)
  const before = await sentHere(exchange, desk, { target })
  exchange.mayBeRepeated = before.some((glance) => glance.length === length)
}
