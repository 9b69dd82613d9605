import { type CounterName } from './metric-names.ts'

/**
 * Series at once: a configuration of hundreds of sites and routes fits; one with more loses the rest,
 * and says how much.
 */
export const SERIES_MAX = 10_000

/** One counter with one set of label values. */
export interface Count {
  readonly name: CounterName
  /** In the order of the counter's labels. */
  readonly labels: readonly string[]
  readonly count: number
}

const DROPPED: CounterName = 'paart_metrics_dropped_total'

/** Counters by name and labels, at most `SERIES_MAX` of them. */
export class Series {
  readonly #counts = new Map<
    string,
    { name: CounterName; labels: readonly string[]; count: number }
  >()
  #dropped = 0

  add(name: CounterName, labels: readonly string[], by = 1): void {
    let key: string = name
    for (const label of labels) key += `\0${label}`
    const known = this.#counts.get(key)
    if (known !== undefined) known.count += by
    else if (name === DROPPED || this.#counts.size >= SERIES_MAX) this.#dropped += by
    else this.#counts.set(key, { name, labels, count: by })
  }

  /** All of them, with how much was left out. */
  counts(): readonly Count[] {
    const counts: Count[] = [...this.#counts.values()]
    if (this.#dropped > 0) counts.push({ name: DROPPED, labels: [], count: this.#dropped })
    return counts
  }

  clear(): void {
    this.#counts.clear()
    this.#dropped = 0
  }
}
