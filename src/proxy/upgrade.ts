import { type Facts } from '../model/index.ts'
import { failWith, refuse } from './answers.ts'
import { type Exchange } from './exchange.ts'
import { type Gate } from './gate.ts'
import { requestHeaders } from './request-headers.ts'
import { type HandshakeFault, WEBSOCKET_VERSION, handshakeFault } from './websocket-handshake.ts'
import { WebSocketRelay } from './websocket-relay.ts'

/** Sends a WebSocket handshake that was let through to its backend, and carries what it opens. */
export function forwardUpgrade(exchange: Exchange, facts: Facts, gate: Gate): void {
  const { site, client, response } = exchange
  if (exchange.isGone || site === null || client === null) return
  const fault = handshakeFault(exchange.request.rawHeaders)
  if (fault !== null) return refuseHandshake(exchange, gate, fault)
  const { websockets } = gate
  if (!websockets.hasRoom) return failWith(exchange, gate, 'gate-full')
  const askedMs = gate.clock.steadyMs()
  exchange.askedMs = askedMs
  const relay = new WebSocketRelay(
    exchange,
    {
      backend: site.backend,
      headers: requestHeaders(exchange, facts, client),
      idleMs: websockets.limits.idleMs,
    },
    {
      onAnswer: () => (exchange.backendMs = gate.clock.steadyMs() - askedMs),
      onFailure: (kind) => failWith(exchange, gate, kind),
    },
  )
  websockets.add(relay)
  response.once('close', () => websockets.remove(relay))
  relay.start()
}

/** Names the version that is spoken (RFC 6455 section 4.4, RFC 9110 section 15.5.22). */
function refuseHandshake(exchange: Exchange, gate: Gate, fault: HandshakeFault): void {
  const { response } = exchange
  if (fault === 'websocket-version') {
    response.setHeader('Sec-WebSocket-Version', WEBSOCKET_VERSION)
    response.setHeader('Upgrade', 'websocket')
    response.setHeader('Connection', 'Upgrade, close')
  }
  refuse(exchange, gate, fault)
}
