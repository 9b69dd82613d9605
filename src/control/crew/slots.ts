/** Places in the shared memory that no two living threads have at the same time. */
export class Slots {
  readonly #free: number[]

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, slot) => slot)
  }

  get free(): number {
    return this.#free.length
  }

  /** Null where all are taken. */
  take(): number | null {
    return this.#free.shift() ?? null
  }

  giveBack(slot: number): void {
    this.#free.push(slot)
  }
}
