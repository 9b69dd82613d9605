import { type HeldPlace } from '../client/index.ts'
import { type Turn } from '../limits/index.ts'
import { type WaitingRoom } from '../model/index.ts'

/** Where somebody stands who came to a waiting room. */
export interface AtRoom {
  readonly room: WaitingRoom
  readonly turn: Turn
  /** What the browser's cookie says; null for none that counts. */
  readonly held: HeldPlace | null
}

/** Nobody has to look again sooner, or later, than this. */
const SOONEST_MS = 5_000
const LATEST_MS = 300_000

/** When to look again where nobody can tell when the turn comes. */
export const UNKNOWN_TURN_MS = 30_000

/** When it is worth while to look again: about when the turn comes, where that is known. In ms. */
export function retryAfterMs({ turn }: AtRoom): number {
  if (turn.kind !== 'waits' || turn.secondsLeft === null) return UNKNOWN_TURN_MS
  return Math.min(Math.max(turn.secondsLeft * 1000, SOONEST_MS), LATEST_MS)
}
