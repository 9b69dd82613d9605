/** A server of the store: a Valkey, a Redis or a Sentinel. */
export type StoreServer =
  | {
      readonly kind: 'tcp'
      readonly host: string
      readonly port: number
      /** By TLS. */
      readonly isSecure: boolean
    }
  | {
      readonly kind: 'unix'
      /** Absolute. */
      readonly path: string
    }

/** How servers with TLS are spoken to; absolute paths of PEM files. */
export interface StoreTls {
  /** Null: the authorities Node knows. */
  readonly ca: string | null
  readonly certificate: string | null
  readonly key: string | null
  /** Null: the name of each server itself. */
  readonly serverName: string | null
}

/** Where gates share what they know. */
export type StoreSettings =
  /** Nowhere: this gate is alone. */
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'valkey'
      /** The server; with `sentinel` the Sentinels. At least one. */
      readonly servers: readonly StoreServer[]
      /** By what name the Sentinels know the primary; null where there are none. */
      readonly sentinel: string | null
      readonly tls: StoreTls | null
      /** Null: the user that has no name. */
      readonly user: string | null
      /** Absolute; null where no password is asked for. */
      readonly passwordFile: string | null
      /** What all names there begin with. */
      readonly prefix: string
    }

export type ValkeySettings = Extract<StoreSettings, { kind: 'valkey' }>
