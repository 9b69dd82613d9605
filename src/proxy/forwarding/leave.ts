import { type Facts } from '../../model/index.ts'
import { discardBody } from '../answers/body.ts'
import { type CookieOffer } from '../answers/renewal.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { clientField, requestId } from './request-headers.ts'

/**
 * Tells a proxy that asked that it may forward the request: no content, and what the backend is to
 * be told. `setCookie` goes out by itself; the proxy knows whether a shared cache may keep the answer that it
 * adds it to. One alone, since nginx reads no second.
 */
export function giveLeave(
  exchange: Exchange,
  facts: Facts,
  _gate: Gate,
  setCookie: CookieOffer | null,
): void {
  const { response, client, judged } = exchange
  if (exchange.isGone || client === null) return
  const fields = ['X-Request-Id', requestId(exchange, client)]
  fields.push('Paart-Client', clientField(facts, judged?.score ?? 0, judged?.marks ?? []))
  for (const cookie of setCookie?.(false).slice(0, 1) ?? []) fields.push('Set-Cookie', cookie)
  fields.push('Cache-Control', 'no-store')
  if (discardBody(exchange) === 'close') fields.push('Connection', 'close')
  response.writeHead(204, fields)
  response.end()
}
