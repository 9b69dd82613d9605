import { Census } from './census.ts'
import { Finder } from './finder.ts'
import { Pace } from './pace.ts'

/** People who may be in a room and wait for it, together. */
export const PLACES = 16_384

/** Words of a place behind its state. */
export const Place = {
  idLow: 1,
  idHigh: 2,
  joined: 3,
  number: 4,
  /** When its holder last asked for anything, and when its state began that runs out, in seconds. */
  seen: 5,
  since: 6,
  network: 7,
  wider: 8,
  provider: 9,
  /** How many waited before it when turns were last taken. */
  rank: 10,
} as const

export const PLACE_WORDS = 11

/** Words of a room before its places. */
export const Head = {
  lock: 0,
  turnAt: 1,
  lastJoined: 2,
  nextNumber: 3,
  active: 4,
  waiting: 5,
  passed: 6,
  admitted: 7,
  /** No place behind this one is taken, and hardly one is free before the other. */
  used: 8,
  freeFrom: 9,
  /** Who waits for nothing but a place that falls free, or for the rate. */
  heldUp: 10,
  /** Turns of people who were called and did not come, and who were counted when they were. */
  unused: 11,
  /** How many gates share the room; 0 where it is this one's own. */
  gates: 12,
  /** Of a room that gates share: so many who come new may be let in before turns are taken again, and were since. */
  credit: 13,
  entered: 14,
} as const

/** A cache line: how fast places fall free begins on its own. */
export const PACE = 16
export const CENSUS = PACE + Pace.WORDS
export const FINDER = CENSUS + Census.WORDS
export const HEAD_WORDS = FINDER + Finder.WORDS
