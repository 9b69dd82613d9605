import { type IncomingMessage } from 'node:http'
import { type Exchange } from './exchange.ts'

/**
 * A body nobody wants is read and thrown away up to here, since a browser shows an answer only
 * after it has sent all; what is longer is cut off.
 */
const DISCARD_BYTES_MAX = 256 * 1024 * 1024

/** A form or a proof is a few kilobytes; a slower sender holds a connection for nothing. */
const OWN_BODY_TIMEOUT_MS = 30_000

/** Whether a request has a body that has not been read to its end. */
function hasUnreadBody(request: IncomingMessage): boolean {
  return !request.complete && !request.readableEnded
}

/**
 * Makes sure that the rest of a request's body is not taken for the next request: it is read and
 * forgotten, or the connection must `close` because the client still waits for leave to send it.
 */
export function discardBody({ request, expectsContinue, isContinued }: Exchange): 'close' | 'keep' {
  if (!hasUnreadBody(request)) return 'keep'
  if (expectsContinue && !isContinued) return 'close'
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > DISCARD_BYTES_MAX) request.destroy()
  })
  request.resume()
  return 'keep'
}

export type OwnBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'gone' }

/** Reads the body of a request to one of the gate's own paths, at most `bytesMax` of it. */
export function readOwnBody(exchange: Exchange, bytesMax: number): Promise<OwnBody> {
  const { request } = exchange
  const declared = Number(exchange.header('content-length') ?? 0)
  if (declared > bytesMax) return Promise.resolve({ kind: 'too-large' })
  exchange.continue()
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const timer = setTimeout(() => request.destroy(), OWN_BODY_TIMEOUT_MS)
    const finish = (body: OwnBody): void => {
      clearTimeout(timer)
      request.off('data', take)
      resolve(body)
    }
    const take = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > bytesMax) finish({ kind: 'too-large' })
      else chunks.push(chunk)
    }
    request.on('data', take)
    request.once('end', () => finish({ kind: 'read', bytes: Buffer.concat(chunks) }))
    request.once('close', () => finish({ kind: 'gone' }))
  })
}
