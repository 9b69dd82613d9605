/** Connections that belong to somebody and are not in use: more of one network are a flood. */
const IDLE_PER_NETWORK_MAX = 8

interface Bound<C> {
  readonly owner: object
  readonly network: string
  readonly connection: C
  /** Requests that are sent by it: two where one is just over and the next has begun. */
  uses: number
}

/**
 * Whose a connection is. A server that authenticates connections instead of requests (NTLM, Negotiate:
 * RFC 4559 section 6) takes all that comes on one for the same user's, so it carries the requests of
 * one owner, the client's own connection, until one of both ends. Nothing here knows what a connection
 * is; whoever is told that one is left over closes it.
 */
export class Owners<C> {
  readonly #idleMax: number
  readonly #byOwner = new Map<object, Bound<C>>()
  /** Those that are not in use, the longest idle first. */
  readonly #idle = new Set<Bound<C>>()

  /** @param idleMax Of all connections so many at most are kept for owners that do not use them. */
  constructor(idleMax: number) {
    this.#idleMax = idleMax
  }

  /** A connection in use is its owner's from now on. */
  bind(owner: object, network: string, connection: C): void {
    this.#byOwner.set(owner, { owner, network, connection, uses: 1 })
  }

  /** Takes an owner's connection into use; null where it has none. */
  take(owner: object): C | null {
    const bound = this.#byOwner.get(owner)
    if (bound === undefined) return null
    bound.uses++
    this.#idle.delete(bound)
    return bound.connection
  }

  /** An owner's connection; null where it has none. */
  of(owner: object): C | null {
    return this.#byOwner.get(owner)?.connection ?? null
  }

  /** Whether an owner has a connection. */
  has(owner: object): boolean {
    return this.#byOwner.size > 0 && this.#byOwner.has(owner)
  }

  /**
   * An owner uses its connection no longer. Gives one that there is no room for any more: of its network
   * the longest idle, or of all; null where all may stay.
   */
  rest(owner: object): C | null {
    const bound = this.#byOwner.get(owner)
    if (bound === undefined || --bound.uses > 0) return null
    this.#idle.add(bound)
    const neighbours = [...this.#idle].filter(({ network }) => network === bound.network)
    if (neighbours.length > IDLE_PER_NETWORK_MAX) return this.#drop(neighbours[0])
    return this.#idle.size > this.#idleMax ? this.dropLongestIdle() : null
  }

  /** An owner is gone, or its connection is: gives it where it was not in use. */
  release(owner: object): C | null {
    const bound = this.#byOwner.get(owner)
    if (bound === undefined) return null
    const isIdle = this.#idle.has(bound)
    this.#drop(bound)
    return isIdle ? bound.connection : null
  }

  /** Somebody needs a connection: gives the one that has been idle for longest; null where none is. */
  dropLongestIdle(): C | null {
    const [longest] = this.#idle
    return this.#drop(longest)
  }

  #drop(bound: Bound<C> | undefined): C | null {
    if (bound === undefined) return null
    this.#idle.delete(bound)
    this.#byOwner.delete(bound.owner)
    return bound.connection
  }

  /** All of them are left over. */
  dropAll(): readonly C[] {
    const all = [...this.#byOwner.values()].map(({ connection }) => connection)
    this.#byOwner.clear()
    this.#idle.clear()
    return all
  }
}
