import { type Claimant } from '../shares.ts'
import { orderOf, STAGE_IN, type Stage, type Standing } from './stages.ts'
import { type RoomTerms, type Ticket } from './terms.ts'
import { SILENT_MS, TAKE_MS } from './turns.ts'

/** Somebody who is in a room or waits for it, as gates tell each other. */
export interface PlaceRecord extends Standing {
  readonly ticket: Omit<Ticket, 'slot'>
  readonly who: Pick<Claimant, 'network' | 'wider' | 'provider'>
}

/** Something to tell, or to ask for. */
export interface Change {
  readonly record: PlaceRecord
  /** Notes that the store has it. */
  readonly onTold: () => void
}

/** What one gate last knew of a place, and what of it is known elsewhere. */
export interface Note {
  readonly at: number
  readonly record: PlaceRecord
  stage: Stage
  /** By the store's clock, in seconds. */
  seen: number
  /** What the book said of it then: another number is a request at this gate. */
  seenHere: number
  /** He was last seen at this gate. */
  isOwn: boolean
  /** He was not before: told at once, or the other gate would say that he is gone. */
  hasCome: boolean
  /** `orderOf` of what the store is known to have; below 0 nothing. */
  told: number
}

/** Who is in or waits is told again when he was seen so much later than was told: 1/8 of the time he stays. */
const TOLD_PARTS = 8
const TOLD_SECONDS_MAX = 60

/** What somebody does at another gate is known here so much later at most. */
export const LATE_SECONDS = 5

/** How many seconds later somebody may have been seen than is told. */
export function toldEverySeconds({ forMs }: Pick<RoomTerms, 'forMs'>): number {
  return Math.min(Math.ceil(forMs / 1000 / TOLD_PARTS), TOLD_SECONDS_MAX)
}

/** Whether something of a place is to be told. */
export function isDue({ told, stage, seen, hasCome }: Note, everySeconds: number): boolean {
  if (told < 0) return true
  if (orderOf({ stage, seen, isGone: false }) <= told) return false
  if (hasCome) return true
  // Of the same stage, only what is late; a later one, and one of whom it is said that he is gone, at once.
  const early = Math.max(0, seen - everySeconds)
  return orderOf({ stage, seen: early, isGone: false }) >= told || told % 2 === 1
}

export function changeOf(note: Note): Change {
  const { stage, seen } = note
  const record = { ...note.record, stage, seen, isGone: false }
  const onTold = (): void => {
    note.told = Math.max(note.told, orderOf(record))
    note.hasCome = false
  }
  return { record, onTold }
}

/** How long the store counts what is told of somebody: as one who has a place, and at all; ms from now on. */
export function countsMs(
  { stage, seen, isGone }: Standing,
  { forMs }: RoomTerms,
  nowAtStore: number,
): { readonly placeMs: number; readonly allMs: number } {
  const lateMs = lateMsOf({ forMs })
  // Who was away reads within this that somebody is gone, or finds it out.
  if (isGone) return { placeMs: 0, allMs: 2 * lateMs }
  const idleMs = Math.max(0, nowAtStore - seen) * 1000
  const insideMs = Math.max(0, forMs + lateMs - idleMs)
  if (stage >= STAGE_IN) return { placeMs: insideMs, allMs: insideMs }
  const placeMs = Math.min(TAKE_MS, forMs) + lateMs
  return { placeMs, allMs: Math.max(placeMs, SILENT_MS + 2 * lateMs - idleMs) }
}

/**
 * Whether somebody who was seen no later had lost his place by now at every gate: whoever can write to the store can
 * repeat what was told of him.
 */
export function isOver(
  { stage, seen }: Standing,
  { forMs }: RoomTerms,
  nowAtStore: number,
): boolean {
  const idleMs = (nowAtStore - seen) * 1000
  const lateMs = lateMsOf({ forMs })
  if (stage >= STAGE_IN) return idleMs > forMs + lateMs
  return idleMs > SILENT_MS + Math.min(TAKE_MS, forMs) + 2 * lateMs
}

function lateMsOf(terms: Pick<RoomTerms, 'forMs'>): number {
  return (toldEverySeconds(terms) + 2 * LATE_SECONDS) * 1000
}

/** Of one of so many gates that do not hear of each other. */
export function termsApart(terms: RoomTerms, gates: number): RoomTerms {
  const { rate = null } = terms
  if (rate === null) return terms
  const burst = Math.max(1, Math.floor(rate.burst / gates))
  return { ...terms, rate: { ...rate, burst, intervalMs: rate.intervalMs * gates } }
}
