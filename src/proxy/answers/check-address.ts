import { isWayBack } from '../../challenge-pages/index.ts'
import { type Clearance } from '../../model/index.ts'
import { type Exchange, type Ordered } from '../exchange.ts'
import { askedHost } from '../reading/host.ts'
import { leadsToOwnPath } from '../reading/own-prefix.ts'
import { holdsNul, pathReadings } from '../reading/path-readings.ts'
import { orderQuery } from './order.ts'
import { isRead } from './tokens.ts'

/** Where the check stands for whoever goes there. */
export const CHECK_PATH = '/.paart/check'

/** Front servers refuse request lines of eight kilobytes; a longer way leads to the front page. */
const ADDRESS_CHARS_MAX = 4_096

/**
 * The address of the check for somebody whose script, picture or frame was stopped: it leads back to
 * `way`. A clearance above the lowest stands in it, since the page at `way` may ask for less, or for none; so does
 * what is to be bought.
 */
export function checkAddress(
  way: string,
  clearance: Clearance,
  order: Ordered | null = null,
): string {
  const asked = clearance === 'waited' ? '' : `&clearance=${clearance}`
  const query = order === null ? asked : `${asked}&${orderQuery(order)}`
  const address = `${CHECK_PATH}?to=${encodeURIComponent(way)}${query}`
  return address.length > ADDRESS_CHARS_MAX ? `${CHECK_PATH}?to=%2F${query}` : address
}

/**
 * The page that a person looks at while something of it was stopped: the one that names itself as the
 * referrer, else what was to be shown in a frame, else the front page.
 */
export function pageAround(exchange: Exchange): string {
  const named = ownReferrer(exchange)
  if (named !== null && isWay(named)) return named
  const isShown = exchange.header('sec-fetch-mode') === 'navigate' && isRead(exchange.method)
  return isShown && isWay(exchange.target) ? exchange.target : '/'
}

/** Path and query of the page of this origin that sent the request; null where another did, or none says so. */
export function ownReferrer(exchange: Exchange): string | null {
  const referer = exchange.header('referer')
  const own = `${exchange.scheme}://${askedHost(exchange)}/`.toLowerCase()
  if (referer?.slice(0, own.length).toLowerCase() !== own) return null
  return referer.slice(own.length - 1)
}

/** Whether a person can be led there: to a path of the application, on this host. */
export function isWay(text: string): boolean {
  if (!isWayBack(text)) return false
  const [path = ''] = text.split(/[?#]/, 1)
  return !holdsNul(path) && !leadsToOwnPath({ path, readings: pathReadings(path, false) })
}
