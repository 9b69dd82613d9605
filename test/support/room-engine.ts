import { type Engine, type RoomHeard, type RoomSaid, StoreFault } from '../../src/store/engine.ts'

interface Person {
  readonly order: number
  readonly version: number
  readonly endMs: number
  readonly sealed: string
}

const STAGE = 2 ** 33
const STAGE_IN = 2 ** 18

/** What `room-script.ts` does at a store, in memory and by a clock that is handed in. */
export class RoomEngine {
  readonly #nowMs: () => number
  #rooms = new Map<string, Room>()
  #epochs = 0
  /** It answers nobody. */
  isSilent = false
  /** It does not answer these gates. */
  readonly cutOff = new Set<string>()
  calls = 0

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** It forgets everything. */
  flush(): void {
    this.#rooms.clear()
  }

  /** As one gate asks it. */
  of(gate: string): Pick<Engine, 'confer'> {
    return {
      confer: async (said) => {
        await Promise.resolve()
        if (this.isSilent || this.cutOff.has(gate)) throw new StoreFault('silent', 'no answer')
        this.calls++
        const nowMs = this.#nowMs()
        let room = this.#rooms.get(said.room)
        if (room === undefined) {
          room = new Room(`epoch ${++this.#epochs}`, nowMs)
          this.#rooms.set(said.room, room)
        }
        return room.confer(gate, said, nowMs)
      },
    }
  }

  /** Who has a place in a room, and what gates were granted. */
  counts(): { readonly held: number; readonly granted: number } {
    const nowMs = this.#nowMs()
    const rooms = [...this.#rooms.values()]
    return {
      held: rooms.reduce((sum, room) => sum + room.held(nowMs), 0),
      granted: rooms.reduce((sum, room) => sum + room.granted('', nowMs), 0),
    }
  }
}

class Room {
  readonly #epoch: string
  readonly #begunMs: number
  readonly #people = new Map<string, Person>()
  readonly #places = new Map<string, number>()
  readonly #grants = new Map<string, { readonly count: number; readonly untilMs: number }>()
  #version = 0
  #rateMs = 0
  #unused = 0

  constructor(epoch: string, nowMs: number) {
    this.#epoch = epoch
    this.#begunMs = nowMs
  }

  held(nowMs: number): number {
    for (const [name, endMs] of this.#places) if (endMs <= nowMs) this.#places.delete(name)
    return this.#places.size
  }

  granted(but: string, nowMs: number): number {
    let sum = 0
    for (const [gate, { count, untilMs }] of this.#grants) {
      if (untilMs <= nowMs) this.#grants.delete(gate)
      else if (gate !== but) sum += count
    }
    return sum
  }

  confer(gate: string, said: RoomSaid, nowMs: number): RoomHeard {
    const { rate, activeMax, gates } = said
    this.#rateMs = Math.max(this.#rateMs, nowMs + (rate?.aheadMs ?? 0))
    this.#rateMs = Math.min(this.#rateMs, nowMs + mostAheadMs(said))
    for (const [name, { endMs }] of this.#people) if (endMs <= nowMs) this.#people.delete(name)
    this.held(nowMs)
    const granted = this.granted(gate, nowMs)
    const spoken = this.#grants.size + (this.#grants.has(gate) ? 0 : 1)
    const mayCall = spoken >= gates || nowMs - this.#begunMs >= 3_000
    let { credit } = said
    for (const place of said.places) {
      const mayBe = mayCall && this.#places.size + granted + credit < activeMax
      this.#tell(place, said, { nowMs, mayBe })
    }
    if (said.wants) this.#unused = 0
    let part = credit
    if (said.wants && mayCall) {
      const free = Math.max(0, activeMax - this.#places.size)
      part = Math.max(0, Math.min(free - granted, Math.ceil(free / gates)))
      credit = Math.max(credit, part)
    }
    this.#grants.set(gate, { count: credit, untilMs: nowMs + 10_000 })
    return {
      ...this.#readBy(said),
      nowMs,
      credit: part,
      aheadMs: Math.max(0, this.#rateMs - nowMs),
    }
  }

  #tell(
    { name, order, isAsked, placeMs, allMs, sealed }: RoomSaid['places'][number],
    { rate }: RoomSaid,
    { nowMs, mayBe }: { readonly nowMs: number; readonly mayBe: boolean },
  ): void {
    if (order <= (this.#people.get(name)?.order ?? -1)) return
    if (isAsked && (!mayBe || (rate !== null && !this.#takes(rate, nowMs)))) return
    this.#people.set(name, { order, version: ++this.#version, endMs: nowMs + allMs, sealed })
    const kind = kindOf(order)
    if (kind === 'in') this.#places.set(name, nowMs + placeMs)
    else if (this.#places.delete(name) && rate !== null && kind === 'passed') this.#unused++
  }

  #takes({ intervalMs, burst }: NonNullable<RoomSaid['rate']>, nowMs: number): boolean {
    if (this.#unused > 0) return this.#unused-- > 0
    if (this.#rateMs - (burst - 1) * intervalMs > nowMs) return false
    this.#rateMs += intervalMs
    return true
  }

  #readBy({ read }: RoomSaid): Pick<RoomHeard, 'read' | 'sealed' | 'isWhole'> {
    const from = read.epoch === this.#epoch ? read.version : 0
    const found = [...this.#people.values()]
      .filter(({ version }) => version > from)
      .toSorted((a, b) => a.version - b.version)
      .slice(0, 250)
    return {
      read: { epoch: this.#epoch, version: found.at(-1)?.version ?? from },
      sealed: found.map(({ sealed }) => sealed),
      isWhole: found.length < 250,
    }
  }
}

/** What an order says of a place. */
function kindOf(order: number): 'in' | 'passed' | 'none' {
  const stage = Math.floor(order / STAGE)
  if (order % 2 === 1) return 'none'
  if (stage >= STAGE_IN || stage % 3 === 1) return 'in'
  return stage % 3 === 2 ? 'passed' : 'none'
}

function mostAheadMs({ rate, gates }: RoomSaid): number {
  return rate === null ? Infinity : (gates + 1) * rate.burst * rate.intervalMs
}
