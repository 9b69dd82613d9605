/** States of a place, in its first word; from `called` on it is one of those that are in. */
export const State = {
  free: 0,
  waiting: 1,
  /** Was called and did not come: waits, and is called again once it asks. */
  passed: 2,
  /** Its turn has come: a place is kept for it. */
  called: 3,
  /** Is in; whether its ticket went out is not known yet. */
  entering: 4,
  active: 5,
} as const

export type PlaceState = (typeof State)[keyof typeof State]

/** Whether a state is one of those that are in. */
export function isInRoom(state: number): boolean {
  return state >= State.called
}
