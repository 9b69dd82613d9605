import {
  type Change,
  countsMs,
  type PlaceRecord,
  type ReplicaTimes,
  type RoomReplica,
  type RoomTerms,
} from '../limits/index.ts'
import { type Clock } from '../model/index.ts'
import { type Engine, type FactsRead, type RoomHeard, type SealedPlace } from './engine.ts'
import { openPlaceRecord, roomNameOf, sealPlaceRecord } from './place-seal.ts'
import { type StoreSecrets } from './secrets.ts'

/** People told of in one call, and heard of: some three milliseconds of the store. */
export const PLACES_MAX = 250

/** Calls of one turn: as many as tell of a whole room. The rest follows with the next. */
const CALLS_MAX = 70

/** A gate that has not been answered for so long goes on alone: three turns. */
export const APART_MS = 3_000

/** The store's clock was set: what was noted by it is of no use. */
const CLOCK_MOVED_SECONDS = 5

const NOTHING: FactsRead = { epoch: '', version: 0 }

/** A waiting room of the configuration in force. */
export interface SharedRoom {
  readonly name: string
  readonly terms: RoomTerms
  readonly replica: RoomReplica
}

export interface RoomShareOptions {
  readonly engine: Pick<Engine, 'confer'>
  readonly clock: Clock
  readonly gates: () => number
}

/** What is known of one room, beside who is in it. */
interface Known {
  read: FactsRead
  isWhole: boolean
  /** By the steady clock, when an answer came last; at first when it was begun. */
  heardMs: number
  isUnderWay: boolean
}

/** What a gate is about to tell of a room in a turn. */
interface Turn {
  readonly room: SharedRoom
  readonly known: Known
  readonly name: string
  readonly secrets: StoreSecrets
  readonly times: ReplicaTimes
  /** Before it was looked who is in: whoever came in since is counted twice rather than never. Then by each answer. */
  credit: number
  readonly wants: boolean
  /** By their sealed texts. */
  readonly told: Map<string, Change | PlaceRecord>
  /** Whom to call; asked for once. */
  asked: readonly PlaceRecord[]
}

/**
 * Shares the places of waiting rooms among gates. About once a second each gate tells whom it has seen and hears whom
 * others have; so the books of each have everybody, and know who came before whom. **The store counts the places**: it
 * takes whom a gate calls only while fewer than `activeMax` are in, called or granted, and grants gates places for those
 * who come while nobody waits. Each gate asks for the first in the order over all gates, whoever's they are.
 *
 * **Bound.** While the store answers no more than `activeMax` are in over all gates, but for those whose cookie says that
 * they were in and whom no gate knows any more: they are let in as after a restart. The order is that of the times in
 * the tickets, by the clock of the gate that each came to first, for all who came three seconds before; while places
 * are free, who comes to a gate that has used up its grant may wait two or three seconds, and others come in elsewhere.
 *
 * A gate that has had no answer for three seconds goes on alone (`RoomReplica.turnApart`): it calls those who asked here
 * last, while fewer of them are in than `activeMax` by the number of gates, and while it knows of fewer than
 * `activeMax` in all. So there are no more than `activeMax` for as long as people stay (`forMs`), and after that at most
 * that part more for each gate at which more were in than its part. Nobody is ever put out; when it answers again
 * nobody is called before fewer are in.
 */
export class RoomShare {
  readonly #options: RoomShareOptions
  readonly #rooms = new Map<RoomReplica, Known>()
  #secrets: StoreSecrets | null = null
  #storeAheadSeconds: number | null = null

  constructor(options: RoomShareOptions) {
    this.#options = options
  }

  /** Begins, or goes over to the names of another ring; null ends it. */
  follow(secrets: StoreSecrets | null): void {
    this.#secrets = secrets
    this.#storeAheadSeconds = null
    if (secrets === null) return this.#rooms.clear()
    this.begin()
  }

  get isOn(): boolean {
    return this.#secrets !== null
  }

  /** Hears and tells all anew: who answers there may know less than who did before. */
  begin(): void {
    for (const [replica, known] of this.#rooms) {
      known.read = NOTHING
      known.isWhole = false
      replica.forgetTold()
    }
  }

  /** Whether a room goes on without the others. */
  isApart({ replica }: Pick<SharedRoom, 'replica'>): boolean {
    const known = this.#rooms.get(replica)
    return known !== undefined && this.#options.clock.steadyMs() - known.heardMs > APART_MS
  }

  /** Takes the turn of a room, and tells of it: resolves when that has come to an end, whatever it is. */
  async turn(room: SharedRoom): Promise<void> {
    const known = this.#knownOf(room)
    const turn = this.#begin(room, known)
    if (turn === null || known.isUnderWay) return
    known.isUnderWay = true
    try {
      for (let call = 0; call < CALLS_MAX; call++) if (!(await this.#confer(turn))) return
    } catch {
      // The call has told it; it is tried again with the next turn.
    } finally {
      known.isUnderWay = false
    }
  }

  /** Rooms that are no more are forgotten. */
  keep(rooms: readonly SharedRoom[]): void {
    const kept = new Set(rooms.map(({ replica }) => replica))
    for (const replica of this.#rooms.keys()) if (!kept.has(replica)) this.#rooms.delete(replica)
  }

  #knownOf({ replica }: SharedRoom): Known {
    const known = this.#rooms.get(replica)
    if (known !== undefined) return known
    const heardMs = this.#options.clock.steadyMs()
    const made = { read: NOTHING, isWhole: false, heardMs, isUnderWay: false }
    this.#rooms.set(replica, made)
    replica.forget()
    return made
  }

  /** Null where it is told nobody. */
  #begin(room: SharedRoom, known: Known): Turn | null {
    const { gates } = this.#options
    const secrets = this.#secrets
    if (secrets === null) return null
    const { replica, terms } = room
    const times = this.#times()
    const isApart = this.isApart(room)
    const { asked, credit } = isApart
      ? { asked: [], credit: replica.turnApart(terms, times, gates()) }
      : replica.propose(terms, times, gates())
    return {
      room,
      known,
      name: roomNameOf(room.name, secrets.names),
      secrets,
      times,
      credit,
      wants: !isApart && known.isWhole && !replica.isHeldUp,
      told: new Map(),
      asked: known.isWhole ? asked : [],
    }
  }

  #times(): ReplicaTimes {
    const { clock } = this.#options
    const nowMs = clock.steadyMs()
    const wallMs = clock.wallMs()
    // Until it has answered the store is taken to have our time.
    const storeAheadSeconds = this.#storeAheadSeconds ?? (wallMs - nowMs) / 1000
    return { nowMs, wallMs, storeAheadSeconds }
  }

  /** Whether there is more to tell or to hear. */
  async #confer(turn: Turn): Promise<boolean> {
    const { engine, clock, gates } = this.#options
    const { room, known, name, wants } = turn
    const { terms, replica } = room
    const { rate = null, activeMax } = terms
    // What is told bears times of the store's clock, which is not known before it has answered.
    const max = this.#storeAheadSeconds === null ? 0 : PLACES_MAX
    const { changes, untold } = replica.changes(max, terms, turn.times)
    const places = [
      ...changes.map((change) => this.#sealed(turn, change.record, change)),
      ...turn.asked.map((record) => this.#sealed(turn, record, null)),
    ]
    turn.asked = []
    const { read } = known
    const credit = turn.credit + untold
    const startMs = clock.steadyMs()
    const heard = await engine.confer({
      room: name,
      read,
      activeMax,
      credit,
      wants,
      gates: gates(),
      rate: rate && { ...rate, aheadMs: replica.aheadMs(terms, startMs) },
      places,
    })
    // It began anew meanwhile, or there is another room now.
    if (this.#secrets !== turn.secrets || known.read !== read) return false
    if (this.#rooms.get(replica) !== known) return false
    const endMs = clock.steadyMs()
    if (this.#isOtherClock(heard.nowMs, (startMs + endMs) / 2)) return false
    replica.addCredit(heard.credit - credit)
    turn.credit = Math.max(0, turn.credit + heard.credit - credit)
    replica.raise(terms, heard.aheadMs, endMs, gates())
    return this.#take(turn, heard) && (!heard.isWhole || changes.length === max)
  }

  #sealed(
    { room, name, secrets, times, told }: Turn,
    record: PlaceRecord,
    change: Change | null,
  ): SealedPlace {
    const now = Math.round(times.nowMs / 1000 + times.storeAheadSeconds)
    const sealed = sealPlaceRecord(record, name, secrets)
    told.set(sealed.sealed, change ?? record)
    return { ...sealed, isAsked: change === null, ...countsMs(record, room.terms, now) }
  }

  /** Whether it could be taken up. */
  #take(turn: Turn, { read, sealed, isWhole }: RoomHeard): boolean {
    const { room, known, name, secrets, told } = turn
    if (read.epoch !== known.read.epoch && known.read.epoch !== '') room.replica.forgetTold()
    const records: PlaceRecord[] = []
    for (const text of sealed) {
      const own = told.get(text)
      if (own !== undefined && 'onTold' in own) own.onTold()
      else if (own !== undefined) records.push(own)
      else records.push(...opened(openPlaceRecord(text, name, secrets)))
    }
    if (!room.replica.adopt(records, room.terms, this.#times())) return false
    known.read = read
    known.isWhole = isWhole
    known.heardMs = this.#options.clock.steadyMs()
    return true
  }

  /** Whether what was noted is of another clock: then all of it is noted anew. */
  #isOtherClock(storeMs: number, steadyMs: number): boolean {
    const { storeAheadSeconds: before } = this.#times()
    this.#storeAheadSeconds = (storeMs - steadyMs) / 1000
    if (Math.abs(this.#storeAheadSeconds - before) < CLOCK_MOVED_SECONDS) return false
    for (const replica of this.#rooms.keys()) replica.forget()
    this.begin()
    return true
  }
}

function opened(record: PlaceRecord | null): readonly PlaceRecord[] {
  return record === null ? [] : [record]
}
