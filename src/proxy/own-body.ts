import { refuse } from './answers.ts'
import { type DeadlineOwner } from './deadlines.ts'
import { type Exchange } from './exchange.ts'
import { type Gate } from './gate.ts'

/** A form or a proof is a few kilobytes; a slower sender holds a connection for nothing. */
const TIMEOUT_MS = 30_000

export type OwnBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** The client has left, or has been told that it is too slow. */
  | { readonly kind: 'gone' }

/** Reads the body of a request to one of the gate's own paths, at most `bytesMax` of it. */
export function readOwnBody(exchange: Exchange, gate: Gate, bytesMax: number): Promise<OwnBody> {
  const { request, response } = exchange
  const declared = Number(exchange.header('content-length') ?? 0)
  if (declared > bytesMax) return Promise.resolve({ kind: 'too-large' })
  exchange.continue()
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const owner: DeadlineOwner = { deadlineAt: -1 }
    const finish = (body: OwnBody): void => {
      gate.deadlines.clear(owner)
      request.off('data', take)
      resolve(body)
    }
    const take = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > bytesMax) finish({ kind: 'too-large' })
      else chunks.push(chunk)
    }
    gate.deadlines.set(owner, TIMEOUT_MS, () => {
      response.shouldKeepAlive = false
      refuse(exchange, gate, 'slow-body')
      finish({ kind: 'gone' })
    })
    request.on('data', take)
    request.once('end', () => finish({ kind: 'read', bytes: Buffer.concat(chunks) }))
    request.once('close', () => finish({ kind: 'gone' }))
  })
}
