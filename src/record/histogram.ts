/** A histogram's buckets, none of which holds what another does, and the sum of all values. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  /** @param bounds Upper ones, least first; what is above them all has a bucket as well. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(value: number): void {
    let at = 0
    while (at < this.#bounds.length && value > (this.#bounds[at] ?? 0)) at++
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#sum += value
  }

  add(counts: readonly number[], sum: number): void {
    for (const [at, count] of counts.entries()) this.#counts[at] = (this.#counts[at] ?? 0) + count
    this.#sum += sum
  }

  /** One count more than there are bounds. */
  get counts(): readonly number[] {
    return this.#counts
  }

  get sum(): number {
    return this.#sum
  }

  get isEmpty(): boolean {
    return this.#counts.every((count) => count === 0)
  }

  clear(): void {
    this.#counts.fill(0)
    this.#sum = 0
  }
}
