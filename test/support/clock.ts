import { type Clock } from '../../src/model/index.ts'

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Lets time go by on both clocks. */
  readonly advance: (ms: number) => void
  /** Sets the wall clock alone, as an administrator or a time server does. */
  readonly setWallMs: (wallMs: number) => void
}

/** Where the steady clock begins: far from any wall time, so that mixing the two shows. */
const STEADY_START_MS = 1_000

/** Makes a clock whose wall shows `startMs` (milliseconds since 1970). */
export function fakeClock(startMs: number): FakeClock {
  let wallMs = startMs
  let steadyMs = STEADY_START_MS
  return {
    wallMs: () => wallMs,
    steadyMs: () => steadyMs,
    advance: (ms) => {
      wallMs += ms
      steadyMs += ms
    },
    setWallMs: (now) => {
      wallMs = now
    },
  }
}
