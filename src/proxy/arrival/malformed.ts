import { STATUS_CODES } from 'node:http'
import { type Reference } from '../../model/index.ts'
import { METHODS } from '../reading/refusal.ts'

const DETAILS: Readonly<Record<number, string>> = {
  400: 'This is not a request in HTTP/1.1.',
  405: 'This is not an open proxy.',
  408: 'The request took too long to arrive.',
  414: 'The address that is asked for is too long.',
  431: 'The request headers are too long.',
  501: 'This method is not known here.',
  505: 'Only HTTP/1.0 and HTTP/1.1 are spoken here.',
}

/**
 * A whole answer, bytes and all, to something that was not understood as a request: the connection
 * is closed after it, since nobody can tell where a next request would begin.
 */
export function malformedAnswer(status: number, reference: Reference): string {
  const title = STATUS_CODES[status] ?? 'Bad Request'
  const document = { type: 'urn:paart:error', title, status, detail: DETAILS[status], reference }
  const body = `${JSON.stringify(document)}\n`
  const fields = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Robots-Tag: noindex',
    'Referrer-Policy: same-origin',
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    'Paart-Decision: error',
    `Paart-Reference: ${reference}`,
    ...(status === 405 ? [`Allow: ${METHODS}`] : []),
    'Connection: close',
  ]
  return `${fields.join('\r\n')}\r\n\r\n${body}`
}
