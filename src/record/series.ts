import { COUNTERS, type CounterMeaning, type CounterName, NAMED, OTHER } from './metric-names.ts'

/**
 * Series at once: a configuration of hundreds of sites and routes fits, and a scrape stays a matter of
 * milliseconds. In one with more the rest is counted under the name `other`, and how much of it there is.
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
    if (name === DROPPED) {
      this.#dropped += by
      return
    }
    if (this.#count(name, labels, by, SERIES_MAX)) return
    const others = withoutNames(name, labels)
    // What a worker has counted so is not left out once more.
    if (others.some((label, at) => label !== labels[at])) this.#dropped += by
    // Of these there are as many as words of ours, so there is room for them in any case.
    this.#count(name, others, by, Infinity)
  }

  /** False where it is new and there is no room. */
  #count(name: CounterName, labels: readonly string[], by: number, max: number): boolean {
    let place = this.#below(this.#root, name, max)
    for (const label of labels) {
      if (place === null) return false
      place = this.#below(place, label, max)
    }
    if (place === null) return false
    if (place.counted !== null) place.counted.count += by
    else if (this.#size >= max) return false
    else {
      this.#size++
      place.counted = { name, labels, count: by }
    }
    return true
  }

  /** Null where it is new and there is no room. */
  #below(place: Place, label: string, max: number): Place | null {
    const known = place.below.get(label)
    if (known !== undefined) return known
    if (this.#size >= max) return null
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

function withoutNames(name: CounterName, labels: readonly string[]): readonly string[] {
  const { labels: kinds }: CounterMeaning = COUNTERS[name]
  return labels.map((label, at) => (NAMED.has(kinds[at] ?? '') ? OTHER : label))
}

function collect({ below, counted }: Place, into: Count[]): void {
  if (counted !== null) into.push(counted)
  for (const place of below.values()) collect(place, into)
}
