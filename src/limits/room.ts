import { KeyHash } from './hash.ts'
import { mayTake } from './shares.ts'

/** How much may be kept, in bytes. */
export interface RoomCaps {
  /** For one submission. */
  readonly bytesMax: number
  readonly networkMax: number
  readonly totalMax: number
}

/** With whom somebody shares the room. */
export interface Sharer {
  /** His network; in a crowd his address, or his pass. */
  readonly network: string
  /** What lies around it and binds him, from the inside out: nothing where he holds a pass, and in crowds. */
  readonly around: readonly string[]
  /** Whether he holds a pass that he earned over ten minutes ago: no attack begins with those. */
  readonly isSettled: boolean
}

/** A part of the room: what one kept file takes. Whole KiB, so that terabytes fit a shared counter. */
export interface Portion {
  /** Where its network is counted, and what of those around binds it: `KeptRoom.placesOf`. */
  readonly place: number
  readonly around: readonly number[]
  readonly kib: number
}

/** For whom a portion is asked for. */
export interface AskedRoom {
  /** Of the caps only half may be used. */
  readonly isForeign: boolean
  /** As of a `Sharer`. */
  readonly isSettled: boolean
}

/** The room for kept submissions, in all workers of one gate. */
export interface KeptRoom {
  /** The name under which this gate's portions are known to others: new with each start. */
  readonly account: string
  /** Networks share 65,536 places, so a cap may bite early, never late. The same after a restart. */
  readonly placesOf: (sharer: Omit<Sharer, 'isSettled'>) => Omit<Portion, 'kib'>
  /** Whether it could be reserved just now. */
  readonly hasRoom: (portion: Portion, caps: RoomCaps, asked: AskedRoom) => boolean
  /** False, with nothing changed, where a cap would be passed. */
  readonly reserve: (portion: Portion, caps: RoomCaps, asked: AskedRoom) => boolean
  /** Counts what is there already, above the caps too. */
  readonly hold: (portion: Portion) => void
  /** Gives back what was reserved or held: by the one who took the file away. */
  readonly release: (portion: Portion) => void
  /** Of this gate alone, in KiB. */
  readonly total: () => number
  /** Counts what other gates have in the same folder, in KiB: of the total, not of a network's part. */
  readonly countOthers: (kib: number) => void
}

/** Places of networks: two of the few that have something kept seldom meet. */
const PLACES = 65_536

/** A network and the two around it have places of their own each: no place is counted twice for one file. */
const WIDTHS = 3

/** The total has a cache line of its own. */
const HEAD_WORDS = 16
const TOTAL = 0
const OTHERS = 1

/** Bytes of memory: 768 KiB. */
export const ROOM_BYTES = (HEAD_WORDS + WIDTHS * PLACES) * 4

/**
 * Any page on the net can make its visitors' browsers send forms here: half of the room is out of reach of
 * those, so that they are the first to be refused when room is short.
 */
const FOREIGN_SHARE = 1 / 2

/**
 * The room is shared out among networks (`mayTake`), as places are of which the largest submission takes
 * one. It has no rows of workers: files outlive them, and whoever takes a file away gives its room back.
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

  placesOf({ network, around }: Omit<Sharer, 'isSettled'>): Omit<Portion, 'kib'> {
    return {
      place: this.#placeOf('kept', network),
      around: around.map((wider) => this.#placeOf('kept around', wider)),
    }
  }

  #placeOf(what: string, network: string): number {
    this.#hash.update(what, network)
    return this.#hash.low & (PLACES - 1)
  }

  hasRoom(portion: Portion, caps: RoomCaps, asked: AskedRoom): boolean {
    const seen = cellsOf(portion).map((cell) => Atomics.load(this.#cells, cell))
    return mayHold(seen, portion.kib, { max: kibOf(caps, asked), others: this.#others, asked })
  }

  reserve(portion: Portion, caps: RoomCaps, asked: AskedRoom): boolean {
    const { kib } = portion
    const cells = cellsOf(portion)
    const max = kibOf(caps, asked)
    for (;;) {
      const seen = cells.map((cell) => Atomics.load(this.#cells, cell))
      if (!mayHold(seen, kib, { max, others: this.#others, asked })) return false
      // What is not exchanged for what was seen here has been changed meanwhile: then it is looked at anew.
      const changed = cells.findIndex((cell, i) => !this.#exchange(cell, seen[i] ?? 0, kib))
      if (changed < 0) return true
      for (const cell of cells.slice(0, changed)) this.#subtract(cell, kib)
    }
  }

  hold(portion: Portion): void {
    for (const cell of cellsOf(portion)) Atomics.add(this.#cells, cell, portion.kib)
  }

  release(portion: Portion): void {
    for (const cell of cellsOf(portion)) this.#subtract(cell, portion.kib)
  }

  total(): number {
    return Atomics.load(this.#cells, TOTAL)
  }

  countOthers(kib: number): void {
    Atomics.store(this.#cells, OTHERS, kib)
  }

  get #others(): number {
    return Atomics.load(this.#cells, OTHERS)
  }

  /** Adds to what was seen. */
  #exchange(cell: number, seen: number, kib: number): boolean {
    return Atomics.compareExchange(this.#cells, cell, seen, seen + kib) === seen
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

/** Whether so much more may be held beside what was seen in the cells of a portion. */
function mayHold(
  seen: readonly number[],
  kib: number,
  {
    max,
    others,
    asked: { isSettled },
  }: { readonly max: Most; readonly others: number; readonly asked: AskedRoom },
): boolean {
  const all = (seen.at(-1) ?? 0) + others
  const [network = 0, wider = 0, provider = 0] = seen.slice(0, -1)
  if (network + kib > max.network) return false
  // A file is a little larger than what is in it.
  const asked = { amount: kib, most: Math.max(kib, max.one), isSettled }
  return mayTake(max.total, { all, network, wider, provider }, asked)
}

function kibOf(
  { bytesMax, networkMax, totalMax }: RoomCaps,
  { isForeign }: Pick<AskedRoom, 'isForeign'>,
): Most {
  const share = isForeign ? FOREIGN_SHARE : 1
  return {
    one: Math.ceil(bytesMax / 1024),
    network: Math.floor((networkMax * share) / 1024),
    total: Math.floor((totalMax * share) / 1024),
  }
}

/**
 * All that it counts in, the total last: what is undone on the way to it has been nobody's but its networks'.
 * Places come from names of files too, which may say anything.
 */
function cellsOf({ place, around }: Portion): readonly number[] {
  const places = [place, ...around.slice(0, WIDTHS - 1)]
  return [...places.map((each, i) => HEAD_WORDS + i * PLACES + (each & (PLACES - 1))), TOTAL]
}
