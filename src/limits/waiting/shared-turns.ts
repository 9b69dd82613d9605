import { type Holdings, mayTake } from '../shares.ts'
import { type Admission } from './admission.ts'
import { type RoomBooks } from './books.ts'
import { type RoomTerms } from './terms.ts'
import { expire, inOrder } from './turns.ts'

/** Called in one turn at most: what the places of a large room that empties at once come to in some seconds. */
const CALLED_MAX = 64

/**
 * Who came later than so long ago is not called: by then every gate has heard of whoever came before. Where twice as much
 * is free as people wait nobody could lose anything by it.
 */
const SETTLES_SECONDS = 3
const AMPLE = 2

interface TurnTools {
  readonly now: number
  readonly wallSeconds: number
  readonly admission: Admission
}

/**
 * The turn of a room whose places the store counts: says whom it would call, the first first, and calls nobody. While
 * somebody is to be called who comes new is not let in.
 */
export function proposeTurn(
  room: RoomBooks,
  terms: RoomTerms,
  { now, wallSeconds, admission }: TurnTools,
): readonly number[] {
  expire(room, terms, now)
  // The store knows whose turn was left to the next.
  room.unused = 0
  const isOpen = admission.waitMs() === 0
  const due: number[] = []
  const taken = new Taken(room)
  let rank = 0
  let isHeldUp = false
  const isAmple = terms.activeMax - room.active >= AMPLE * room.waiting
  const settledAt = isAmple ? Infinity : wallSeconds - SETTLES_SECONDS
  const free = Math.min(CALLED_MAX, terms.activeMax - room.active)
  for (const at of inOrder(room)) {
    room.setRank(at, rank++)
    // Whoever comes behind those who are to be called waits in any case.
    if (due.length >= free || !taken.mayTake(at, terms.activeMax)) continue
    isHeldUp = true
    if (!isOpen || room.ticketOf(at).joined > settledAt) continue
    due.push(at)
    taken.add(at)
  }
  room.heldUp = isHeldUp || room.active >= terms.activeMax || !isOpen ? rank : 0
  if (room.heldUp > 0) room.credit = 0
  return due
}

/** What networks hold of a room, with those that are to be called. */
class Taken {
  readonly #room: RoomBooks
  readonly #more = new Map<number, number>()
  #all = 0

  constructor(room: RoomBooks) {
    this.#room = room
  }

  mayTake(at: number, activeMax: number): boolean {
    const who = this.#room.claimantAt(at)
    const held: Holdings = this.#room.holdings(who, true)
    const of = (hash: number): number => this.#more.get(hash) ?? 0
    return mayTake(
      activeMax,
      {
        all: held.all + this.#all,
        network: held.network + of(who.network),
        wider: held.wider + of(who.wider),
        provider: held.provider + of(who.provider),
      },
      who,
    )
  }

  add(at: number): void {
    const { network, wider, provider } = this.#room.claimantAt(at)
    this.#all++
    for (const hash of [network, wider, provider]) {
      if (hash !== 0) this.#more.set(hash, (this.#more.get(hash) ?? 0) + 1)
    }
  }
}

/**
 * The turn of a gate that hears of no other: it calls those who asked here last, while fewer of them are in than its
 * part of the room, and while it knows of fewer in all than may be in.
 */
export function turnApart(
  room: RoomBooks,
  { activeMax, ...terms }: RoomTerms,
  {
    now,
    admission,
    ...own
  }: Omit<TurnTools, 'wallSeconds'> & {
    readonly isOwn: (at: number) => boolean
    /** People who are in and asked here last, without those who are called now. */
    readonly active: () => number
    readonly part: number
  },
): void {
  expire(room, { activeMax, ...terms }, now)
  const calls = { activeMax, part: own.part, active: own.active(), isOpen: true }
  let rank = 0
  let waits = 0
  for (const at of inOrder(room)) {
    const isOwn = own.isOwn(at)
    const hasPlace = isOwn && mayCallApart(room, at, calls)
    if (hasPlace) calls.isOpen &&= admission.take()
    if (hasPlace && calls.isOpen) {
      room.call(at, now)
      calls.active++
    } else {
      room.setRank(at, rank++)
      if (isOwn) waits++
    }
  }
  if (waits === 0) room.unused = 0
  const free = Math.min(calls.part - calls.active, activeMax - room.active)
  room.heldUp = calls.isOpen && free > 0 ? 0 : waits
  room.credit = room.heldUp > 0 ? 0 : Math.max(0, free)
}

function mayCallApart(
  room: RoomBooks,
  at: number,
  by: { readonly activeMax: number; readonly part: number; readonly active: number },
): boolean {
  if (by.active >= by.part || room.active >= by.activeMax) return false
  const who = room.claimantAt(at)
  return mayTake(by.activeMax, room.holdings(who, true), who)
}
