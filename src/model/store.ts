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
      /** Absolute; what gates share their keys by. Null: keys are copied by hand. */
      readonly ringSecretFile: string | null
      /** What all names there begin with. */
      readonly prefix: string
      /** Where other gates reach this one, by HTTP; null: nowhere. */
      readonly reachedAt: GateAddress | null
    }

/** Where a gate listens, for others of its ring. */
export interface GateAddress {
  /** A name or an address; of IPv6 without brackets. */
  readonly host: string
  readonly port: number
}

export type ValkeySettings = Extract<StoreSettings, { kind: 'valkey' }>

/** A gate that speaks to others of its ring. */
export interface GateSpeaker {
  /** Random, of one start of it. */
  readonly id: string
  /** Of its machine. */
  readonly name: string
  /** Its number, from 0 to 65535: the upper half of the run in its challenges. */
  readonly gate: number
}

/** What one gate tells others, and nobody answers. */
export interface GateTold {
  /** One gate by its number, or all others. */
  readonly to: number | 'all'
  /** What it is about: who answers is found by it. */
  readonly topic: string
  readonly text: string
}

/** What one gate asks others. */
export interface GateQuestion extends GateTold {
  readonly deadlineMs: number
  /** Whether the first that has something to say is enough. Default true. */
  readonly isFirstEnough?: boolean
}

/** What one of them has said. */
export interface GateAnswer {
  readonly from: GateSpeaker
  readonly text: string
}

/** What came of a question. */
export interface GateAnswers {
  /** Of those that have something to say, in the order in which they came. */
  readonly answers: readonly GateAnswer[]
  /** How many of those that were asked have not answered: some may have heard it all the same. */
  readonly unanswered: number
}
