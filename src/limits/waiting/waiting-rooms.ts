import { type RoomReplica } from './replica.ts'
import {
  type AskedTurn,
  type RoomCounts,
  type RoomTerms,
  type RoomVisitor,
  type Ticket,
  type Turn,
} from './terms.ts'

/**
 * Waiting rooms, exact across all workers: never more places are given than `activeMax`, but to those whose
 * ticket says that they were in before the gate restarted. `place` is below `WAITING_ROOMS_MAX`.
 */
export interface WaitingRooms {
  /** Somebody asks to be let in. */
  readonly enter: (place: number, terms: RoomTerms, visitor: RoomVisitor) => Turn
  /** Somebody asks whether it is his turn, and takes no place. */
  readonly ask: (
    place: number,
    terms: RoomTerms,
    visitor: Omit<RoomVisitor, 'keeps'> & { readonly ticket: Ticket },
  ) => AskedTurn
  /** The ticket of a new place went out with an answer; until then it is kept for two minutes alone. */
  readonly handOver: (place: number, ticket: Ticket, nowMs: number) => void
  /** The ticket of a new place could not go out: nobody would ever take it. */
  readonly giveBack: (place: number, ticket: Ticket) => void
  /** Ends what is over and calls whose turn it is. The main thread sees to it each second. */
  readonly turn: (place: number, terms: RoomTerms, nowMs: number) => void
  /** For the main thread, where other gates have people in the room: takes turns instead of `turn`. */
  readonly replica: (place: number) => RoomReplica
  readonly counts: (place: number) => RoomCounts
  /** Another room has this place now. */
  readonly clear: (place: number) => void
  /** Takes away what a worker that has ended held. */
  readonly release: (worker: number) => void
}
