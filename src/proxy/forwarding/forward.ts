import {
  type Asker,
  type ConnectionOwner,
  type Message,
  type Newcomer,
  NONE_TRIED,
  type OpenServer,
  type Tried,
  type Wish,
} from '../../backends/index.ts'
import { type Claimant, type Gauges } from '../../limits/index.ts'
import { type Backend, type Facts } from '../../model/index.ts'
import { failWith } from '../answers/answers.ts'
import { backendOf } from './backend-of.ts'
import { type Body } from './body-intake.ts'
import { type Delivery } from '../delivery.ts'
import { mayRemember } from '../bounds/sessions.ts'
import { type Client, type Exchange } from '../exchange.ts'
import { type FailureKind, isServerFailure } from '../answers/failure.ts'
import { type CookieOffer } from '../answers/renewal.ts'
import { type Gate } from '../gate.ts'
import { CopiedRelay } from './copied-relay.ts'
import { keptBody } from './kept-body.ts'
import { Relay } from './relay.ts'
import { type RelayEvents } from './relay-events.ts'
import { RequestBody } from './request-body.ts'
import { requestHeaders } from './request-headers.ts'
import { ownerOf, signsIn } from './signing-in.ts'
import { allowedTrailers } from '../reading/trailers.ts'
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
 * Sends a request to its backend and relays the answer. A body is received first as far as the
 * backend's `bufferMax` goes; beyond it, and on the way back, it streams. `setCookie` is asked
 * where the answer is not publicly cacheable.
 */
export function forward(
  exchange: Exchange,
  facts: Facts,
  gate: Gate,
  setCookie: CookieOffer | null,
): void {
  const { site, client } = exchange
  if (exchange.isGone || site === null || client === null) return
  const backend = backendOf(site)
  const wish = wishOf(gate.backends.of(backend), exchange, facts)
  const who = gate.claimants.of(facts.address, facts.presented, {
    settings: exchange.snapshot,
    nowMs: facts.nowMs,
  })
  const network = exchange.snapshot.crowds.isEmpty ? client.network : String(who.network)
  const forwarded = { exchange, facts, gate, client, network, who, backend, setCookie, wish }
  if (exchange.delivery !== null) deliver(forwarded, exchange.delivery)
  else if (exchange.received !== null) send(forwarded, exchange.received)
  else if (hasBody(exchange)) receive(forwarded)
  else send(forwarded, null)
}

/** Its copy learns what became of it, also where it never left. */
function deliver(forwarded: Forwarded, delivery: Delivery): void {
  delivery.copy.enter()
  send(forwarded, keptBody(delivery))
  delivery.copy.leave()
}

/** How the last server failed. */
interface Failed {
  readonly kind: FailureKind
  readonly code: string
}

/** Where none is left to be tried at all. */
const DRAINED: Failed = { kind: 'backend-drained', code: '' }

const FULL: Failed = { kind: 'backend-full', code: '' }

interface Forwarded {
  readonly exchange: Exchange
  readonly facts: Facts
  readonly gate: Gate
  readonly client: Client
  /** With whom it shares what one worker has: its network, or in a crowd nobody. */
  readonly network: string
  /** As whom it counts among requests under way. */
  readonly who: Claimant
  readonly backend: Backend
  readonly setCookie: CookieOffer | null
  readonly wish: Wish | null
}

function hasBody({ header }: Exchange): boolean {
  const length = header('content-length')
  return header('transfer-encoding') !== undefined || (length !== undefined && length !== '0')
}

/** Receives the body, or the beginning of one that is too large to be kept. */
function receive(forwarded: Forwarded): void {
  const { exchange, gate, backend, network } = forwarded
  // Nobody is asked to send what cannot be passed on; the place itself is taken only afterwards.
  if (!mayFollow(forwarded)) return failWith(exchange, gate, 'backend-full')
  exchange.continue()
  const { request } = exchange
  if (backend.bufferMaxBytes === 0) return send(forwarded, new RequestBody(request))
  const sinceMs = gate.clock.steadyMs()
  const tell = (): void => {
    exchange.bodyMs = gate.clock.steadyMs() - sinceMs
  }
  const length = exchange.header('content-length')
  gate.intake.receive({
    request,
    network,
    bytesMax: backend.bufferMaxBytes,
    length: length === undefined ? null : Number(length),
    keepsTrailers: backend.trailers.length > 0,
    onReceived(body) {
      tell()
      send(forwarded, body)
    },
    onRefused() {
      tell()
      failWith(exchange, gate, 'gate-full')
    },
  })
}

/** Sends a request to a server that has not been tried, or tells how the last one failed. */
function send(
  forwarded: Forwarded,
  body: Body | null,
  tried: Tried = NONE_TRIED,
  last: Failed = DRAINED,
): void {
  const { exchange, gate, who, backend, setCookie, wish } = forwarded
  if (exchange.isGone) return
  const { gauges } = gate.limits
  const open = gate.backends.of(backend)
  const owner = ownerOf(exchange)
  const chosen = open.choose(tried, wish, owner)
  if (chosen === null) return failUnsent(forwarded, body, last)
  const asker = askerOf(forwarded, owner)
  if (!enterBackend(gauges, backend, { chosen, asker, who }))
    return failUnsent(forwarded, body, FULL)
  exchange.askedMs ??= gate.clock.steadyMs()
  const { askedMs } = exchange
  exchange.delivery?.copy.enter()
  const message = messageOf(forwarded, body, chosen)
  const events: RelayEvents = {
    setCookie,
    deadlines: gate.deadlines,
    flow: gate.answers,
    server: chosen,
    coming: body instanceof RequestBody ? body : null,
    send: (asked) => chosen.send(message, asked),
    isBare: forwarded.facts.purpose === 'preflight',
    isRepeatable: body === null && IDEMPOTENT.has(exchange.method),
    trailersAllowed: backend.trailers,
    queueMs: backend.headersTimeoutMs,
    onAnswer(fields) {
      open.answered(chosen, fields, () => mayRemember(exchange, gate))
      exchange.backendMs = gate.clock.steadyMs() - askedMs
    },
    onFailure(kind, { wasSent, code }) {
      if (isServerFailure(kind)) open.failed(chosen, code)
      if (wasSent || kind === 'backend-full') return failWith(exchange, gate, kind, code)
      // What never left the gate can go to any other server, whatever it asks for.
      return send(forwarded, unread(exchange, body), open.withTried(tried, chosen), { kind, code })
    },
    onDone() {
      gauges.leaveBackend(backend.index, who)
      chosen.leave(relay)
      letGoOf(body)
      exchange.delivery?.copy.leave()
    },
  }
  const relay = relayOf(exchange, asker, events)
  exchange.whenClosed = relay
  relay.start()
}

/** The same body for another server, of which nobody has read anything. */
function unread({ delivery }: Exchange, body: Body | null): Body | null {
  if (delivery !== null) return keptBody(delivery)
  return body instanceof RequestBody ? body.again() : body
}

/** What is left of the request's body belongs to nobody now. */
function letGoOf(body: Body | null): void {
  if (!Buffer.isBuffer(body)) body?.destroy()
}

function relayOf(exchange: Exchange, asker: Asker, events: RelayEvents): Relay {
  const { delivery } = exchange
  if (delivery === null) return new Relay(exchange, asker, events)
  return new CopiedRelay(exchange, asker, { events, copy: delivery.copy })
}

/** Whether there is a place among those under way, or one that somebody would give way on. */
function mayFollow({ gate, backend, facts, who, network }: Forwarded): boolean {
  const { index, inFlightMax } = backend
  if (gate.limits.gauges.mayEnterBackend(index, inFlightMax, who)) return true
  return gate.backends.of(backend).couldMakeRoom(newcomerOf({ facts, who, network }))
}

interface Entering {
  readonly chosen: OpenServer
  readonly asker: Asker
  readonly who: Claimant
}

/** Counts one more under way; where there are as many as may be, one that waits may give way to it. */
function enterBackend(
  gauges: Gauges,
  { index, inFlightMax }: Backend,
  { chosen, asker, who }: Entering,
): boolean {
  if (gauges.enterBackend(index, inFlightMax, who)) return true
  return chosen.makeRoom(asker) && gauges.enterBackend(index, inFlightMax, who)
}

/** What still comes of the body is read and thrown away, which it is not while somebody may want it. */
function failUnsent(
  { exchange, gate }: Forwarded,
  body: Body | null,
  { kind, code }: Failed,
): void {
  letGoOf(body)
  failWith(exchange, gate, kind, code)
}

function askerOf(forwarded: Forwarded, owner: ConnectionOwner | null): Asker {
  return { ...newcomerOf(forwarded), owner, isBinding: signsIn(forwarded.exchange) }
}

/** Whoever holds a pass waits behind no neighbour of his network. */
function newcomerOf({
  facts: { presented, addressKey },
  network,
  who,
}: Pick<Forwarded, 'facts' | 'network' | 'who'>): Newcomer {
  const lane = presented.kind === 'held' ? presented.pass.id : network
  return { lane, network, address: addressKey, claimant: who }
}

function messageOf(
  { exchange, facts, client, backend, gate }: Forwarded,
  body: Body | null,
  { host }: OpenServer,
): Message {
  return {
    method: exchange.method,
    target: exchange.target,
    fields: requestHeaders(exchange, facts, client, { backend, gate }),
    host,
    body,
    trailers: body === null ? null : trailersOf(exchange, backend),
  }
}

/** What may stand behind the body, known once that has ended. */
function trailersOf({ request }: Exchange, { trailers }: Backend): Message['trailers'] {
  if (trailers.length === 0) return null
  return () => allowedTrailers(request.rawTrailers, trailers)
}
