import { type Rate } from '../../model/index.ts'
import { type Claimant } from '../shares.ts'

/** What the configuration says of a waiting room. */
export interface RoomTerms {
  readonly activeMax: number
  /** Whoever is in stays for so long after the last request. */
  readonly forMs: number
  /** At which people are let in, and what counts them; missing: as places fall free. */
  readonly rate?: (Rate & { readonly counter: string; readonly key: string }) | null
}

/** What stands for somebody in a waiting room: the order in which people came is in it, so it outlives the gate. */
export interface Ticket {
  /** 64 random bits. */
  readonly idLow: number
  readonly idHigh: number
  /** When its holder came, in seconds since 1970; of those of one second the lower number came first. */
  readonly joined: number
  readonly number: number
  /** Where its place was last: a hint. */
  readonly slot: number
}

/** Whoever comes to a room. */
export interface RoomVisitor {
  /** The ticket that is shown; null for none that counts. */
  readonly ticket: Ticket | null
  /** As what the ticket's holder comes back where the place is not known any more; null: as somebody new. */
  readonly restore: 'active' | 'waiting' | null
  /** As a settled one: nobody gets before others by the age of a pass. */
  readonly who: Claimant
  /** Of which places the ticket can go out with the answer. */
  readonly keeps: 'any' | 'waiting' | 'nothing'
  /** By the steady clock. */
  readonly nowMs: number
  readonly wallMs: number
}

/** Somebody who waits. */
export interface Waits {
  readonly kind: 'waits'
  readonly ticket: Ticket
  /** People who wait and came earlier. */
  readonly before: number
  /**
   * Until the turn: by the pace at which places fell free lately; null where too few did. By the rate at which
   * people are let in where nothing else is in the way.
   */
  readonly secondsLeft: number | null
  /** Whether the rate alone holds them up. */
  readonly isByRate: boolean
}

/** Somebody who cannot wait, or for whom there is no place to. */
export interface TurnedAway {
  readonly kind: 'turned-away'
  readonly isByRate: boolean
}

/**
 * What a room says to a request. `in`: its sender has a place, a new one where `isNew`. `through`: there is
 * room, and no place is given to who could not keep it. `turned-away`: there is no place to wait either.
 */
export type Turn =
  | { readonly kind: 'in'; readonly ticket: Ticket; readonly isNew: boolean }
  | { readonly kind: 'through' }
  | TurnedAway
  | Waits

/** What a room says to whoever only asks: `turn` is a place that waits to be taken, or has been. */
export type AskedTurn = { readonly kind: 'turn'; readonly ticket: Ticket } | TurnedAway | Waits

export interface RoomCounts {
  /** Places that are taken, or that wait to be. */
  readonly active: number
  readonly waiting: number
  /** Since the gate started; wraps at 2^32. */
  readonly admitted: number
}
