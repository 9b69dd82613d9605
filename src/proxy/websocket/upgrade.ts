import { NONE_TRIED, type Tried, type Wish } from '../../backends/index.ts'
import { type Claimant } from '../../limits/index.ts'
import { type Backend, type Facts } from '../../model/index.ts'
import { failWith, refuse } from '../answers/answers.ts'
import { mayRemember } from '../bounds/sessions.ts'
import { type Exchange } from '../exchange.ts'
import { type FailureKind, isServerFailure } from '../answers/failure.ts'
import { type Gate } from '../gate.ts'
import { backendOf } from '../forwarding/backend-of.ts'
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
  const backend = backendOf(site)
  const who = gate.claimants.of(facts.address, facts.presented, {
    settings: exchange.snapshot,
    nowMs: facts.nowMs,
  })
  if (!enterOpen(exchange, gate, backend, who)) return failWith(exchange, gate, 'backend-full')
  const headers = requestHeaders(exchange, facts, client, { backend, gate })
  const wish = wishOf(gate.backends.of(backend), exchange, facts)
  connect({ exchange, gate, who, backend, headers, wish }, NONE_TRIED, 'backend-drained')
}

/** Counts one more WebSocket until its answer is over; false where its network has its share of them. */
function enterOpen(exchange: Exchange, gate: Gate, backend: Backend, who: Claimant): boolean {
  const { gauges, rates } = gate.limits
  const { index, webSocketsMax, webSocketsRate } = backend
  const counter = `websockets\0${backend.name}`
  if (rates.take(counter, String(who.network), webSocketsRate, gate.clock.steadyMs()) > 0)
    return false
  if (!gauges.enterWebSocket(index, webSocketsMax, who)) return false
  exchange.response.once('close', () => gauges.leaveWebSocket(index, who))
  return true
}

interface Handshake {
  readonly exchange: Exchange
  readonly gate: Gate
  readonly who: Claimant
  readonly backend: Backend
  readonly headers: readonly string[]
  readonly wish: Wish | null
}

/** Takes a handshake to a server that has not been tried, or tells how the last one failed. */
function connect(handshake: Handshake, tried: Tried, last: FailureKind): void {
  const { exchange, gate, who, backend, headers, wish } = handshake
  const { websockets } = gate
  const open = gate.backends.of(backend)
  const chosen = open.choose(tried, wish)
  if (chosen === null) return failWith(exchange, gate, last)
  const leave = enterBackend(gate, backend, who)
  if (leave === null) return failWith(exchange, gate, 'backend-full')
  exchange.askedMs ??= gate.clock.steadyMs()
  const { askedMs } = exchange
  const { reach } = chosen
  const relay = new WebSocketRelay(
    exchange,
    { backend, reach, headers, idleMs: backend.webSocketsIdleMs },
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
  who: Claimant,
): (() => void) | null {
  if (!gauges.enterBackend(index, inFlightMax, who)) return null
  let isLeft = false
  return () => {
    if (!isLeft) gauges.leaveBackend(index, who)
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
