import { withoutOwnCookies } from '../../client/index.ts'
import { type Backend, type Facts } from '../../model/index.ts'
import { type Delivery } from '../delivery.ts'
import { type Client, type Exchange } from '../exchange.ts'
import { type FieldName } from './field-names.ts'
import { type Gate } from '../gate.ts'
import {
  type HopByHop,
  type RawHeaders,
  headerValues,
  hopByHop,
  mayBeSpecial,
  saysAnything,
} from '../headers.ts'
import { type ProxyWatch } from '../arrival/proxy-watch.ts'
import { askedHost } from '../reading/host.ts'
import { acceptsTrailers } from '../reading/trailers.ts'

export interface HeaderTools {
  readonly backend: Pick<Backend, 'host' | 'trailers' | 'requestFields'>
  readonly gate: Pick<Gate, 'fieldNames' | 'proxyWatch'>
}

/** What decides about the fields of one request. */
interface Sieve {
  readonly hops: HopByHop
  readonly backend: HeaderTools['backend']
  readonly exchange: Exchange
  readonly client: Client
  readonly watch: ProxyWatch
}

/**
 * The header fields for the backend, in the client's order and spelling: without hop-by-hop fields,
 * the gate's own cookies, everything that pretends to be the gate's and what claims an identity, with
 * what the gate says at the end. The gate's fields are set last, so no Connection field can take them
 * away.
 */
export function requestHeaders(
  exchange: Exchange,
  facts: Facts,
  client: Client,
  { backend, gate }: HeaderTools,
): string[] {
  const raw = exchange.sentHeaders
  const hops = hopByHop(raw)
  const sieve: Sieve = { hops, backend, exchange, client, watch: gate.proxyWatch }
  const { removed } = backend.requestFields
  const { size } = exchange.snapshot.trustedProxies.fields
  const isAnySpecial = hops.isExtended || removed.size > 0 || size > 0
  const fields: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    if (!isAnySpecial && !mayBeSpecial(name)) {
      fields.push(name, value)
      continue
    }
    const known = gate.fieldNames.read(name)
    if (!goesOn(known, value, sieve)) continue
    if (known.role === 'cookie') pushCookies(fields, name, value)
    else fields.push(name, value)
  }
  pushBackendFields(fields, raw, backend)
  pushGateFields(fields, { exchange, facts, client })
  if (exchange.delivery !== null) pushKeptFields(fields, exchange.delivery)
  return fields
}

function goesOn({ role, lower, folded }: FieldName, value: string, sieve: Sieve): boolean {
  const { hops, backend, exchange, client, watch } = sieve
  if (role === 'host') return backend.host === 'preserve'
  if (role === 'never' || (hops.isExtended && hops.has(lower))) return false
  if (role === 'gate') {
    if (value !== ownWord(lower, exchange, client)) watch.dropped(lower, exchange, client)
    return false
  }
  if (backend.requestFields.removed.has(folded)) return false
  if (!isMadeUp({ role, lower, folded }, exchange, client)) return true
  // Who says for whom he asks, and is no trusted proxy, is told of in other words.
  if (lower !== 'forwarded') watch.dropped(lower, exchange, client)
  return false
}

/** Whether a field claims an identity, and comes from nobody who may. */
export function isMadeUp(name: FieldName, exchange: Exchange, client: Client | null): boolean {
  const { role, lower, folded } = name
  const isClaim = role === 'claim' || exchange.snapshot.trustedProxies.fields.has(folded)
  return isClaim && (client === null || !isSource(lower, exchange, client))
}

/** Whether the peer is the source of a field that claims an identity. */
function isSource(lower: string, { request }: Exchange, { proxy }: Client): boolean {
  if (proxy === null) return false
  // Of the two that name the client the gate reads one; whoever wrote the other is not known.
  if (lower === 'forwarded') return hopsIn(request.rawHeaders).length === 0
  return proxy.fields.has(lower)
}

/** What its configuration says of the backend; without a Host the library writes the server's. */
function pushBackendFields(
  fields: string[],
  raw: RawHeaders,
  { host, trailers, requestFields }: HeaderTools['backend'],
): void {
  if (host !== 'preserve' && host !== 'backend') fields.push('Host', host)
  if (trailers.length > 0 && acceptsTrailers(raw)) fields.push('TE', 'trailers')
  if (requestFields.set.length > 0) fields.push(...requestFields.set)
}

function pushCookies(fields: string[], name: string, value: string): void {
  const kept = withoutOwnCookies(value)
  if (kept !== null) fields.push(name, kept)
}

function pushGateFields(
  fields: string[],
  { exchange, facts, client }: { exchange: Exchange; facts: Facts; client: Client },
): void {
  const { judged } = exchange
  fields.push('X-Forwarded-For', hopsOf(exchange, client), 'X-Forwarded-Proto', facts.scheme)
  fields.push('X-Forwarded-Host', ownWord('x-forwarded-host', exchange, client))
  fields.push('X-Real-IP', ownWord('x-real-ip', exchange, client))
  fields.push('X-Request-Id', exchange.delivery?.reference ?? requestId(exchange, client))
  fields.push('Paart-Client', clientField(facts, judged?.score ?? 0, judged?.marks ?? []))
}

/** By which proxy, gate and backend know a request: a trusted proxy's word, else the reference. */
export function requestId({ header, reference }: Exchange, { isPeerTrusted }: Client): string {
  return (isPeerTrusted ? header('x-request-id') : undefined) ?? reference
}

/** When a kept form arrived, for who wants to know; its length, where it came in chunks. */
function pushKeptFields(fields: string[], { rawHeaders, receivedAtMs, length }: Delivery): void {
  fields.push('Paart-Received-At', new Date(receivedAtMs).toISOString())
  if (headerValues(rawHeaders, 'content-length').length === 0) {
    fields.push('Content-Length', String(length))
  }
}

/** What the gate says, or in its place a proxy that is named as the source of that field. */
function ownWord(lower: string, exchange: Exchange, { proxy, address }: Client): string {
  const said = proxy?.fields.has(lower) === true ? exchange.header(lower) : undefined
  return said ?? (lower === 'x-real-ip' ? address : askedHost(exchange))
}

/** The whole way: what a proxy says that uses Forwarded alone is said to those who do not read that. */
function hopsOf({ request }: Exchange, { isPeerTrusted, peer, address }: Client): string {
  if (!isPeerTrusted) return peer
  const hops = hopsIn(request.rawHeaders)
  if (hops.length > 0) return [...hops, peer].join(', ')
  return address === peer ? peer : `${address}, ${peer}`
}

/** The lines of X-Forwarded-For that name anybody. */
function hopsIn(raw: RawHeaders): readonly string[] {
  return headerValues(raw, 'x-forwarded-for').filter(saysAnything)
}

/** `pass=worked; score=3; mark=inquiry-spam`: what the gate knows, for applications that want it. */
export function clientField(facts: Facts, score: number, marks: readonly string[]): string {
  const held = facts.presented.kind === 'held' ? facts.presented.pass.clearance : 'none'
  return marks.reduce((text, mark) => `${text}; mark=${mark}`, `pass=${held}; score=${score}`)
}
