import { plainHost } from '../../client/index.ts'
import { type Exchange } from '../exchange.ts'

/** `name`, `name:port`, `name:`, `[v6]:port`: what a Host field may hold (RFC 9110 section 7.2). */
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::\d{0,5})?$/i

/** Longer than any host name with a port (RFC 1035 section 2.3.4). */
const HOST_CHARS_MAX = 261

/** A Host field as a key for sites: lower case, no port, no trailing dot. Null where it is not valid. */
export function readHost(host: string): string | null {
  if (host.length > HOST_CHARS_MAX || !HOST.test(host)) return null
  return host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}

/** The host that a client asked for; empty where HTTP/1.0 left it out. */
export function askedHost({ header, scheme }: Pick<Exchange, 'header' | 'scheme'>): string {
  return plainHost(header('host') ?? '', scheme)
}
