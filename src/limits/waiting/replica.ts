import { admissionTo, type RoomRates } from './admission.ts'
import { type RoomBooks } from './books.ts'
import { PLACES } from './layout.ts'
import { proposeTurn, turnApart } from './shared-turns.ts'
import { orderOf, STAGE_IN, type Stage, stageAfter, stateAt } from './stages.ts'
import { State, isInRoom } from './states.ts'
import { type RoomTerms } from './terms.ts'
import {
  type Change,
  changeOf,
  isDue,
  isOver,
  LATE_SECONDS,
  type Note,
  type PlaceRecord,
  termsApart,
  toldEverySeconds,
} from './told.ts'

/**
 * Who is found gone, or not to have come, is told so late: whoever has seen him elsewhere in that moment has told it
 * by then, and his place is given to nobody meanwhile.
 */
const DOUBT_SECONDS = 3

/** That somebody is gone is told for so long; who has not heard it then finds it out. */
const GONE_SECONDS = 120

/** Clocks of a turn. Seconds of the store are those of the steady clock and `storeAheadSeconds`. */
export interface ReplicaTimes {
  readonly nowMs: number
  readonly wallMs: number
  readonly storeAheadSeconds: number
}

/**
 * What the main thread knows of one room beside its books: which of it other gates know, and what they have told.
 * Workers find people of all gates in the books, and see no difference.
 */
export class RoomReplica {
  readonly #room: RoomBooks
  readonly #rates: RoomRates
  #notes: (Note | undefined)[] = []
  #gone: { readonly note: Note; readonly atSeconds: number }[] = []
  /** Whoever is met then was there before, at whatever gate. */
  #isFirst = true

  constructor(room: RoomBooks, rates: RoomRates) {
    this.#room = room
    this.#rates = rates
  }

  /** Nothing is known of what the store has: at another one, or at one that begins anew. */
  forgetTold(): void {
    for (const note of this.#notes) if (note !== undefined) note.told = -1
  }

  /** Nothing is known at all: another room has the place, or by another clock. */
  forget(): void {
    this.#notes = []
    this.#gone = []
    this.#isFirst = true
  }

  /** Whether who comes new waits, because others do or nothing is free. */
  get isHeldUp(): boolean {
    return this.#room.heldUp > 0
  }

  /** How far the room's limit is ahead of the clock at this gate, in ms. */
  aheadMs({ rate = null }: RoomTerms, nowMs: number): number {
    return rate === null ? 0 : this.#rates.aheadMs(rate.counter, rate.key, nowMs)
  }

  /** It is so at all gates together; nothing true lies further ahead than a burst of each and one more. */
  raise({ rate = null }: RoomTerms, aheadMs: number, nowMs: number, gates: number): void {
    if (rate === null || aheadMs <= 0) return
    const mostMs = (gates + 1) * rate.burst * rate.intervalMs
    this.#rates.raise(rate.counter, rate.key, Math.min(aheadMs, mostMs), nowMs)
  }

  /** So many more may be let in, or fewer. */
  addCredit(count: number): void {
    const room = this.#room
    const add = (): void => void (room.credit = Math.max(0, room.credit + count))
    if (count !== 0) room.locked(add, undefined)
  }

  /**
   * Takes the turn of a room whose places the store counts: whom this gate asks to call, the first first; and what was
   * left then of what it may let in.
   */
  propose(
    terms: RoomTerms,
    times: ReplicaTimes,
    gates: number,
  ): { readonly asked: readonly PlaceRecord[]; readonly credit: number } {
    const room = this.#room
    room.gates = gates
    const now = secondsOf(times.nowMs)
    const wallSeconds = secondsOf(times.wallMs)
    const admission = admissionTo(room, terms, { rates: this.#rates, nowMs: times.nowMs })
    const due = room.locked(() => proposeTurn(room, terms, { now, wallSeconds, admission }), [])
    const { credit } = room
    this.#look(times)
    const asked = due.flatMap((at) => {
      const note = this.#notes[at]
      if (note === undefined || room.stateOf(at) !== State.waiting) return []
      return [{ ...note.record, stage: note.stage + 1, seen: note.seen, isGone: false }]
    })
    return { asked, credit }
  }

  /** Takes it where nothing is heard of others, as one of so many gates; answers what it may let in then. */
  turnApart(terms: RoomTerms, times: ReplicaTimes, gates: number): number {
    const room = this.#room
    room.gates = gates
    this.#look(times)
    const now = secondsOf(times.nowMs)
    const own = { rates: this.#rates, nowMs: times.nowMs }
    const admission = admissionTo(room, termsApart(terms, gates), own)
    const isOwn = (at: number): boolean => this.#notes[at]?.isOwn ?? true
    const active = (): number => this.#activeHere(isOwn)
    const part = Math.max(1, Math.floor(terms.activeMax / gates))
    room.locked(() => turnApart(room, terms, { now, admission, isOwn, active, part }), undefined)
    const { credit } = room
    this.#look(times)
    return credit
  }

  #activeHere(isOwn: (at: number) => boolean): number {
    let count = 0
    for (let at = 0; at < this.#room.used; at++) {
      if (isInRoom(this.#room.stateOf(at)) && isOwn(at)) count++
    }
    return count
  }

  /** Compares the books with what was known. */
  #look(times: ReplicaTimes): void {
    const now = secondsOf(times.nowMs)
    const end = Math.max(this.#room.used, this.#notes.length)
    for (let at = 0; at < end; at++) this.#lookAt(at, times)
    this.#gone = this.#gone.filter(({ atSeconds }) => now - atSeconds < GONE_SECONDS)
    this.#isFirst = false
  }

  #lookAt(at: number, times: ReplicaTimes): Note | undefined {
    const room = this.#room
    const known = this.#notes[at]
    const state = room.stateOf(at)
    if (known !== undefined && !this.#isOf(known)) {
      this.#notes[at] = undefined
      const atSeconds = secondsOf(times.nowMs)
      if (known.isOwn && known.told >= 0) this.#gone.push({ note: known, atSeconds })
    }
    if (state === State.free) return undefined
    const seenHere = room.seenAt(at)
    const note = this.#notes[at] ?? this.#noteOf(at, seenHere, times)
    if (seenHere !== note.seenHere) {
      note.hasCome ||= !note.isOwn
      note.isOwn = true
      note.seenHere = seenHere
      note.seen = Math.max(note.seen, atStore(seenHere, times))
    }
    note.stage = stageAfter(note.stage, state)
    return note
  }

  #isOf({ at, record: { ticket } }: Note): boolean {
    return this.#room.isAt(at, ticket.idLow, ticket.idHigh)
  }

  #noteOf(at: number, seenHere: number, times: ReplicaTimes): Note {
    const { slot: _, ...ticket } = this.#room.ticketOf(at)
    const { network, wider, provider } = this.#room.claimantAt(at)
    const seen = atStore(Math.abs(seenHere), times)
    const record = { ticket, who: { network, wider, provider }, stage: 0, seen, isGone: false }
    const note = {
      at,
      record,
      stage: 0,
      seen,
      seenHere,
      isOwn: !this.#isFirst,
      hasCome: false,
      told: -1,
    }
    this.#notes[at] = note
    return note
  }

  /**
   * What is to be told after a turn, of so many people at most, those who are in first; and how many who are in the
   * store then still does not know of.
   */
  changes(
    max: number,
    terms: RoomTerms,
    { nowMs }: Pick<ReplicaTimes, 'nowMs'>,
  ): { readonly changes: readonly Change[]; readonly untold: number } {
    const now = secondsOf(nowMs)
    const every = toldEverySeconds(terms)
    const due = this.#notes
      .filter((note) => note !== undefined)
      .filter((note) => isDue(note, every))
    const inside = due.filter(({ stage }) => stage >= STAGE_IN)
    const others = due.filter((note) => note.stage < STAGE_IN && !this.#isInDoubt(note, now))
    const gone = this.#gone.filter(({ atSeconds }) => now - atSeconds >= DOUBT_SECONDS)
    const all = [
      ...inside.map(changeOf),
      ...gone.map((each) => this.#goneChange(each)),
      ...others.map(changeOf),
    ]
    return { changes: all.slice(0, max), untold: Math.max(0, inside.length - max) }
  }

  #isInDoubt({ at }: Note, now: number): boolean {
    const room = this.#room
    return room.stateOf(at) === State.passed && now - room.sinceAt(at) < DOUBT_SECONDS
  }

  #goneChange(each: { readonly note: Note }): Change {
    const { record, stage, seen } = each.note
    const onTold = (): void => {
      this.#gone = this.#gone.filter((other) => other !== each)
    }
    return { record: { ...record, stage, seen, isGone: true }, onTold }
  }

  /** Takes up what others have told; false where the books could not be had, and it is to be told again. */
  adopt(records: readonly PlaceRecord[], terms: RoomTerms, times: ReplicaTimes): boolean {
    if (records.length === 0) return true
    const room = this.#room
    return room.locked(() => {
      for (const record of records) this.#adopt(record, terms, times)
      return true
    }, false)
  }

  #adopt(record: PlaceRecord, terms: RoomTerms, times: ReplicaTimes): void {
    const at = this.#room.find({ ...record.ticket, slot: PLACES })
    const note = at < 0 ? undefined : this.#lookAt(at, times)
    if (note === undefined) return record.isGone ? undefined : this.#add(record, terms, times)
    const theirs = orderOf(record)
    const mine = orderOf({ stage: note.stage, seen: note.seen, isGone: false })
    note.told = Math.max(note.told, theirs)
    const now = secondsOf(times.nowMs)
    if (record.isGone) return theirs > mine ? this.#leave(note, now) : undefined
    if (record.stage > note.stage) this.#advance(note, record.stage, now)
    if (record.seen <= note.seen) return
    note.seen = record.seen
    note.isOwn = false
    this.#see(note, terms, times)
  }

  #leave({ at, stage }: Note, now: number): void {
    const room = this.#room
    if (!room.shift(at, room.stateOf(at), State.free, now)) return
    this.#notes[at] = undefined
    if (stage >= STAGE_IN) room.pace.noteFreed(now)
  }

  /** What a worker changes in this moment is left as it is, and told. */
  #advance(note: Note, stage: Stage, now: number): void {
    if (this.#room.shift(note.at, stateAt(note.stage), stateAt(stage), now)) note.stage = stage
  }

  #add(record: PlaceRecord, terms: RoomTerms, times: ReplicaTimes): void {
    const now = secondsOf(times.nowMs)
    if (isOver(record, terms, atStore(now, times))) return
    const who = { ...record.who, isSettled: true }
    const at = this.#room.claim(stateAt(record.stage), record.ticket, { who, now })
    if (at < 0) return
    const { seen, stage } = record
    const base = { at, record, stage, seen, seenHere: now, isOwn: false, hasCome: false }
    const note = { ...base, told: orderOf(record) }
    this.#notes[at] = note
    this.#see(note, terms, times)
  }

  /** As late as he may have been seen: nobody who is in elsewhere ends here before he does there. */
  #see(note: Note, terms: RoomTerms, { storeAheadSeconds }: ReplicaTimes): void {
    const late = toldEverySeconds(terms) + LATE_SECONDS
    this.#room.seeElsewhere(note.at, note.seen - Math.round(storeAheadSeconds) + late)
    note.seenHere = this.#room.seenAt(note.at)
  }
}

function secondsOf(ms: number): number {
  return Math.trunc(ms / 1000)
}

function atStore(seconds: number, { storeAheadSeconds }: ReplicaTimes): number {
  return Math.max(0, Math.round(seconds + storeAheadSeconds))
}
