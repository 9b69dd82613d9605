/** What a key took, for the store to add up. Microseconds, whole ones. */
export interface Charge {
  /** The key's pseudonym. */
  readonly key: string
  /** So many intervals of its limit as it took; 0: it is only asked how far ahead it is. */
  readonly costUs: number
  /** How long ago the first of it was taken: a time of this gate's clock alone, so no two clocks are compared. */
  readonly ageUs: number
  /** Nothing lies further ahead than this, whatever was added. */
  readonly capUs: number
}

/** A gate that asks the same store. */
export interface Peer {
  /** Random, of one start of it. */
  readonly id: string
  /** Of its machine. */
  readonly name: string
  readonly version: string
  /** When it started: ISO 8601, UTC. */
  readonly since: string
  /** The upper half of the run in its challenges, by which others ask it; null for one that cannot be asked. */
  readonly gate: number | null
  /** What it says of its keys (`readWord`); empty where it says nothing. */
  readonly ring: string
}

/** What is shared apart from each other: what the ring's keys have sealed, and the ring itself. */
export type FactsOf = 'facts' | 'ring'

/** Something that all gates shall know, as the store keeps it: it cannot read it, and not make one. */
export interface SealedFact {
  /** The pseudonym of what it is about. */
  readonly name: string
  /** When it was so: of two about the same the later one counts. Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** When nobody needs it any more. */
  readonly untilMs: number
  readonly sealed: string
}

/** What one gate says to others: sealed, so that the store can neither read nor make it. */
export interface Published {
  readonly channel: string
  readonly sealed: string
}

/** How far somebody has read what the store has of facts: another store, or one that begins anew, has another `epoch`. */
export interface FactsRead {
  readonly epoch: string
  readonly version: number
}

/** What a gate tells of somebody in a waiting room, as the store keeps it: it cannot read who that is. */
export interface SealedPlace {
  /** A pseudonym. */
  readonly name: string
  /** Of two about the same the larger one counts (`orderOf`). */
  readonly order: number
  /** Its holder is called where there is a place, and only if there is; else it is so already. */
  readonly isAsked: boolean
  /** How long this counts as a place that is taken, and at all, if nobody says more: ms from now on. */
  readonly placeMs: number
  readonly allMs: number
  readonly sealed: string
}

/** What a gate says of a waiting room, about once a second. */
export interface RoomSaid {
  /** A pseudonym. */
  readonly room: string
  readonly read: FactsRead
  readonly activeMax: number
  /** Who comes new may be let in so often at this gate, by what it was granted; and so many are in of whom nothing was told. */
  readonly credit: number
  /** Whether it wants to let in more. */
  readonly wants: boolean
  readonly gates: number
  /** Of a room that lets people in by a rate: that, and how far it is ahead at this gate. */
  readonly rate: {
    readonly aheadMs: number
    readonly intervalMs: number
    readonly burst: number
  } | null
  readonly places: readonly SealedPlace[]
}

/** What it hears. */
export interface RoomHeard {
  readonly read: FactsRead
  /** What is new since, what was told among it. */
  readonly sealed: readonly string[]
  /** There is no more. */
  readonly isWhole: boolean
  /** By the store's clock, since 1970. */
  readonly nowMs: number
  /** So often this gate may let in who comes new, in all: its part of what is free. */
  readonly credit: number
  /** How far the rate is ahead for all gates. */
  readonly aheadMs: number
}

/**
 * What gates share, by whatever keeps it: the only thing of a store that the rest knows. Each call is one round trip
 * with a deadline, rejects where the store does not answer as it should (`StoreFault`), and is never made for a
 * request that waits.
 */
export interface Engine {
  /**
   * Adds up what was taken, by the store's clock: `ahead = max(-age, ahead) + cost`. Answers how far ahead each key
   * then is. A batch whose id is that of the last one of this gate is not added again: so it may be sent until an
   * answer comes.
   */
  readonly charge: (id: string, charges: readonly Charge[]) => Promise<readonly number[]>
  /**
   * Hands in facts, and gets those that are new since `read`; what was handed in among them. `isWhole`: there are no
   * more.
   */
  readonly exchange: (
    read: FactsRead,
    facts: readonly SealedFact[],
    of?: FactsOf,
  ) => Promise<FactsRead & { readonly sealed: readonly string[]; readonly isWhole: boolean }>
  /** Says something to all who hear a channel just now; nothing of it is kept. Answers how many hear each. */
  readonly publish: (messages: readonly Published[]) => Promise<readonly number[]>
  /**
   * Tells who is in a waiting room and who waits, and hears of those at other gates. The store alone counts places: it
   * calls, and grants, no more than are free, and knows by its own clock who is gone.
   */
  readonly confer: (said: RoomSaid) => Promise<RoomHeard>
  /** Says that this gate is there, and who else is: itself and at most `PEERS_MAX` in all. */
  readonly greet: (self: Peer) => Promise<readonly Peer[]>
}

/** More gates than that are not listed: what each of them sends would be more than one store takes. */
export const PEERS_MAX = 128

/** Why a store does not do what it is asked for, as metrics name it, and what it means. */
export const STORE_FAULTS = {
  unreachable: 'it cannot be reached',
  silent: 'it does not answer in time',
  full: 'it has no room',
  denied: 'it does not let the gate in',
  replica: 'it is not the primary',
  loading: 'it is not ready',
  unexpected: 'it does not answer as it should',
} as const satisfies Readonly<Record<string, string>>

export type StoreFaultKind = keyof typeof STORE_FAULTS

/** A store that does not do what it is asked for. */
export class StoreFault extends Error {
  readonly kind: StoreFaultKind

  constructor(kind: StoreFaultKind, message: string) {
    super(message)
    this.kind = kind
  }
}
