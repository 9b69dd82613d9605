import { type OpenBackend, type Wish } from '../../backends/index.ts'
import { type Facts } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'

/** Which server a request would like to go to; null where it may go anywhere. */
export function wishOf(open: OpenBackend, exchange: Exchange, { addressKey }: Facts): Wish | null {
  if (!open.isSticky) return null
  return open.wishOf({ cookie: exchange.header('cookie'), target: exchange.target, addressKey })
}
