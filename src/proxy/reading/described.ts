import { type KnownFacts, addressKeyOf, findOrigin, networkOf } from '../../client/index.ts'
import { type ClientAddress, type Scheme, type Site, type Snapshot } from '../../model/index.ts'
import { believedReaders } from './believed.ts'
import { headerReader, headerValues, listReader } from '../headers.ts'
import { isOwnPath, leadsToOwnPath } from './own-prefix.ts'
import { purposeOf } from './purpose.ts'
import { readingsOf } from './readings-at.ts'
import { type RefusalKind } from './refusal.ts'
import { findSite } from './sites.ts'
import { readTarget } from './target.ts'

/** A request that nobody sent: what stands in a policy test, a command or a line of a log. */
export interface DescribedRequest {
  readonly nowMs: number
  readonly method: string
  /** As a request line would have it. */
  readonly target: string
  /** With its Host field: name, value, name, value. */
  readonly rawHeaders: readonly string[]
  /** What the client speaks, where neither the site nor a trusted proxy says. */
  readonly scheme: Scheme
  /** The other end of the connection. */
  readonly peer: ClientAddress
}

/** What the road finds out before a pass is read. */
export type Found =
  | { readonly kind: 'known'; readonly known: KnownFacts; readonly site: Site }
  /** A path of the gate's own: no policy is asked. */
  | { readonly kind: 'own' }
  | { readonly kind: 'refused'; readonly why: RefusalKind }

/** Identifies a described request as `identify` does one that arrives; framing is none of its matters. */
export function identifyDescribed(described: DescribedRequest, snapshot: Snapshot): Found {
  const { method, rawHeaders } = described
  const [hostField = ''] = headerValues(rawHeaders, 'host')
  const target = readTarget(described.target, hostField)
  if (typeof target === 'string') return refused(target)
  const found = findSite(snapshot, hostField)
  if (found === null || hostField === '') return refused('bad-host')
  const { site, host } = found
  if (site === null) return refused('no-such-site')
  const { path, query } = target
  const readings = readingsOf({ method, path }, site)
  if (readings === 'ambiguous-path') return refused(readings)
  if (isOwnPath(path)) return { kind: 'own' }
  if (leadsToOwnPath({ path, readings })) return refused('no-such-page')
  if (method === 'TRACE') return refused('method')
  return {
    kind: 'known',
    known: { ...senderOf(described, site, snapshot), host, path, query, readings },
    site,
  }
}

/** What does not depend on the path. */
function senderOf(
  { nowMs, method, rawHeaders, peer, ...described }: DescribedRequest,
  site: Site,
  { trustedProxies, networkBits }: Snapshot,
): Omit<KnownFacts, 'host' | 'path' | 'query' | 'readings'> {
  const lists = listReader(rawHeaders)
  const { address, isPeerTrusted, proxy, ...origin } = findOrigin(peer, trustedProxies, lists)
  const scheme = site.scheme === 'auto' ? (origin.scheme ?? described.scheme) : site.scheme
  const header = headerReader(rawHeaders)
  return {
    nowMs,
    address,
    addressKey: addressKeyOf(address),
    network: networkOf(address, networkBits),
    scheme,
    site: site.name,
    method,
    purpose: purposeOf(method, header),
    ...believedReaders(header, rawHeaders, { proxy, proxies: trustedProxies }),
    rawHeaders,
    httpVersion: scheme === 'https' || isPeerTrusted ? null : '1.1',
  }
}

function refused(why: RefusalKind): Found {
  return { kind: 'refused', why }
}
