import { KeyHash } from './hash.ts'
import { mayTake } from './shares.ts'

/** How much may be kept, in bytes. */
export interface RoomCaps {
  /** For one submission. */
  readonly bytesMax: number
  readonly networkMax: number
  readonly totalMax: number
}

/** A part of the room: what one kept file takes. Whole KiB, so that terabytes fit a shared counter. */
export interface Portion {
  /** Where its network is counted: `KeptRoom.placeOf`. */
  readonly place: number
  readonly kib: number
}

/** The room for kept submissions, in all workers of one gate. */
export interface KeptRoom {
  /** The name under which this gate's portions are known to others: new with each start. */
  readonly account: string
  /** Networks share 65,536 places, so a cap may bite early, never late. The same after a restart. */
  readonly placeOf: (network: string) => number
  /** Whether it could be reserved just now. `isForeign`: of the caps only half may be used. */
  readonly hasRoom: (portion: Portion, caps: RoomCaps, isForeign: boolean) => boolean
  /** False, with nothing changed, where a cap would be passed. */
  readonly reserve: (portion: Portion, caps: RoomCaps, isForeign: boolean) => boolean
  /** Counts what is there already, above the caps too. */
  readonly hold: (portion: Portion) => void
  /** Gives back what was reserved or held: by the one who took the file away. */
  readonly release: (portion: Portion) => void
  /** In KiB. */
  readonly total: () => number
}

/** Places of networks: two of the few that have something kept seldom meet. */
const PLACES = 65_536

/** The total has a cache line of its own. */
const HEAD_WORDS = 16
const TOTAL = 0

/** Bytes of memory: 256 KiB. */
export const ROOM_BYTES = (HEAD_WORDS + PLACES) * 4

/**
 * Any page on the net can make its visitors' browsers send forms here: half of the room is out of reach of
 * those, so that they are the first to be refused when room is short.
 */
const FOREIGN_SHARE = 1 / 2

/**
 * The room is shared out among networks (`mayTake`), as places are of which the largest submission takes
 * one; the whole reserve is for who has nothing kept, since nobody is challenged who holds a pass that
 * counts. It has no rows of workers: files outlive them, and whoever takes a file away gives its room back.
 * Each word is exchanged for the one that was seen, so no cap is passed, not even for a moment.
 */
export class SharedKeptRoom implements KeptRoom {
  readonly account: string
  readonly #cells: Int32Array
  readonly #hash: KeyHash

  /** `seed`: 16 bytes that outlive a restart, as files do that name places. */
  constructor(memory: SharedArrayBuffer, seed: Uint8Array, account: string) {
    this.account = account
    this.#cells = new Int32Array(memory)
    this.#hash = new KeyHash(seed)
  }

  placeOf(network: string): number {
    this.#hash.update('kept', network)
    return this.#hash.low & (PLACES - 1)
  }

  hasRoom({ place, kib }: Portion, caps: RoomCaps, isForeign: boolean): boolean {
    const all = Atomics.load(this.#cells, TOTAL)
    const network = Atomics.load(this.#cells, cellOf(place))
    return mayHold({ all, network }, kib, kibOf(caps, isForeign))
  }

  reserve({ place, kib }: Portion, caps: RoomCaps, isForeign: boolean): boolean {
    const max = kibOf(caps, isForeign)
    for (;;) {
      const all = Atomics.load(this.#cells, TOTAL)
      const network = Atomics.load(this.#cells, cellOf(place))
      if (!mayHold({ all, network }, kib, max)) return false
      // What is not exchanged for what was seen here has been changed meanwhile: then it is looked at anew.
      if (!this.#exchange(cellOf(place), network, network + kib)) continue
      if (this.#exchange(TOTAL, all, all + kib)) return true
      this.#subtract(cellOf(place), kib)
    }
  }

  hold({ place, kib }: Portion): void {
    Atomics.add(this.#cells, cellOf(place), kib)
    Atomics.add(this.#cells, TOTAL, kib)
  }

  release({ place, kib }: Portion): void {
    this.#subtract(cellOf(place), kib)
    this.#subtract(TOTAL, kib)
  }

  total(): number {
    return Atomics.load(this.#cells, TOTAL)
  }

  #exchange(cell: number, seen: number, next: number): boolean {
    return Atomics.compareExchange(this.#cells, cell, seen, next) === seen
  }

  /** Never below nothing, or a mistake would lift the cap for good. */
  #subtract(cell: number, kib: number): void {
    for (;;) {
      const seen = Atomics.load(this.#cells, cell)
      const left = Math.max(0, seen - kib)
      if (Atomics.compareExchange(this.#cells, cell, seen, left) === seen) return
    }
  }
}

/** Caps in KiB. */
interface Most {
  readonly one: number
  readonly network: number
  readonly total: number
}

/** Whether so much more may be held beside what is held. */
function mayHold(
  held: { readonly all: number; readonly network: number },
  kib: number,
  max: Most,
): boolean {
  if (held.network + kib > max.network) return false
  // A file is a little larger than what is in it.
  const asked = { amount: kib, most: Math.max(kib, max.one), isSettled: true }
  return mayTake(max.total, { ...held, wider: 0, provider: 0 }, asked)
}

function kibOf({ bytesMax, networkMax, totalMax }: RoomCaps, isForeign: boolean): Most {
  const share = isForeign ? FOREIGN_SHARE : 1
  return {
    one: Math.ceil(bytesMax / 1024),
    network: Math.floor((networkMax * share) / 1024),
    total: Math.floor((totalMax * share) / 1024),
  }
}

/** Places come from names of files too, which may say anything. */
function cellOf(place: number): number {
  return HEAD_WORDS + (place & (PLACES - 1))
}
