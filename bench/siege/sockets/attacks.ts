/**
 * How a connection of an attacker is a burden:
 *
 * - `sip`: asks for much and takes a KiB a second of it; `nothing`: takes the first one alone;
 * - `chunks`: sends a body in chunks of one byte, as fast as they are taken;
 * - `socket`: opens a WebSocket and keeps it;
 * - `names`: asks again and again, with a header field that nobody has sent before.
 */
export type Manner = 'sip' | 'nothing' | 'chunks' | 'socket' | 'names'

/** What is done. Whoever is refused or cut off comes again. */
export interface Attack {
  readonly manner: Manner
  readonly path: string
  readonly connections: number
  /** Connections come from them in turns. */
  readonly addresses: readonly string[]
}

export interface AttackJob extends Attack {
  readonly port: number
  /** Shown in turns; none where there are none. */
  readonly passes: readonly string[]
}

export type AttackOrder =
  | { readonly order: 'begin'; readonly job: AttackJob }
  | { readonly order: 'end' }

/** What an attacker got. */
export interface Spoils {
  /** Connections that are open. */
  readonly open: number
  readonly asked: number
  /** Answers by their status; 0: none, the connection was closed. */
  readonly statuses: Readonly<Record<number, number>>
  readonly sentMiB: number
  readonly receivedMiB: number
}
