import { type Charge, type Engine } from '../../src/store/engine.ts'

/** The same as `CHARGE` in `src/store/scripts.ts`, on a clock that whoever simulates moves. */
export class SimulatedEngine implements Engine {
  readonly #nowMs: () => number
  readonly #wayMs: number
  readonly #levels: Map<string, number>
  #lastBatch = ''
  /** Moved on to by `deliver`, in the order of their times. */
  readonly #onTheWay: { readonly atMs: number; readonly act: () => void }[] = []

  /**
   * @param levels of all gates that share the store: microseconds of its clock.
   * @param wayMs from a gate to the store, and back.
   */
  constructor(
    nowMs: () => number,
    { levels, wayMs }: { levels: Map<string, number>; wayMs: number },
  ) {
    this.#nowMs = nowMs
    this.#levels = levels
    this.#wayMs = wayMs
  }

  charge(id: string, charges: readonly Charge[]): Promise<readonly number[]> {
    const { promise, resolve } = Promise.withResolvers<readonly number[]>()
    this.#later(() => {
      const answer = this.#add(id, charges)
      this.#later(() => resolve(answer))
    })
    return promise
  }

  greet(): never {
    throw new Error('nobody greets here')
  }

  publish(): never {
    throw new Error('nobody asks anybody here')
  }

  exchange(): never {
    throw new Error('nobody tells anything here')
  }

  confer(): never {
    throw new Error('nobody waits here')
  }

  /** Whatever has arrived by now. */
  deliver(): void {
    while ((this.#onTheWay[0]?.atMs ?? Infinity) <= this.#nowMs()) this.#onTheWay.shift()?.act()
  }

  #later(act: () => void): void {
    this.#onTheWay.push({ atMs: this.#nowMs() + this.#wayMs, act })
  }

  #add(id: string, charges: readonly Charge[]): readonly number[] {
    const nowUs = this.#nowMs() * 1000
    const isNew = id !== this.#lastBatch
    this.#lastBatch = id
    return charges.map(({ key, costUs, ageUs, capUs }) => {
      let level = this.#levels.get(key) ?? 0
      if (isNew && costUs > 0) {
        level = Math.min(Math.max(level, nowUs - ageUs) + costUs, nowUs + capUs)
        this.#levels.set(key, level)
      }
      return Math.max(0, Math.trunc(level - nowUs))
    })
  }
}
