import { failWith, refuse } from '../answers/answers.ts'
import { type DeadlineOwner } from '../bounds/deadlines.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { senderOf } from './sender.ts'

/** A form or a proof is a few kilobytes; a slower sender holds a connection for nothing. */
const TIMEOUT_MS = 30_000

export type OwnBody =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** The client has left, or has been told: it was too slow, or there was no room for it any more. */
  | { readonly kind: 'gone' }

/** Reads the body of a request to one of the gate's own paths, at most `bytesMax` of it. */
export function readOwnBody(exchange: Exchange, gate: Gate, bytesMax: number): Promise<OwnBody> {
  const { request, response } = exchange
  const length = exchange.header('content-length')
  if (Number(length ?? 0) > bytesMax) return Promise.resolve({ kind: 'too-large' })
  exchange.continue()
  return new Promise((resolve) => {
    const owner: DeadlineOwner = { deadlineAt: -1 }
    const finish = (body: OwnBody): void => {
      gate.deadlines.clear(owner)
      resolve(body)
    }
    const letGo = gate.ownIntake.receive({
      request,
      network: senderOf(exchange, gate).network,
      // What reaches this is too large.
      bytesMax: bytesMax + 1,
      length: length === undefined ? null : Number(length),
      keepsTrailers: false,
      onReceived(body) {
        if (Buffer.isBuffer(body)) return finish({ kind: 'read', bytes: body })
        body.destroy()
        finish({ kind: 'too-large' })
      },
      onRefused() {
        failWith(exchange, gate, 'gate-full')
        finish({ kind: 'gone' })
      },
    })
    gate.deadlines.set(owner, TIMEOUT_MS, () => {
      letGo()
      response.shouldKeepAlive = false
      refuse(exchange, gate, 'slow-body')
      finish({ kind: 'gone' })
    })
    request.once('close', () => finish({ kind: 'gone' }))
  })
}
