import { checkAddress, isWay, ownReferrer } from '../answers/check-address.ts'
import { sendBack } from '../answers/way-back.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, present } from '../reading/identify.ts'
import { clearanceAt, isEnough } from './asked-clearance.ts'
import { sendCheck } from './check-page.ts'
import { orderAsked } from './orders.ts'

/**
 * `GET /.paart/check?to=`: the check for whoever goes there, because a script, a picture or a frame of
 * the application was stopped. Its doors lead back to this address, which leads on with a pass that is
 * enough: so a cookie that was lost, and a change of language, are seen here and not behind.
 */
export async function serveCheck(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  if (isSentByOthers(exchange)) return lead(exchange, '/', 'check foreign')
  const query = new URLSearchParams(identified.query)
  const to = query.get('to') ?? '/'
  const way = isWay(to) ? to : '/'
  const clearance = clearanceAt(way, exchange.site, query.get('clearance'))
  await orderAsked(exchange, identified, gate, query)
  const presented = await present(exchange, identified, gate)
  if (presented.kind === 'held' && isEnough(presented.pass, clearance, exchange, gate)) {
    return lead(exchange, way, 'check passed')
  }
  exchange.reason = { what: 'gate', name: 'check', line: 0 }
  const { order } = exchange
  const check = (): string => checkAddress(way, clearance, order)
  sendCheck(exchange, gate, { client: identified, clearance, check })
}

function lead(exchange: Exchange, way: string, name: 'check foreign' | 'check passed'): void {
  exchange.reason = { what: 'gate', name, line: 0 }
  sendBack(exchange, way, [])
}

/**
 * Whether a page of another origin sent the person here. What comes behind the check is asked for by a
 * page of this origin, so that nobody else may choose it. Typed in, or opened by another program, it
 * is no more than the address at which it ends. Old browsers say it in the referrer alone.
 */
function isSentByOthers(exchange: Exchange): boolean {
  const site = exchange.header('sec-fetch-site')
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return exchange.header('referer') !== undefined && ownReferrer(exchange) === null
}
