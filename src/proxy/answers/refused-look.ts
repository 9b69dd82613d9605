import { type Reason } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { discardBody } from './body.ts'

/**
 * Tells nginx that a request is not let through. It knows no other status for that than 401 and 403, and takes
 * any other for a fault of its own. The record says why where the answer is fetched, and not twice.
 */
export function refuseLook(exchange: Exchange): void {
  const { response, reason } = exchange
  if (!isOfQuestion(reason)) {
    exchange.decision = 'own'
    exchange.reason = { what: 'gate', name: 'look refused', line: 0 }
  }
  const fields = ['Cache-Control', 'no-store', 'Content-Length', '0']
  if (discardBody(exchange) === 'close') fields.push('Connection', 'close')
  response.writeHead(403, fields)
  response.end()
}

/** Whether the fault is the question's, so that the answer that is fetched may have none. */
function isOfQuestion({ what, name }: Reason): boolean {
  return what === 'request' && (name === 'undescribed' || name === 'stranger')
}
