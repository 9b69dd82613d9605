import { METHODS } from 'node:http'
import { parseAddress } from '../../client/index.ts'
import { type Description } from '../asked.ts'
import { type RawHeaders, headerValues } from '../headers.ts'

/**
 * What a proxy says of the request that it asks about: Traefik and Caddy by themselves, nginx where its
 * configuration has them. Each stands there once, or what a client wrote may be one of two.
 */
const FIELDS = ['method', 'host', 'uri', 'for', 'proto'].map((name) => `x-forwarded-${name}`)

/** The proxy's own words, which the request that it describes did not have. */
const SAID: ReadonlySet<string> = new Set([
  'host',
  'x-forwarded-method',
  'x-forwarded-host',
  'x-forwarded-uri',
  'x-forwarded-proto',
])

/** Visible ASCII (RFC 9112 section 3.2), and the bytes beyond it that old browsers send. */
const TARGET = /^[!-~\x80-\xff]+$/

/** Traefik names the scheme of a WebSocket by that of its address (RFC 6455 section 3). */
const SCHEMES: ReadonlyMap<string, string> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['ws', 'http'],
  ['wss', 'https'],
])

/** Why a description is none. */
export type DescriptionFault = 'undescribed' | 'unknown-method' | 'bad-target'

/**
 * Reads the request that a proxy asks about from the fields of its question. What stands in them is no
 * more trusted than a request line: method and target are held to what a parser would take.
 */
export function readDescription(raw: RawHeaders): Description | DescriptionFault {
  const described = FIELDS.map((name) => onlyValue(raw, name))
  if (!described.every((value) => value !== null)) return 'undescribed'
  const [method = '', host = '', target = '', hops = '', proto = ''] = described
  const scheme = SCHEMES.get(proto.toLowerCase())
  // Without a client everybody would be taken for the proxy.
  if (scheme === undefined || !namesClient(hops)) return 'undescribed'
  // Node's parser knows no other, and what ends in log lines and metrics has bounds.
  if (!METHODS.includes(method)) return 'unknown-method'
  if (!TARGET.test(target)) return 'bad-target'
  const others = raw.filter((_, i) => !SAID.has(raw[i - (i % 2)]?.toLowerCase() ?? ''))
  return {
    method,
    target,
    rawHeaders: ['Host', host, ...others, 'X-Forwarded-Proto', scheme],
  }
}

/** Null where there are several, or none that says something. */
function onlyValue(raw: RawHeaders, name: string): string | null {
  const [value = '', ...others] = headerValues(raw, name)
  return value === '' || others.length > 0 ? null : value
}

/** The nearest hop is what the proxy itself wrote. */
function namesClient(hops: string): boolean {
  return parseAddress(hops.split(',').at(-1)?.trim() ?? '') !== null
}
