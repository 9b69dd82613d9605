import { type Scheme, type Site, type Snapshot } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { namedSite } from '../reading/sites.ts'
import { readHost } from '../reading/host.ts'

/** How a browser reaches a site: by this scheme, at this host, which may have a port. */
export interface SiteAddress {
  readonly scheme: Scheme
  readonly host: string
}

const DEFAULT_PORT: Readonly<Record<Scheme, string>> = { http: '80', https: '443' }

/**
 * How this browser reaches this site, so that it can be led back. Null where the configuration does not say the same:
 * of a host of which it knows no more than `"*"`, or of a port that is neither the one where the request has arrived
 * nor that of `pass.at`.
 */
export function ownAddress(exchange: Exchange): SiteAddress | null {
  const { site, snapshot, scheme, header } = exchange
  const field = header('host') ?? ''
  const host = readHost(field)
  if (site === null || host === null || namedSite(snapshot, host) !== site) return null
  const port = portIn(field)
  if (port === null || port === DEFAULT_PORT[scheme]) return { scheme, host }
  const known = [String(exchange.request.socket.localPort), portIn(site.passAt ?? '')]
  return known.includes(port) ? { scheme, host: `${host}:${port}` } : null
}

/** How the same browser reaches another site of this gate, by what the configuration says of it. */
export function addressOf(other: Site, own: SiteAddress, exchange: Exchange): SiteAddress | null {
  const { passAt, scheme } = other
  if (passAt === null || (scheme !== 'auto' && scheme !== own.scheme)) return null
  if (portIn(passAt) !== null) return { scheme: own.scheme, host: passAt }
  // A gate that is reached past any front server is so at all of its sites.
  const port = portIn(own.host)
  const isOwnPort = port !== null && port === String(exchange.request.socket.localPort)
  return { scheme: own.scheme, host: isOwnPort ? `${passAt}:${port}` : passAt }
}

/** Whether the configuration names the host, whatever its port, as one of the site's. */
export function isHostOf(site: Site, field: string, snapshot: Snapshot): boolean {
  const host = readHost(field)
  return host !== null && namedSite(snapshot, host) === site
}

export function urlAt({ scheme, host }: SiteAddress, path: string): string {
  return `${scheme}://${host}${path}`
}

/** Behind a name, an IPv4 address or an IPv6 address in brackets. */
function portIn(field: string): string | null {
  return /^(?:\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(field)?.[1] ?? null
}
