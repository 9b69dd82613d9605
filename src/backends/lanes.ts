interface Lane<T> {
  readonly key: string
  /** Places taken by those of this key. */
  taken: number
  readonly waiting: Set<T>
}

/**
 * Some places for whoever comes, shared by the keys that want more of them than there are: the next
 * place is for the key that has the fewest. A thousand requests of one key then hold up each other,
 * and hardly those of another. Who waits has no bound of its own here: all of them are requests in
 * flight, which a backend's `inFlightMax` bounds.
 */
export class Lanes<T> {
  readonly #placesMax: number
  readonly #lanes = new Map<string, Lane<T>>()
  #taken = 0

  constructor(placesMax: number) {
    this.#placesMax = placesMax
  }

  /** Whether there is a place right now; else it waits until `leave` tells that it is next. */
  enter(key: string, who: T): boolean {
    const lane = this.#lanes.get(key) ?? this.#open(key)
    if (this.#taken === this.#placesMax) {
      lane.waiting.add(who)
      return false
    }
    this.#taken++
    lane.taken++
    return true
  }

  #open(key: string): Lane<T> {
    const lane = { key, taken: 0, waiting: new Set<T>() }
    this.#lanes.set(key, lane)
    return lane
  }

  /** Waits no longer. */
  giveUp(key: string, who: T): void {
    const lane = this.#lanes.get(key)
    if (lane === undefined) return
    lane.waiting.delete(who)
    this.#closeEmpty(lane)
  }

  /** Gives a place back; it is taken at once by whoever is returned. */
  leave(key: string): T | null {
    const lane = this.#lanes.get(key)
    if (lane === undefined) return null
    lane.taken--
    this.#taken--
    this.#closeEmpty(lane)
    return this.#next()
  }

  #closeEmpty({ key, taken, waiting }: Lane<T>): void {
    if (taken === 0 && waiting.size === 0) this.#lanes.delete(key)
  }

  #next(): T | null {
    let poorest: Lane<T> | null = null
    for (const lane of this.#lanes.values()) {
      if (lane.waiting.size === 0 || (poorest !== null && lane.taken >= poorest.taken)) continue
      poorest = lane
      if (lane.taken === 0) break
    }
    if (poorest === null) return null
    // Of equals another one is the first the next time.
    this.#lanes.delete(poorest.key)
    this.#lanes.set(poorest.key, poorest)
    const [next = null] = poorest.waiting
    if (next === null) return null
    poorest.waiting.delete(next)
    poorest.taken++
    this.#taken++
    return next
  }

  /** Places that are taken. */
  get taken(): number {
    return this.#taken
  }
}
