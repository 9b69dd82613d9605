import { type LookupFunction, isIP } from 'node:net'
import { type SecureContext, createSecureContext } from 'node:tls'
import { buildConnector } from 'undici'
import { type Backend, type BackendServer, type BackendTls } from '../model/index.ts'
import { type Resolver } from './resolver.ts'

/** How a server is reached, in the words of `node:http`: for whoever opens a connection himself. */
export interface Reach {
  readonly protocol: string
  readonly host: string
  readonly port: number
  readonly socketPath: string | null
  readonly lookup: LookupFunction
  /**
   * The name that is sent and must be that of the certificate; never the one a request has in its
   * Host. Empty for an address, which is verified but never sent (RFC 6066 section 3).
   */
  readonly servername: string
  /** Whom to trust and what to show; undefined where nothing is said of it. */
  readonly secureContext: SecureContext | undefined
}

export function reachOf(
  { origin, socketPath }: BackendServer,
  tls: BackendTls | null,
  resolver: Resolver,
): Reach {
  const { protocol, hostname, port } = new URL(origin)
  const host = hostname.replaceAll(/[[\]]/g, '')
  return {
    protocol,
    host,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    socketPath,
    lookup: resolver.lookup,
    servername: tls?.serverName ?? (isIP(host) === 0 ? host : ''),
    secureContext: tls === null ? undefined : contextOf(tls),
  }
}

/** Made once: reading certificates takes longer than a handshake. */
function contextOf({ ca, certificate, key }: BackendTls): SecureContext {
  return createSecureContext({
    ...(ca === null ? {} : { ca }),
    ...(certificate === null || key === null ? {} : { cert: certificate, key }),
  })
}

/** Opens connections for undici. */
export function connectorOf(
  { connectTimeoutMs }: Backend,
  { protocol, host: _host, port: _port, secureContext, ...reach }: Reach,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    // The pool's bounds are those of HTTP/1.1.
    allowH2: false,
    ...reach,
    ...(secureContext === undefined ? {} : { secureContext }),
  })
  if (protocol === 'http:') return connect
  return ({ servername: _ofRequest, ...options }, callback) => connect(options, callback)
}
