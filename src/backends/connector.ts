import { isIP } from 'node:net'
import { type SecureContext, createSecureContext } from 'node:tls'
import { type BackendServer, type BackendTls } from '../model/index.ts'
import { type Reach } from './http1/opening.ts'
import { type Resolver } from './resolver.ts'

/** How a server is reached that a configuration describes. */
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
