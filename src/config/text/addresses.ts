import { isIPv4, isIPv6 } from 'node:net'
import { compileNetworks, parseAddress } from '../../client/index.ts'
import { type ListenAddress } from '../../model/index.ts'

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)

/** RFC 1035 section 2.3.4. */
const NAME_CHARS_MAX = 253

/** `host:port` with a name, an IPv4 address or `[IPv6]`; `unix:/path`. Null for anything else. */
export function parseListenAddress(text: string): ListenAddress | null {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length)
    return path === '' || path.includes('\0') ? null : { kind: 'unix', path }
  }
  return parseTcpAddress(text)
}

/** `host:port` alone. Null for anything else. */
export function parseTcpAddress(text: string): Extract<ListenAddress, { kind: 'tcp' }> | null {
  const colon = text.lastIndexOf(':')
  const host = parseListenHost(text.slice(0, colon))
  const port = text.slice(colon + 1)
  if (colon < 0 || host === null || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return null
  return { kind: 'tcp', host, port: Number(port) }
}

/** Addresses of this machine that no other can reach (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3). */
const LOOPBACK = compileNetworks(['127.0.0.0/8', '::1'])

/** Whether only this machine can reach a listening host. */
export function isLoopback(host: string): boolean {
  const address = parseAddress(host)
  return address === null ? host.toLowerCase() === 'localhost' : LOOPBACK.has(address)
}

function parseListenHost(text: string): string | null {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : null
  if (bare !== null) return isIPv6(bare) ? bare : null
  return isIPv4(text) || isHostName(text.toLowerCase()) ? text : null
}

/** A name in lower case, without a port. One that ends in a number is meant as an address. */
function isHostName(text: string): boolean {
  return text.length <= NAME_CHARS_MAX && NAME.test(text) && !/(?:^|\.)\d+$/.test(text)
}

/** An exact host, `*.suffix` or `*`, in lower case. Null for anything else. */
export function parseHost(text: string): string | null {
  const host = text.toLowerCase()
  if (host === '*' || isIPv4(host)) return host
  if (host.startsWith('[') && host.endsWith(']')) return isIPv6(host.slice(1, -1)) ? host : null
  return isHostName(host.startsWith('*.') ? host.slice(2) : host) ? host : null
}

/** A name in lower case, no address and no pattern. Null for anything else. */
export function parseName(text: string): string | null {
  return isHostName(text.toLowerCase()) ? text.toLowerCase() : null
}

/** The domain of a cookie: a name with a dot in it, for browsers refuse the ends of all names. */
export function parseDomain(text: string): string | null {
  const domain = text.toLowerCase()
  return isHostName(domain) && domain.includes('.') ? domain : null
}

/** An address with or without a port; IPv6 with one stands in brackets. Null for anything else. */
export function parseDnsServer(text: string): string | null {
  if (isIPv4(text) || isIPv6(text)) return text
  const server = parseTcpAddress(text)
  if (server === null || server.port === 0) return null
  return isIPv4(server.host) || isIPv6(server.host) ? text : null
}

/** Where one server of a backend is reached. */
export interface ServerAddress {
  /** As it was written. */
  readonly url: string
  /** Scheme, host and port; of a Unix socket a name that stands for it. */
  readonly origin: string
  readonly socketPath: string | null
}

/** An origin, or `unix:/path`. Null for anything else. */
export function parseServer(text: string): ServerAddress | null {
  const listens = text.startsWith('unix:') ? parseListenAddress(text) : null
  if (listens?.kind === 'unix') {
    return { url: text, origin: 'http://localhost', socketPath: listens.path }
  }
  const origin = parseOrigin(text)
  return origin === null ? null : { url: text, origin, socketPath: null }
}

/** `http://host:port` or `https://host:port` without credentials and path, as an origin. Null for anything else. */
export function parseOrigin(text: string): string | null {
  if (!/^https?:\/\/[^\s/?#@\\]+$/i.test(text) || !URL.canParse(text)) return null
  return new URL(text).origin
}
