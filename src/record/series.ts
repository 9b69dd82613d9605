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

/** A place in the tree of names and label values. */
interface Place {
  readonly below: Map<string, Place>
  counted: { readonly name: CounterName; readonly labels: readonly string[]; count: number } | null
}

/**
 * Counters by name and labels, at most `SERIES_MAX` of them. A tree: every request is counted, and
 * to write its labels as one text would cost more than to look each of them up.
 */
export class Series {
  #root: Place = { below: new Map(), counted: null }
  #size = 0
  #dropped = 0

  add(name: CounterName, labels: readonly string[], by = 1): void {
    let place = this.#below(this.#root, name)
    for (const label of labels) {
      if (place === null) break
      place = this.#below(place, label)
    }
    if (place === null) this.#dropped += by
    else if (place.counted !== null) place.counted.count += by
    else if (this.#isFull(name)) this.#dropped += by
    else {
      this.#size++
      place.counted = { name, labels, count: by }
    }
  }

  #isFull(name: CounterName): boolean {
    return name === DROPPED || this.#size >= SERIES_MAX
  }

  /** Null where it is new and there is no room. */
  #below(place: Place, label: string): Place | null {
    const known = place.below.get(label)
    if (known !== undefined) return known
    if (this.#size >= SERIES_MAX) return null
    const made: Place = { below: new Map(), counted: null }
    place.below.set(label, made)
    return made
  }

  /** All of them, with how much was left out. */
  counts(): readonly Count[] {
    const counts: Count[] = []
    collect(this.#root, counts)
    if (this.#dropped > 0) counts.push({ name: DROPPED, labels: [], count: this.#dropped })
    return counts
  }

  clear(): void {
    this.#root = { below: new Map(), counted: null }
    this.#size = 0
    this.#dropped = 0
  }
}

function collect({ below, counted }: Place, into: Count[]): void {
  if (counted !== null) into.push(counted)
  for (const place of below.values()) collect(place, into)
}
