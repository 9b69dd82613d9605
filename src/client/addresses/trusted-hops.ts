import {
  type ClientAddress,
  type NetworkSet,
  type Scheme,
  type TrustedProxies,
  type TrustedProxy,
} from '../../model/index.ts'
import { parseAddress } from './address.ts'

/** More hops than this is an attack on the parser, not a chain of proxies. */
const HOPS_MAX = 32

/** What the peer and the proxies we trust say about where a request comes from. */
export interface Origin {
  readonly address: ClientAddress
  /** Null where no trusted proxy says. */
  readonly scheme: Scheme | null
  /** Whether the peer itself is a trusted proxy, so that its forwarding headers are continued. */
  readonly isPeerTrusted: boolean
  /** What the peer is trusted with; null where it is no trusted proxy. */
  readonly proxy: TrustedProxy | null
}

/**
 * Finds the client behind trusted proxies: the rightmost hop that is not one of them. `forwarded`
 * reads a header of the request with all its lines joined by commas. X-Forwarded-For is read
 * first, Forwarded (RFC 7239) where it is missing. Empty elements say nothing (RFC 9110 section
 * 5.6.1), so that a field of nothing else is as none. A hop that is no address ends the walk at the last good one, for what lies left of it can
 * be made up by anybody.
 */
export function findOrigin(
  peer: ClientAddress,
  trusted: TrustedProxies,
  forwarded: (name: string) => string | undefined,
): Origin {
  const proxy = trusted.isEmpty ? null : trusted.proxyOf(peer)
  if (proxy === null) return { address: peer, scheme: null, isPeerTrusted: false, proxy }
  const elements = elementsOf(forwarded('forwarded'))
  const listed = elementsOf(forwarded('x-forwarded-for'))
  const hops = listed.length === 0 ? elements.map(namedClient) : listed
  const protos = elementsOf(forwarded('x-forwarded-proto'))
  return {
    address: rightmostStranger(peer, trusted, hops),
    scheme: readScheme(protos.at(-1) ?? parameter(elements.at(-1) ?? '', 'proto')),
    isPeerTrusted: true,
    proxy,
  }
}

function rightmostStranger(
  peer: ClientAddress,
  trusted: NetworkSet,
  hops: readonly string[],
): ClientAddress {
  let nearest = peer
  for (const hop of hops.toReversed()) {
    const address = parseAddress(hop)
    if (address === null) return nearest
    nearest = address
    if (!trusted.has(address)) return address
  }
  return nearest
}

/** The last elements of a list that say something. */
function elementsOf(header: string | undefined): readonly string[] {
  if (header === undefined) return []
  const elements = header.split(',').map((element) => element.trim())
  return elements.filter((element) => element !== '').slice(-HOPS_MAX)
}

/** What an element of Forwarded says of whom it came from; a proxy may keep it to itself. */
function namedClient(element: string): string {
  return parameter(element, 'for') ?? 'unknown'
}

function parameter(element: string, name: string): string | undefined {
  for (const pair of element.split(';')) {
    const [key = '', value = ''] = pair.split('=', 2)
    if (key.trim().toLowerCase() === name) return value.trim().replace(/^"(.*)"$/, '$1')
  }
  return undefined
}

function readScheme(text: string | undefined): Scheme | null {
  const scheme = text?.toLowerCase()
  return scheme === 'https' || scheme === 'http' ? scheme : null
}
