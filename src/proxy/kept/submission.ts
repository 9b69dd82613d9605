import { type Submission } from '../../kept/index.ts'
import { type Facts } from '../../model/index.ts'
import { isForeign } from '../doors/doors.ts'
import { type Exchange } from '../exchange.ts'
import { isMadeUp } from '../forwarding/request-headers.ts'
import { type Gate } from '../gate.ts'
import { type RawHeaders } from '../headers.ts'

/** What is kept of a form besides its body. */
export function submissionOf(
  exchange: Exchange,
  { site, scheme, host }: Facts,
  gate: Gate,
): Submission {
  return {
    target: exchange.target,
    method: exchange.method,
    rawHeaders: believedHeaders(exchange, gate),
    site,
    scheme,
    host,
    reference: exchange.reference,
    receivedAtMs: exchange.arrivedMs,
    isForeign: isOfAnotherOrigin(exchange),
  }
}

/**
 * Its header fields without those by which somebody made up who he is: the form may be claimed by way of a
 * proxy that is believed, which has not written them.
 */
function believedHeaders(exchange: Exchange, { fieldNames }: Gate): RawHeaders {
  const { request, client } = exchange
  const { rawHeaders } = request
  return rawHeaders.filter(
    (_, at) => !isMadeUp(fieldNames.read(rawHeaders[at - (at % 2)] ?? ''), exchange, client),
  )
}

/** Whether a page of another origin may have sent the form; what a person did, such as a reload, is of none. */
export function isOfAnotherOrigin(exchange: Exchange): boolean {
  return exchange.header('sec-fetch-site') !== 'none' && isForeign(exchange)
}
