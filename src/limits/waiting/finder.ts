/** Twice as many as a room has places. */
const SLOTS_LOG2 = 15
const SLOTS = 2 ** SLOTS_LOG2

/** So many slots are looked at for one id. */
const PROBES_MAX = 64

/** Where the places of tickets are, by half of their ids, in shared memory. Changed under the lock of the room. */
export class Finder {
  static readonly WORDS = SLOTS
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  /** Notes a place. One for which there is no slot is found again where its ticket names it. */
  add(idLow: number, place: number): void {
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      const at = slotOf(idLow, probe)
      if (this.#words[at] !== 0) continue
      this.#words[at] = place + 1
      return
    }
  }

  /** The first of the places noted for an id that is the right one; -1 for none. Needs no lock: it may find none. */
  find(idLow: number, isRight: (place: number) => boolean): number {
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      const noted = this.#words[slotOf(idLow, probe)] ?? 0
      if (noted === 0) return -1
      if (isRight(noted - 1)) return noted - 1
    }
    return -1
  }

  clear(): void {
    this.#words.fill(0)
  }
}

function slotOf(idLow: number, probe: number): number {
  return ((Math.imul(idLow, 0x9e3779b1) >>> (32 - SLOTS_LOG2)) + probe) & (SLOTS - 1)
}
