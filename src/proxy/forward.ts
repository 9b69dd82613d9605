import { type Dispatcher } from 'undici'
import { NONE_TRIED, type Tried, type Wish } from '../backends/index.ts'
import { type Facts } from '../model/index.ts'
import { failWith } from './answers.ts'
import { type Exchange } from './exchange.ts'
import { type FailureKind, isServerFailure } from './failure.ts'
import { type Gate } from './gate.ts'
import { Relay } from './relay.ts'
import { RequestBody } from './request-body.ts'
import { requestHeaders } from './request-headers.ts'
import { wishOf } from './wish.ts'

/** RFC 9110 section 9.2.2, RFC 4918 section 9. A lock is not among them. */
const IDEMPOTENT: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'PROPFIND',
  'REPORT',
])

/**
 * Sends a request to its backend and relays the answer, streaming both ways. `setCookie` is added to
 * an answer that is not publicly cacheable.
 */
export function forward(
  exchange: Exchange,
  facts: Facts,
  gate: Gate,
  setCookie: string | null,
): void {
  const { site } = exchange
  if (site === null) return
  const wish = wishOf(gate.backends.of(site.backend), exchange, facts)
  send({ exchange, facts, gate, setCookie, wish }, NONE_TRIED, NOT_REACHED)
}

/** How the last server failed. */
interface Failed {
  readonly kind: FailureKind
  readonly code: string
}

const NOT_REACHED: Failed = { kind: 'backend-refused', code: '' }

interface Forwarded {
  readonly exchange: Exchange
  readonly facts: Facts
  readonly gate: Gate
  readonly setCookie: string | null
  readonly wish: Wish | null
}

/** Sends a request to a server that has not been tried, or tells how the last one failed. */
function send(forwarded: Forwarded, tried: Tried, last: Failed): void {
  const { exchange, facts, gate, setCookie, wish } = forwarded
  const { site, client } = exchange
  if (exchange.isGone || site === null || client === null) return
  const { backend } = site
  const { gauges } = gate.limits
  const open = gate.backends.of(backend)
  const chosen = open.choose(tried, wish)
  if (chosen === null) return failWith(exchange, gate, last.kind, last.code)
  // undici queues without end, so what is in flight is counted here, before it.
  if (!gauges.enterBackend(backend.index, backend.inFlightMax)) {
    return failWith(exchange, gate, 'backend-full')
  }
  chosen.inFlight++
  exchange.askedMs ??= gate.clock.steadyMs()
  const { askedMs } = exchange
  const body = bodyOf(exchange)
  const options: Dispatcher.DispatchOptions = {
    path: exchange.target,
    method: exchange.method,
    headers: requestHeaders(exchange, facts, client),
    body,
    // undici would close the backend's connection after each HEAD.
    ...(exchange.method === 'HEAD' ? { reset: false } : {}),
    ...(chosen.serverName === undefined ? {} : { servername: chosen.serverName }),
  }
  const relay = new Relay(exchange, {
    setCookie,
    deadlines: gate.deadlines,
    dispatch: (asked) => void chosen.pool.dispatch(options, asked),
    isRepeatable: body === null && IDEMPOTENT.has(exchange.method),
    queueMs: backend.headersTimeoutMs,
    onAnswer(fields) {
      open.answered(chosen, fields)
      exchange.backendMs = gate.clock.steadyMs() - askedMs
    },
    onFailure(kind, { wasSent, code }) {
      if (isServerFailure(kind)) open.failed(chosen, code)
      // What never left the gate can go to any other server, whatever it asks for.
      if (wasSent || kind === 'backend-full') failWith(exchange, gate, kind, code)
      else send(forwarded, open.withTried(tried, chosen), { kind, code })
    },
    onDone() {
      gauges.leaveBackend(backend.index)
      chosen.inFlight--
      // What is left of the request's body belongs to nobody now.
      body?.destroy()
    },
  })
  exchange.whenClosed = relay
  relay.start()
}

function bodyOf(exchange: Exchange): RequestBody | null {
  const length = exchange.header('content-length')
  const hasBody =
    exchange.header('transfer-encoding') !== undefined || (length !== undefined && length !== '0')
  if (!hasBody) return null
  exchange.continue()
  return new RequestBody(exchange.request)
}
