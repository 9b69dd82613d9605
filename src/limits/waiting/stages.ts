import { type PlaceState, State, isInRoom } from './states.ts'

/**
 * How far somebody has come in a room, as gates tell each other: a number that only grows, so that whoever hears of
 * two keeps the larger one, in whatever order they come. Before somebody is in it counts how often he was called:
 * 0 waits, 1 was called, 2 did not come, 3 waits again, 4 was called again.
 */
export type Stage = number

/** Somebody who is in; nobody is called so often. */
export const STAGE_IN: Stage = 2 ** 18

const BY_KIND: readonly PlaceState[] = [State.waiting, State.called, State.passed]
const KINDS = BY_KIND.length

/** The stage of a place whose state is this one now. */
export function stageAfter(stage: Stage, state: number): Stage {
  const kind = BY_KIND.findIndex((each) => each === state)
  if (stage >= STAGE_IN || kind < 0) return isInRoom(state) ? STAGE_IN : stage
  return stage + ((kind - (stage % KINDS) + KINDS) % KINDS)
}

/** The state of a place at a stage. */
export function stateAt(stage: Stage): PlaceState {
  if (stage >= STAGE_IN) return State.active
  return BY_KIND[stage % KINDS] ?? State.waiting
}

/** What somebody is known to be, by the seconds of a clock that all gates share. */
export interface Standing {
  readonly stage: Stage
  /** When he last asked for anything. */
  readonly seen: number
  /** He has asked for nothing for too long, and has no place any more. */
  readonly isGone: boolean
}

const SEEN_VALUES = 2 ** 32

/**
 * One number for all of it, whole in a double: of two about the same person the larger one counts. A later stage does
 * before a later time, because a time says nothing about what was decided; and who is gone is there again once he is
 * seen later.
 */
export function orderOf({ stage, seen, isGone }: Standing): number {
  return (stage * SEEN_VALUES + seen) * 2 + (isGone ? 1 : 0)
}
