import { compileProxies } from '../../src/client/index.ts'
import { type TrustedProxies } from '../../src/model/index.ts'

/** Trusted proxies that the file names by their networks alone. */
export function trusting(networks: readonly string[]): TrustedProxies {
  return compileProxies(
    networks.map((network) => ({ network, fields: new Set(), ownConnections: false })),
  )
}
