import { withoutOwnCookies } from '../client/index.ts'
import { type Facts } from '../model/index.ts'
import { type Client, type Exchange } from './exchange.ts'
import { headerValues, hopByHop } from './headers.ts'

/** What the gate itself says to the backend. A client's copy never gets there. */
const GATE_FIELDS: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-request-id',
])

/**
 * The header fields for the backend, in the client's order and spelling: without hop-by-hop fields,
 * the gate's own cookies and everything that pretends to be the gate's, with what the gate says at
 * the end. The gate's fields are set last, so no Connection field can take them away.
 */
export function requestHeaders(exchange: Exchange, facts: Facts, client: Client): string[] {
  const raw = exchange.request.rawHeaders
  const isHop = hopByHop(raw)
  const fields: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    const lower = name.toLowerCase()
    if (isHop(lower) && lower !== 'host') continue
    if (isRefused(lower, client.isPeerTrusted)) continue
    if (lower !== 'cookie') fields.push(name, value)
    else pushCookies(fields, name, value)
  }
  fields.push(...gateFields(exchange, facts, client))
  return fields
}

function isRefused(lower: string, isPeerTrusted: boolean): boolean {
  if (lower === 'expect') return true
  const read = lower.includes('_') ? lower.replaceAll('_', '-') : lower
  if (read.startsWith('paart-') || GATE_FIELDS.has(read)) return true
  return !isPeerTrusted && (read === 'forwarded' || read.startsWith('x-forwarded-'))
}

function pushCookies(fields: string[], name: string, value: string): void {
  const kept = withoutOwnCookies(value)
  if (kept !== null) fields.push(name, kept)
}

function gateFields(exchange: Exchange, facts: Facts, client: Client): readonly string[] {
  const { header, judged, request } = exchange
  const continued = (name: string): string | undefined =>
    client.isPeerTrusted ? header(name) : undefined
  const hops = client.isPeerTrusted ? headerValues(request.rawHeaders, 'x-forwarded-for') : []
  const fields = [
    'X-Forwarded-For',
    [...hops, client.peer].join(', '),
    'X-Forwarded-Proto',
    facts.scheme,
    'X-Forwarded-Host',
    continued('x-forwarded-host') ?? header('host') ?? '',
    'X-Request-Id',
    continued('x-request-id') ?? exchange.reference,
    'Paart-Client',
    clientField(facts, judged?.score ?? 0, judged?.marks ?? []),
  ]
  return fields
}

/** `pass=worked; score=3; mark=inquiry-spam`: what the gate knows, for applications that want it. */
function clientField(facts: Facts, score: number, marks: readonly string[]): string {
  const held = facts.presented.kind === 'held' ? facts.presented.pass.clearance : 'none'
  return [`pass=${held}`, `score=${score}`, ...marks.map((mark) => `mark=${mark}`)].join('; ')
}
