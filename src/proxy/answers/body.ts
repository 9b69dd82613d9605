import { type IncomingMessage } from 'node:http'
import { type Exchange } from '../exchange.ts'

/**
 * A body nobody wants is read and thrown away up to here, since a browser shows an answer only
 * after it has sent all; what is longer is cut off.
 */
const DISCARD_BYTES_MAX = 256 * 1024 * 1024

/** Whether a request has a body that has not been read to its end. */
function hasUnreadBody(request: IncomingMessage): boolean {
  return !request.complete && !request.readableEnded
}

/**
 * Makes sure that the rest of a request's body is not taken for the next request: it is read and
 * forgotten, or the connection must `close` because the client still waits for leave to send it. So must
 * one of a proxy that asks: nginx repeats the length of the body that it keeps to itself, unless it is told
 * not to, and what it sends next would be read as that body.
 */
export function discardBody(exchange: Exchange): 'close' | 'keep' {
  const { request, expectsContinue, isContinued, asked } = exchange
  if (!hasUnreadBody(request)) return 'keep'
  if (expectsContinue && !isContinued) return 'close'
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > DISCARD_BYTES_MAX) request.destroy()
  })
  request.resume()
  return asked !== null && announcesBody(exchange) ? 'close' : 'keep'
}

function announcesBody({ header }: Exchange): boolean {
  return (header('content-length') ?? '0') !== '0' || header('transfer-encoding') !== undefined
}
