import {
  type KnownFacts,
  type Origin,
  type Showing,
  addressKeyOf,
  findOrigin,
  networkOf,
  parseAddress,
  passCookieName,
  readCookies,
} from '../../client/index.ts'
import {
  type ClientAddress,
  type Facts,
  type Pass,
  type Presented,
  type Site,
} from '../../model/index.ts'
import { believedReaders } from './believed.ts'
import { type Exchange, type Hop } from '../exchange.ts'
import { hasClearFraming } from './framing.ts'
import { type Gate } from '../gate.ts'
import { HOP_NAME, readHop } from '../hops/hop.ts'
import { headerValues, listReader } from '../headers.ts'
import { purposeOf } from './purpose.ts'
import { readingsOf } from './readings-at.ts'
import { type RefusalKind } from './refusal.ts'
import { type FoundSite } from './sites.ts'
import { readTarget } from './target.ts'

/** A peer without an address is a Unix socket's other end: somebody on this machine. */
const LOCAL_PEER = '127.0.0.1'

/** Everything about a request that is known before its pass is read. */
export type Identified = KnownFacts

/**
 * Finds out who is asking for what: the client behind trusted proxies, the site by its host, the
 * target in all its readings. Answers with a refusal where that cannot be told.
 */
export function identify(exchange: Exchange, gate: Gate): Identified | RefusalKind {
  const { request } = exchange
  const origin = originOf(exchange, gate)
  if (origin === null || exchange.client === null) return 'bad-host'
  if (exchange.hop === null) gate.proxyWatch.look(exchange, exchange.client)
  if (!isKnownVersion(request.httpVersion)) return 'version'
  const hosts = headerValues(request.rawHeaders, 'host')
  const target = readTarget(request.url ?? '', hosts[0])
  if (typeof target === 'string') return target
  exchange.path = target.path
  exchange.target = target.forwarded
  if (!hasClearFraming(exchange)) return 'bad-framing'
  const found = siteFor(hosts, exchange, gate)
  if (found === null) return 'bad-host'
  if (found.site === null) return 'no-such-site'
  exchange.site = found.site
  const fault = faultOf(exchange, origin)
  if (fault !== null) return fault
  const { path } = target
  const readings = readingsOf({ method: exchange.method, path }, found.site)
  if (readings === 'ambiguous-path') return readings
  const { address, proxy } = origin
  const proxies = exchange.snapshot.trustedProxies
  const readers = believedReaders(exchange.header, request.rawHeaders, { proxy, proxies })
  exchange.scheme = schemeOf(found.site, origin)
  return {
    nowMs: gate.clock.wallMs(),
    address,
    addressKey: exchange.client.addressKey,
    network: exchange.client.network,
    scheme: exchange.scheme,
    host: found.host,
    site: found.site.name,
    method: exchange.method,
    path,
    query: target.query,
    readings,
    purpose: purposeOf(exchange.method, exchange.header),
    header: readers.header,
    headers: readers.headers,
    rawHeaders: request.rawHeaders,
    httpVersion: versionOf(exchange),
  }
}

/** The gate ends no TLS: whoever did, or whoever is trusted, spoke here in the client's place. */
function versionOf({ client, request, scheme }: Exchange): string | null {
  return scheme === 'https' || client?.isPeerTrusted === true ? null : request.httpVersion
}

/** The parser lets HTTP/0.9 through, even with header fields. */
function isKnownVersion(version: string): boolean {
  return version === '1.1' || version === '1.0'
}

/** Null where the request does not name one host. */
function siteFor(
  hosts: readonly string[],
  { request, snapshot }: Exchange,
  { sites }: Gate,
): FoundSite | null {
  return hasOneHost(hosts, request.httpVersion) ? sites.find(snapshot, hosts[0] ?? '') : null
}

/**
 * Exactly one Host field, and not an empty one: no address with http or https is without a host.
 * HTTP/1.0 may leave it out (RFC 9112 section 3.2).
 */
function hasOneHost(hosts: readonly string[], version: string): boolean {
  return (hosts.length === 1 && hosts[0] !== '') || (hosts.length === 0 && version === '1.0')
}

function originOf(exchange: Exchange, gate: Gate): Origin | null {
  const { request, snapshot } = exchange
  // Nothing but a form's claim, and what is asked about it, is ever handed on.
  if (exchange.method === 'POST') lookForHop(exchange, gate)
  if (exchange.hop !== null) return handedOrigin(exchange, exchange.hop)
  const peer = peerOfExchange(exchange)
  if (peer === null) return null
  const origin = findOrigin(peer, snapshot.trustedProxies, listReader(request.rawHeaders))
  exchange.client = clientOf(origin, peer, snapshot)
  return origin
}

/** Who is at the other end of the connection; null where that is no address. */
export function peerOfExchange({ request: { socket } }: Exchange): ClientAddress | null {
  // A link-local peer has its interface after a `%` (RFC 4007 section 11).
  const [remote = LOCAL_PEER] = (socket.remoteAddress ?? LOCAL_PEER).split('%', 1)
  return parseAddress(remote)
}

function clientOf(
  { address, isPeerTrusted, proxy }: Origin,
  peer: ClientAddress,
  { networkBits }: Exchange['snapshot'],
): Exchange['client'] {
  return {
    address,
    addressKey: addressKeyOf(address),
    network: networkOf(address, networkBits),
    peer,
    isPeerTrusted,
    proxy,
  }
}

function lookForHop(exchange: Exchange, gate: Gate): void {
  exchange.wasHandedOn = exchange.header(HOP_NAME) !== undefined
  if (exchange.wasHandedOn) exchange.hop = readHop(exchange, gate)
}

/** As another gate has found it out: who stands before that one is trusted here with what he is here. */
function handedOrigin(exchange: Exchange, { address, peer, scheme }: Hop): Origin {
  const { trustedProxies } = exchange.snapshot
  const proxy = trustedProxies.isEmpty ? null : trustedProxies.proxyOf(peer)
  const origin = { address, scheme, isPeerTrusted: proxy !== null, proxy }
  exchange.client = clientOf(origin, peer, exchange.snapshot)
  return origin
}

function schemeOf(site: Site, origin: Origin): Facts['scheme'] {
  return site.scheme === 'auto' ? (origin.scheme ?? 'http') : site.scheme
}

/** What is wrong with a request whose site and target are clear. */
function faultOf(exchange: Exchange, { isPeerTrusted }: Origin): RefusalKind | null {
  if (exchange.expectsContinue && !expectsThatAlone(exchange)) return 'expectation'
  return isPeerTrusted && isTooEarly(exchange) ? 'too-early' : null
}

/** Node finds `100-continue` among other words too, where another server finds none. */
function expectsThatAlone({ request }: Exchange): boolean {
  const [expected, ...others] = headerValues(request.rawHeaders, 'expect')
  return others.length === 0 && expected?.toLowerCase() === '100-continue'
}

/** Reading and asking harm nobody when they are replayed (RFC 8470 section 4, RFC 9110 section 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a proxy says that the request came before its handshake ended, so anybody may have sent it. */
function isTooEarly(exchange: Exchange): boolean {
  return !SAFE_METHODS.has(exchange.method) && exchange.header('early-data') !== undefined
}

/** Reads the pass a request shows: at once where its signature is known, else with a promise. */
export function present(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Presented | Promise<Presented> {
  return presentTokens(passCookiesOf(exchange), exchange, identified, gate)
}

function passCookiesOf(exchange: Exchange): readonly string[] {
  const name = passCookieName(exchange.scheme, exchange.site?.passDomain ?? null)
  return readCookies(cookieHeader(exchange), name)
}

/** The pass a request shows, where its signature is known; verifies none. */
export function knownPass(exchange: Exchange, gate: Gate): Pass | null {
  const showing = { site: exchange.site?.name ?? '', nowMs: gate.clock.wallMs() }
  return gate.passes.known(passCookiesOf(exchange), showingOf(exchange, showing))
}

/** Reads passes that were earned or shown, of which one may be good. */
export function presentTokens(
  tokens: readonly string[],
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Presented | Promise<Presented> {
  return gate.passes.present(tokens, showingOf(exchange, identified))
}

function showingOf(
  exchange: Exchange,
  { site, nowMs }: Pick<Identified, 'site' | 'nowMs'>,
): Showing {
  return {
    site,
    shares: exchange.site?.passShares ?? [],
    userAgent: exchange.header('user-agent'),
    method: exchange.method,
    nowSeconds: Math.floor(nowMs / 1000),
    settings: exchange.snapshot.pass,
  }
}

/** All Cookie fields as one (RFC 9113 section 8.2.3 allows several to arrive joined or not). */
export function cookieHeader(exchange: Exchange): string | undefined {
  const values = headerValues(exchange.request.rawHeaders, 'cookie')
  return values.length > 1 ? values.join('; ') : values[0]
}
