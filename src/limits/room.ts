import { KeyHash } from './hash.ts'

/** How much may be kept, in bytes. */
export interface RoomCaps {
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

/** Each word is exchanged for the one that was seen, so no cap is passed, not even for a moment. */
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
    const { networkKib, totalKib } = kibOf(caps, isForeign)
    return (
      Atomics.load(this.#cells, cellOf(place)) + kib <= networkKib &&
      Atomics.load(this.#cells, TOTAL) + kib <= totalKib
    )
  }

  reserve({ place, kib }: Portion, caps: RoomCaps, isForeign: boolean): boolean {
    const { networkKib, totalKib } = kibOf(caps, isForeign)
    if (!this.#add(cellOf(place), kib, networkKib)) return false
    if (this.#add(TOTAL, kib, totalKib)) return true
    this.#subtract(cellOf(place), kib)
    return false
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

  #add(cell: number, kib: number, max: number): boolean {
    for (;;) {
      const seen = Atomics.load(this.#cells, cell)
      if (seen + kib > max) return false
      if (Atomics.compareExchange(this.#cells, cell, seen, seen + kib) === seen) return true
    }
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

function kibOf(
  { networkMax, totalMax }: RoomCaps,
  isForeign: boolean,
): { readonly networkKib: number; readonly totalKib: number } {
  const share = isForeign ? FOREIGN_SHARE : 1
  return {
    networkKib: Math.floor((networkMax * share) / 1024),
    totalKib: Math.floor((totalMax * share) / 1024),
  }
}

/** Places come from names of files too, which may say anything. */
function cellOf(place: number): number {
  return HEAD_WORDS + (place & (PLACES - 1))
}
