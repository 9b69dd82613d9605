import { mayTake } from '../shares.ts'
import { type Admission } from './admission.ts'
import { type RoomBooks } from './books.ts'
import { State } from './states.ts'
import { type RoomTerms } from './terms.ts'

/** Whose turn has come has so long to take the place; then it falls to the next. */
export const TAKE_MS = 120_000

/** Who waits and asks no more is forgotten after this; the ticket still tells when its holder came. */
export const SILENT_MS = 1_800_000

/** Turns are taken so often: a look at 16,384 places takes ten milliseconds, and nobody who waits for minutes sees it. */
const TURN_MS = 1_000

const SECOND_MS = 1000

/** Ends what is over, calls whose turn it is, and tells the others where they stand; where it is due. */
export function takeTurns(
  room: RoomBooks,
  terms: RoomTerms,
  nowMs: number,
  { admission, isDue = false }: { readonly admission: Admission; readonly isDue?: boolean },
): void {
  // Of a room that gates share the main thread alone takes turns: it knows who was let in elsewhere.
  if (!isDue && (room.isShared || !room.isTurnDue(nowMs, TURN_MS))) return
  room.noteTurn(nowMs)
  const now = Math.trunc(nowMs / SECOND_MS)
  expire(room, terms, now)
  callInOrder(room, terms, { now, admission })
}

/** Ends what is over, and counts everything anew. */
export function expire(room: RoomBooks, { forMs, rate = null }: RoomTerms, now: number): void {
  const takeMs = Math.min(TAKE_MS, forMs)
  for (let at = 0; at < room.used; at++) {
    const idleMs = room.secondsIdle(at, now) * SECOND_MS
    switch (room.stateOf(at)) {
      case State.waiting:
      case State.passed:
        if (idleMs > SILENT_MS) room.setState(at, State.free, now)
        break
      case State.called:
        if (idleMs > takeMs) passOver(room, at, rate !== null, now)
        break
      case State.entering:
        if (idleMs > takeMs) freeFor(room, at, State.free, now)
        break
      case State.active:
        if (idleMs > forMs) freeFor(room, at, State.free, now)
        break
    }
  }
  room.recount()
}

/** Who was called and did not come lets the next go before, who need not be counted then. */
function passOver(room: RoomBooks, at: number, isCounted: boolean, now: number): void {
  freeFor(room, at, State.passed, now)
  if (isCounted) room.unused++
}

function freeFor(
  room: RoomBooks,
  at: number,
  state: typeof State.passed | typeof State.free,
  now: number,
): void {
  room.setState(at, state, now)
  room.pace.noteFreed(now)
}

/**
 * Keeps places that are free for those who wait, in the order in which they came. Whose network has its share
 * (`mayTake`) lets the next ones go before, and keeps the place in the order.
 */
function callInOrder(
  room: RoomBooks,
  { activeMax }: RoomTerms,
  { now, admission }: { readonly now: number; readonly admission: Admission },
): void {
  let rank = 0
  let isOpen = true
  for (const at of inOrder(room)) {
    const hasPlace = room.active < activeMax && hasShare(room, at, activeMax)
    if (hasPlace && isOpen) isOpen = admission.take()
    if (hasPlace && isOpen) room.call(at, now)
    else room.setRank(at, rank++)
  }
  // With nobody left to wait what was not used is nobody's: forms are counted again.
  if (rank === 0) room.unused = 0
  room.heldUp = isOpen && room.active < activeMax ? 0 : rank
}

function hasShare(room: RoomBooks, at: number, activeMax: number): boolean {
  const who = room.claimantAt(at)
  return mayTake(activeMax, room.holdings(who, true), who)
}

/**
 * Calls one who asks, where nobody waits for the same place: between two turns a network's share may have grown,
 * or the others who wait have theirs.
 */
export function callAlone(
  room: RoomBooks,
  at: number,
  { activeMax }: RoomTerms,
  { now, admission }: { readonly now: number; readonly admission: Admission },
): void {
  if (room.isShared || room.stateOf(at) !== State.waiting) return
  if (!isFreeFor(room, room.claimantAt(at), activeMax)) return
  if (admission.take()) room.call(at, now)
}

/** Whether somebody may be let in who comes now. */
export function isFreeFor(
  room: RoomBooks,
  who: Parameters<RoomBooks['holdings']>[0],
  activeMax: number,
): boolean {
  if (room.heldUp > 0 || room.active >= activeMax) return false
  if (room.isShared && room.credit <= 0) return false
  return mayTake(activeMax, room.holdings(who, true), who)
}

/** Who waits, the first first. */
export function inOrder(room: RoomBooks): readonly number[] {
  if (room.waiting === 0) return []
  const waiting: number[] = []
  for (let at = 0; at < room.used; at++) if (room.stateOf(at) === State.waiting) waiting.push(at)
  return waiting.toSorted((a, b) => room.compareOrder(a, b))
}
