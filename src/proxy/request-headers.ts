import { withoutOwnCookies } from '../client/index.ts'
import { type Backend, type Facts } from '../model/index.ts'
import { type Client, type Exchange } from './exchange.ts'
import { type RawHeaders, headerValues, hopByHop, mayBeSpecial } from './headers.ts'
import { acceptsTrailers } from './trailers.ts'

/** What the gate itself says to the backend. A client's copy never gets there. */
const GATE_FIELDS: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-request-id',
])

/**
 * What CGI and its heirs would take for the field of the same name with `-` (RFC 3875 section
 * 4.1.18): a second host, a second framing, somebody's credentials.
 */
const MASKED: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'early-data',
  'proxy-authorization',
  'proxy-connection',
  'keep-alive',
])

/**
 * The header fields for the backend, in the client's order and spelling: without hop-by-hop fields,
 * the gate's own cookies and everything that pretends to be the gate's, with what the gate says at
 * the end. The gate's fields are set last, so no Connection field can take them away.
 */
export function requestHeaders(
  exchange: Exchange,
  facts: Facts,
  client: Client,
  backend: Pick<Backend, 'host' | 'trailers'>,
): string[] {
  const raw = exchange.request.rawHeaders
  const hops = hopByHop(raw)
  const fields: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    if (!hops.isExtended && !mayBeSpecial(name)) {
      fields.push(name, value)
      continue
    }
    const lower = name.toLowerCase()
    if (lower === 'host' ? backend.host !== 'preserve' : hops.has(lower)) continue
    if (isRefused(lower, client.isPeerTrusted)) continue
    if (lower !== 'cookie') fields.push(name, value)
    else pushCookies(fields, name, value)
  }
  pushBackendFields(fields, raw, backend)
  pushGateFields(fields, { exchange, facts, client })
  return fields
}

/** What its configuration says of the backend; without a Host the library writes the server's. */
function pushBackendFields(
  fields: string[],
  raw: RawHeaders,
  { host, trailers }: Pick<Backend, 'host' | 'trailers'>,
): void {
  if (host !== 'preserve' && host !== 'backend') fields.push('Host', host)
  if (trailers.length > 0 && acceptsTrailers(raw)) fields.push('TE', 'trailers')
}

function isRefused(lower: string, isPeerTrusted: boolean): boolean {
  if (lower === 'expect') return true
  const isMasked = lower.includes('_')
  const read = isMasked ? lower.replaceAll('_', '-') : lower
  if (isMasked && MASKED.has(read)) return true
  if (read.startsWith('paart-') || GATE_FIELDS.has(read)) return true
  return !isPeerTrusted && isProxyWord(read)
}

/**
 * What only a proxy says: whom it speaks for, and which path it was asked for. A backend that
 * believes the latter would serve another path than the one that was judged.
 */
function isProxyWord(read: string): boolean {
  if (read === 'forwarded') return true
  if (!read.startsWith('x-')) return false
  return (
    read.startsWith('x-forwarded-') ||
    read.startsWith('x-original-') ||
    read === 'x-rewrite-url' ||
    read === 'x-real-ip'
  )
}

function pushCookies(fields: string[], name: string, value: string): void {
  const kept = withoutOwnCookies(value)
  if (kept !== null) fields.push(name, kept)
}

function pushGateFields(
  fields: string[],
  { exchange, facts, client }: { exchange: Exchange; facts: Facts; client: Client },
): void {
  const { header, judged } = exchange
  const continued = (name: string): string | undefined =>
    client.isPeerTrusted ? header(name) : undefined
  fields.push('X-Forwarded-For', hopsOf(exchange, client), 'X-Forwarded-Proto', facts.scheme)
  fields.push('X-Forwarded-Host', continued('x-forwarded-host') ?? header('host') ?? '')
  fields.push('X-Request-Id', continued('x-request-id') ?? exchange.reference)
  fields.push('Paart-Client', clientField(facts, judged?.score ?? 0, judged?.marks ?? []))
}

function hopsOf({ request }: Exchange, { isPeerTrusted, peer }: Client): string {
  if (!isPeerTrusted) return peer
  return [...headerValues(request.rawHeaders, 'x-forwarded-for'), peer].join(', ')
}

/** `pass=worked; score=3; mark=inquiry-spam`: what the gate knows, for applications that want it. */
function clientField(facts: Facts, score: number, marks: readonly string[]): string {
  const held = facts.presented.kind === 'held' ? facts.presented.pass.clearance : 'none'
  return marks.reduce((text, mark) => `${text}; mark=${mark}`, `pass=${held}; score=${score}`)
}
