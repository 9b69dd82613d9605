import { roomsOf } from '../building/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Clock, type Snapshot, type WaitingRoom } from '../model/index.ts'
import { type RoomShare, type SharedRoom } from '../store/index.ts'

/** How full a waiting room is. */
export interface RoomStatus {
  readonly room: string
  readonly active: number
  readonly activeMax: number
  readonly waiting: number
  /** Since the gate started. */
  readonly admitted: number
  /** Who is counted: those of this gate alone, those of all that share a store, or those whom it still knows of. */
  readonly counts: 'this gate' | 'all gates' | 'apart'
}

/** What the main thread does for the waiting rooms of the configuration in force. */
export class WaitingRoomWatch {
  readonly #limits: Limits
  readonly #clock: Clock
  readonly #share: RoomShare
  #rooms: readonly WaitingRoom[] = []
  #known: ReadonlySet<string>

  /** `roomsInUse`: by name, those that people are in already. */
  constructor({
    limits,
    clock,
    roomsInUse,
    share,
  }: {
    readonly limits: Limits
    readonly clock: Clock
    readonly share: RoomShare
    readonly roomsInUse: ReadonlySet<string>
  }) {
    this.#limits = limits
    this.#clock = clock
    this.#known = roomsInUse
    this.#share = share
  }

  /** Goes over to the rooms of a configuration; one that is new begins empty. */
  follow({ sites }: Snapshot): void {
    this.#rooms = roomsOf(sites)
    for (const { name, place } of this.#rooms) {
      if (!this.#known.has(name)) this.#limits.waitingRooms.clear(place)
    }
    this.#known = new Set(this.#rooms.map(({ name }) => name))
    this.#share.keep(this.#rooms.map((room) => this.#shared(room)))
    this.takeTurns()
  }

  takeTurns(): void {
    const nowMs = this.#clock.steadyMs()
    for (const room of this.#rooms) {
      if (this.#share.isOn) void this.#share.turn(this.#shared(room))
      else this.#limits.waitingRooms.turn(room.place, room, nowMs)
    }
  }

  #shared(room: WaitingRoom): SharedRoom {
    const replica = this.#limits.waitingRooms.replica(room.place)
    return { name: room.name, terms: room, replica }
  }

  status(): readonly RoomStatus[] {
    return this.#rooms.map((room) => {
      const { name, place, activeMax } = room
      const counts = this.#countsOf(room)
      return { room: name, activeMax, ...this.#limits.waitingRooms.counts(place), counts }
    })
  }

  #countsOf(room: WaitingRoom): RoomStatus['counts'] {
    if (!this.#share.isOn) return 'this gate'
    return this.#share.isApart(this.#shared(room)) ? 'apart' : 'all gates'
  }
}
