import { NONE_TRIED, type Tried, type Wish } from '../../backends/index.ts'
import { type Backend, type Facts } from '../../model/index.ts'
import { failWith, refuse } from '../answers/answers.ts'
import { mayRemember } from '../bounds/sessions.ts'
import { type Exchange } from '../exchange.ts'
import { type FailureKind, isServerFailure } from '../answers/failure.ts'
import { type Gate } from '../gate.ts'
import { requestHeaders } from '../forwarding/request-headers.ts'
import { type HandshakeFault, WEBSOCKET_VERSION, handshakeFault } from '../reading/handshake.ts'
import { WebSocketRelay } from './relay.ts'
import { wishOf } from '../forwarding/wish.ts'

/** Sends a WebSocket handshake that was let through to its backend, and carries what it opens. */
export function forwardUpgrade(exchange: Exchange, facts: Facts, gate: Gate): void {
  const { site, client } = exchange
  if (exchange.isGone || site === null || client === null) return
  const fault = handshakeFault(exchange.request.rawHeaders)
  if (fault !== null) return refuseHandshake(exchange, gate, fault)
  if (!gate.websockets.hasRoom) return failWith(exchange, gate, 'gate-full')
  const { backend } = site
  const headers = requestHeaders(exchange, facts, client, { backend, gate })
  const wish = wishOf(gate.backends.of(backend), exchange, facts)
  connect({ exchange, gate, backend, headers, wish }, NONE_TRIED, 'backend-refused')
}

interface Handshake {
  readonly exchange: Exchange
  readonly gate: Gate
  readonly backend: Backend
  readonly headers: readonly string[]
  readonly wish: Wish | null
}

/** Takes a handshake to a server that has not been tried, or tells how the last one failed. */
function connect(handshake: Handshake, tried: Tried, last: FailureKind): void {
  const { exchange, gate, backend, headers, wish } = handshake
  const { websockets } = gate
  const open = gate.backends.of(backend)
  const chosen = open.choose(tried, wish)
  if (chosen === null) return failWith(exchange, gate, last)
  const leave = enterBackend(gate, backend)
  if (leave === null) return failWith(exchange, gate, 'backend-full')
  exchange.askedMs ??= gate.clock.steadyMs()
  const { askedMs } = exchange
  const { reach } = chosen
  const relay = new WebSocketRelay(
    exchange,
    { backend, reach, headers, idleMs: websockets.limits.idleMs },
    {
      onAnswer(fields) {
        // An open WebSocket is no request any more; of those there is a bound of its own.
        if (exchange.response.statusCode === 101) leave()
        open.answered(chosen, fields, () => mayRemember(exchange, gate))
        exchange.backendMs = gate.clock.steadyMs() - askedMs
      },
      onFailure(kind, code) {
        leave()
        if (isServerFailure(kind)) open.failed(chosen, code)
        if (kind === 'backend-refused') connect(handshake, open.withTried(tried, chosen), kind)
        else failWith(exchange, gate, kind, code)
      },
    },
  )
  chosen.inFlight++
  websockets.add(relay)
  exchange.response.once('close', () => {
    leave()
    chosen.inFlight--
    websockets.remove(relay)
  })
  relay.start()
}

/** Takes a place among the requests under way; gives what leaves it, once. Null where there is none. */
function enterBackend(
  { limits: { gauges } }: Gate,
  { index, inFlightMax }: Backend,
): (() => void) | null {
  if (!gauges.enterBackend(index, inFlightMax)) return null
  let isLeft = false
  return () => {
    if (!isLeft) gauges.leaveBackend(index)
    isLeft = true
  }
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
