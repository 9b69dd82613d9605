import { type Exchange } from '../exchange.ts'
import { headerValues } from '../headers.ts'

/**
 * Whether one parser and any other agree on where the body ends (RFC 9112 section 6.3): at most one
 * Content-Length of digits, or one Transfer-Encoding that is exactly `chunked`, never both, never in
 * HTTP/1.0.
 */
export function hasClearFraming({ request }: Exchange): boolean {
  const lengths = headerValues(request.rawHeaders, 'content-length')
  const codings = headerValues(request.rawHeaders, 'transfer-encoding')
  if (codings.length === 0) {
    return lengths.length === 0 || (lengths.length === 1 && /^\d{1,15}$/.test(lengths[0] ?? ''))
  }
  const isChunked = codings.length === 1 && codings[0]?.toLowerCase() === 'chunked'
  return isChunked && lengths.length === 0 && request.httpVersion === '1.1'
}
