import { Histogram } from './histogram.ts'
import { HISTOGRAMS, type HistogramName, OTHER } from './metric-names.ts'

/** Names one histogram is told apart by: each is some fifteen series, and no configuration has more sites. */
export const HISTOGRAM_NAMES_MAX = 256

/** What one histogram has measured, as plain data. */
export interface HistogramDelta {
  readonly name: HistogramName
  /** What it is told apart by; empty where nothing does. */
  readonly of: string
  /** Each bucket by itself, the one above all bounds last. */
  readonly counts: readonly number[]
  /** In seconds. */
  readonly sum: number
}

/** One kind of histogram, for each name by itself. */
export class Histograms {
  readonly #name: HistogramName
  readonly #byName = new Map<string, Histogram>()

  constructor(name: HistogramName) {
    this.#name = name
  }

  observe(of: string, seconds: number): void {
    this.#of(of).observe(seconds)
  }

  add({ of, counts, sum }: Omit<HistogramDelta, 'name'>): void {
    this.#of(of).add(counts, sum)
  }

  /** What has been measured since it was last emptied. */
  drain(): readonly HistogramDelta[] {
    const deltas: HistogramDelta[] = []
    for (const [of, histogram] of this.#byName) {
      if (histogram.isEmpty) continue
      deltas.push({ name: this.#name, of, counts: [...histogram.counts], sum: histogram.sum })
      histogram.clear()
    }
    return deltas
  }

  /** By name, in the order of the alphabet; one that nothing tells apart is there before it is used. */
  all(): readonly (readonly [of: string, histogram: Histogram])[] {
    if (HISTOGRAMS[this.#name].label === null) this.#of('')
    return [...this.#byName].toSorted(([a], [b]) => (a < b ? -1 : 1))
  }

  #of(name: string): Histogram {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    if (this.#byName.size >= HISTOGRAM_NAMES_MAX && name !== OTHER) return this.#of(OTHER)
    const made = new Histogram(HISTOGRAMS[this.#name].buckets)
    this.#byName.set(name, made)
    return made
  }
}
