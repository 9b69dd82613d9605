import { roomsOf } from '../building/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Clock, type Snapshot, type WaitingRoom } from '../model/index.ts'

/** How full a waiting room is. */
export interface RoomStatus {
  readonly room: string
  readonly active: number
  readonly activeMax: number
  readonly waiting: number
  /** Since the gate started. */
  readonly admitted: number
}

/** What the main thread does for the waiting rooms of the configuration in force. */
export class WaitingRoomWatch {
  readonly #limits: Limits
  readonly #clock: Clock
  #rooms: readonly WaitingRoom[] = []
  #known: ReadonlySet<string>

  /** `roomsInUse`: by name, those that people are in already. */
  constructor({
    limits,
    clock,
    roomsInUse,
  }: {
    readonly limits: Limits
    readonly clock: Clock
    readonly roomsInUse: ReadonlySet<string>
  }) {
    this.#limits = limits
    this.#clock = clock
    this.#known = roomsInUse
  }

  /** Goes over to the rooms of a configuration; one that is new begins empty. */
  follow({ sites }: Snapshot): void {
    this.#rooms = roomsOf(sites)
    for (const { name, place } of this.#rooms) {
      if (!this.#known.has(name)) this.#limits.waitingRooms.clear(place)
    }
    this.#known = new Set(this.#rooms.map(({ name }) => name))
  }

  takeTurns(): void {
    const nowMs = this.#clock.steadyMs()
    for (const room of this.#rooms) this.#limits.waitingRooms.turn(room.place, room, nowMs)
  }

  status(): readonly RoomStatus[] {
    return this.#rooms.map(({ name, place, activeMax }) => {
      return { room: name, activeMax, ...this.#limits.waitingRooms.counts(place) }
    })
  }
}
