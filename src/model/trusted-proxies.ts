import { type NetworkSet } from './network-set.ts'

/** What the configuration says of a proxy besides that it is trusted. */
export interface TrustedProxy {
  /**
   * Header fields it is the source of, as it spells them in lower case, beyond what every trusted
   * proxy may say (`Forwarded`, `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Request-Id`).
   */
  readonly fields: ReadonlySet<string>
  /** Whether each of its connections carries one client only. */
  readonly ownConnections: boolean
}

/** The networks of all trusted proxies, and what each is trusted with. */
export interface TrustedProxies extends NetworkSet {
  /** Null for a stranger. Of several networks that have the address, the smallest counts. */
  readonly proxyOf: (address: string) => TrustedProxy | null
  /** The network that `proxyOf` found, as the file writes it. */
  readonly networkOf: (address: string) => string | null
  /** One that a network has an address in common with, as the file writes it; null where none has. */
  readonly meets: (network: string) => string | null
  /** Those so large that no proxies are alone in them, as the file writes them. */
  readonly tooLarge: readonly string[]
  /**
   * All fields that some proxy is the source of, each with `-` for any sign: from anybody else, and in
   * any other spelling, they are made up.
   */
  readonly fields: ReadonlySet<string>
}
