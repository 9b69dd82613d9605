import { randomBytes } from 'node:crypto'
import { type Claimant, NETWORK_LEAST, mayTake } from '../shares.ts'
import {
  type AskedTurn,
  type RoomCounts,
  type RoomTerms,
  type RoomVisitor,
  type Ticket,
  type Turn,
  type Waits,
} from './terms.ts'
import { type Admission, type RoomRates, admissionTo } from './admission.ts'
import { RoomBooks } from './books.ts'
import { PLACES } from './layout.ts'
import { RoomReplica } from './replica.ts'
import { State, isInRoom } from './states.ts'
import { callAlone, isFreeFor, takeTurns } from './turns.ts'
import { type WaitingRooms } from './waiting-rooms.ts'

/** Waiting rooms that one configuration may have. */
export const WAITING_ROOMS_MAX = 8

/** People who may be in one room at once: half of its places, so that as many may wait. */
export const ACTIVE_MAX = PLACES / 2

/**
 * Who waits from one network: a town hall with all its counters. Larger crowds stand in `shares.crowds`,
 * where each address counts for itself.
 */
const WAITING_PER_NETWORK_MAX = 256

/** Bytes of memory for so many rooms. */
export function waitingRoomBytes(rooms: number): number {
  return rooms * RoomBooks.BYTES
}

const SECOND_MS = 1000
const MINUTE_MS = 60_000

const TURNED_AWAY = { kind: 'turned-away', isByRate: false } as const
const THROUGH = { kind: 'through' } as const

/**
 * Waiting rooms in the memory all workers share. Who is in is found and noted without a lock; whatever
 * changes the order is done under the lock of the room, for some microseconds. A worker that dies with it
 * leaves nothing half done: the state of a place is written last, and all that is counted is counted anew
 * from the places (`release`). Who cannot get the lock in time is let through: nobody hangs on a dead worker.
 */
export class SharedWaitingRooms implements WaitingRooms {
  readonly #rooms: readonly RoomBooks[]
  readonly #rates: RoomRates
  readonly #replicas = new Map<number, RoomReplica>()

  constructor(memory: SharedArrayBuffer, worker: number, rates: RoomRates) {
    this.#rates = rates
    this.#rooms = Array.from(
      { length: memory.byteLength / RoomBooks.BYTES },
      (_, place) => new RoomBooks(memory, place * RoomBooks.BYTES, worker),
    )
  }

  enter(place: number, terms: RoomTerms, visitor: RoomVisitor): Turn {
    const room = this.#roomAt(place)
    const { ticket, nowMs } = visitor
    const at = ticket === null ? -1 : room.find(ticket)
    if (ticket !== null && at >= 0 && room.stateOf(at) === State.active) {
      room.see(at, secondsOf(nowMs))
      return { kind: 'in', ticket: { ...ticket, slot: at }, isNew: false }
    }
    const admission = this.#admission(room, terms, nowMs)
    return room.locked(() => takeUp(room, terms, visitor, admission), THROUGH)
  }

  ask(
    place: number,
    terms: RoomTerms,
    visitor: Omit<RoomVisitor, 'keeps'> & { readonly ticket: Ticket },
  ): AskedTurn {
    const room = this.#roomAt(place)
    const admission = this.#admission(room, terms, visitor.nowMs)
    return room.locked(() => answerAsker(room, terms, visitor, admission), TURNED_AWAY)
  }

  handOver(place: number, { idLow, idHigh, slot }: Ticket, nowMs: number): void {
    const room = this.#roomAt(place)
    if (room.isAt(slot, idLow, idHigh)) room.settle(slot, secondsOf(nowMs))
  }

  giveBack(place: number, { idLow, idHigh, slot }: Ticket): void {
    const room = this.#roomAt(place)
    if (room.isAt(slot, idLow, idHigh)) room.vacate(slot)
  }

  turn(place: number, terms: RoomTerms, nowMs: number): void {
    const room = this.#roomAt(place)
    room.gates = 0
    const admission = this.#admission(room, terms, nowMs)
    room.locked(() => takeTurns(room, terms, nowMs, { admission, isDue: true }), undefined)
  }

  replica(place: number): RoomReplica {
    const known = this.#replicas.get(place)
    if (known !== undefined) return known
    const made = new RoomReplica(this.#roomAt(place), this.#rates)
    this.#replicas.set(place, made)
    return made
  }

  counts(place: number): RoomCounts {
    const { active, waiting: waits, admitted } = this.#roomAt(place)
    return { active, waiting: waits, admitted }
  }

  clear(place: number): void {
    const room = this.#roomAt(place)
    room.locked(() => room.clear(), undefined)
    this.#replicas.delete(place)
  }

  release(worker: number): void {
    for (const room of this.#rooms) room.release(worker)
  }

  #admission(room: RoomBooks, terms: RoomTerms, nowMs: number): Admission {
    return admissionTo(room, terms, { rates: this.#rates, nowMs })
  }

  #roomAt(place: number): RoomBooks {
    const room = this.#rooms[place]
    if (room === undefined) throw new RangeError(`room ${place} is not below ${this.#rooms.length}`)
    return room
  }
}

function secondsOf(ms: number): number {
  return Math.trunc(ms / SECOND_MS)
}

function answerAsker(
  room: RoomBooks,
  terms: RoomTerms,
  visitor: Omit<RoomVisitor, 'keeps'> & { readonly ticket: Ticket },
  admission: Admission,
): AskedTurn {
  const { nowMs } = visitor
  const now = secondsOf(nowMs)
  const at = findOrRestore(room, terms, visitor)
  if (at < 0) return TURNED_AWAY
  room.lookAgain(at, now)
  takeTurns(room, terms, nowMs, { admission })
  callAlone(room, at, terms, { now, admission })
  return isInRoom(room.stateOf(at))
    ? { kind: 'turn', ticket: room.ticketOf(at) }
    : waiting(room, at, terms, { now, admission })
}

/** Somebody who is not known to be in: back with a ticket, called, or new. */
function takeUp(
  room: RoomBooks,
  terms: RoomTerms,
  visitor: RoomVisitor,
  admission: Admission,
): Turn {
  const { ticket, nowMs } = visitor
  const now = secondsOf(nowMs)
  takeTurns(room, terms, nowMs, { admission })
  if (ticket === null || (visitor.restore === null && room.find(ticket) < 0)) {
    return newcomer(room, terms, visitor, admission)
  }
  const at = findOrRestore(room, terms, { ...visitor, ticket })
  if (at < 0) return TURNED_AWAY
  if (!isInRoom(room.stateOf(at))) {
    room.lookAgain(at, now)
    callAlone(room, at, terms, { now, admission })
  }
  if (!isInRoom(room.stateOf(at))) return waiting(room, at, terms, { now, admission })
  const isNew = room.stateOf(at) !== State.active
  room.settle(at, now)
  return { kind: 'in', ticket: room.ticketOf(at), isNew }
}

/** Whoever comes while there is room, and nobody waits, is in at once; a place is given where it can be kept. */
function newcomer(
  room: RoomBooks,
  terms: RoomTerms,
  visitor: RoomVisitor,
  admission: Admission,
): Turn {
  const { who, keeps, nowMs } = visitor
  const now = secondsOf(nowMs)
  const isByRate = admission.waitMs() > 0
  const isFree = !isByRate && isFreeFor(room, who, terms.activeMax)
  if (isFree && keeps !== 'any') return THROUGH
  if (keeps === 'nothing') return { kind: 'turned-away', isByRate }
  if (!isFree && !mayWait(room, terms, who)) return TURNED_AWAY
  const state = isFree ? State.entering : State.waiting
  const at = room.claim(state, newTicket(room, visitor), { who, now })
  if (at < 0) return TURNED_AWAY
  if (isFree) {
    if (room.isShared) room.spendCredit(at)
    return { kind: 'in', ticket: room.ticketOf(at), isNew: true }
  }
  // Until turns are taken nobody who comes later gets what the rate lets in meanwhile.
  if (isByRate) room.heldUp++
  return waiting(room, at, terms, { now, admission })
}

function newTicket(room: RoomBooks, { wallMs }: RoomVisitor): Omit<Ticket, 'slot'> {
  const id = randomBytes(8)
  return {
    idLow: id.readInt32LE(0),
    idHigh: id.readInt32LE(4),
    ...room.joinedNow(secondsOf(wallMs), Math.trunc(wallMs % SECOND_MS)),
  }
}

/** A ticket whose place is not known any more, as after a restart of the gate, gets one again: the ticket says which. */
function findOrRestore(
  room: RoomBooks,
  terms: RoomTerms,
  { ticket, who, nowMs, restore }: Omit<RoomVisitor, 'keeps'> & { readonly ticket: Ticket },
): number {
  const at = room.find(ticket)
  if (at >= 0 && restore === 'active' && room.isShared) room.admit(at, secondsOf(nowMs))
  if (at >= 0 || restore === null) return at
  if (restore === 'waiting' && !mayWait(room, terms, who)) return -1
  const state = restore === 'active' ? State.active : State.waiting
  return room.claim(state, ticket, { who, now: secondsOf(nowMs) })
}

function mayWait(room: RoomBooks, { activeMax }: RoomTerms, who: Claimant): boolean {
  const held = room.holdings(who, false)
  return held.network < WAITING_PER_NETWORK_MAX && mayTake(PLACES - activeMax, held, who)
}

/** How long it takes is said where nothing but the order is in the way, and it is known how fast that goes on. */
function waiting(
  room: RoomBooks,
  at: number,
  { activeMax, forMs, rate = null }: RoomTerms,
  { now, admission }: { readonly now: number; readonly admission: Admission },
): Waits {
  const before = room.rankOf(at)
  const ticket = room.ticketOf(at)
  const who = room.claimantAt(at)
  if (
    rate !== null &&
    room.active < activeMax &&
    mayTake(activeMax, room.holdings(who, true), who)
  ) {
    const leftMs = admission.waitMs() + before * rate.intervalMs
    const secondsLeft = Math.max(1, Math.ceil(leftMs / SECOND_MS))
    return { kind: 'waits', ticket, before, secondsLeft, isByRate: true }
  }
  const isHeldBack = room.holdings(who, true).network >= NETWORK_LEAST
  const everySeconds = isHeldBack
    ? null
    : room.pace.secondsAPlace(now, Math.ceil(forMs / MINUTE_MS))
  const secondsLeft = everySeconds === null ? null : Math.ceil((before + 1) * everySeconds)
  return { kind: 'waits', ticket, before, secondsLeft, isByRate: false }
}
