import { type IncomingMessage, request as ask } from 'node:http'
import { type GateAddress } from '../../model/index.ts'
import { type RawHeaders } from '../headers.ts'

/** In a network of one's own; a machine that is off answers nothing. */
const CONNECT_MS = 1_000

/** After which it is asked whether a machine that says nothing is still there: it has ten seconds to answer. */
const KEEP_ALIVE_MS = 5_000

/** An application's answer may have large fields, and those of the gate beside them. */
const HEAD_BYTES_MAX = 256 * 1024

export interface GateCall {
  readonly at: GateAddress
  readonly method: string
  /** Latin1, as are all fields. */
  readonly target: string
  /** All that are sent. */
  readonly fields: RawHeaders
  readonly body: Buffer
  /** Within which its answer has begun. */
  readonly headMs: number
}

/**
 * Asks another gate something, on a connection of its own: this is so rare that none is kept.
 * @throws Error where it cannot be reached, or ends before its answer begins.
 */
export function callGate(call: GateCall, signal: AbortSignal): Promise<IncomingMessage> {
  const { at, method, target, fields, body, headMs } = call
  return new Promise((resolve, reject) => {
    const sent = ask({
      host: at.host,
      port: at.port,
      method,
      path: target,
      headers: [...fields, 'Connection', 'close'],
      agent: false,
      maxHeaderSize: HEAD_BYTES_MAX,
      signal,
    })
    sent.maxHeadersCount = 0
    let timer = setTimeout(() => sent.destroy(new Error('it cannot be reached')), CONNECT_MS)
    sent.once('socket', (socket) => {
      socket.setKeepAlive(true, KEEP_ALIVE_MS)
      socket.once('connect', () => {
        clearTimeout(timer)
        timer = setTimeout(() => sent.destroy(new Error('it does not answer')), headMs)
      })
    })
    sent.once('response', (answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    // Once it has answered, whoever reads the answer hears of it.
    sent.on('error', reject)
    sent.once('close', () => clearTimeout(timer))
    sent.end(body)
  })
}
