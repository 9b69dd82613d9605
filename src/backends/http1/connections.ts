import { Owners } from './owners.ts'

/** Keeps idle connections shorter than common servers do, so that few are closed under our hands. */
export const IDLE_MS = 4_000

/** One on which somebody has signed in is worth more: as long as servers usually keep it (IIS: 120 s). */
export const BOUND_IDLE_MS = 120_000

/** Of the connections of a worker to a server so many at most rest with owners that do not use them. */
const BOUND_SHARE_MAX = 1 / 2

/** A client's own connection, which a connection to the backend may belong to. */
export interface ConnectionOwner {
  readonly destroyed: boolean
  readonly once: (event: 'close', listener: () => void) => unknown
  readonly off: (event: 'close', listener: () => void) => unknown
}

/** What of a connection matters here. */
export interface Kept {
  readonly isOpen: boolean
  /** For how long it is kept while nobody uses it. */
  idleMs: number
  /** To be called when it is closed. */
  whenClosed: (() => void) | null
  destroy(): void
}

/** Who wants a connection. */
export interface Taker<C> {
  readonly owner: ConnectionOwner | null
  readonly network: string
  /** Whether somebody signs in by it, so that its connection is its owner's from then on. */
  isBinding: boolean
  connection: C | null
}

/**
 * The connections of one worker to one server: those that are free for everybody, and those that
 * belong to somebody. Who may use one at all is decided before (`Places`), so there is always one to be had.
 */
export class Connections<C extends Kept> {
  readonly #max: number
  readonly #openOne: (idleMs: number) => C
  /** Free, in use and bound. */
  readonly #open = new Set<C>()
  /** First in, first out: what rests for longest has surely been looked at since its last answer. */
  readonly #free: C[] = []
  readonly #owners: Owners<C>

  /** `open` opens one, and has `closed` called once it is closed. */
  constructor(max: number, open: (idleMs: number) => C) {
    this.#max = max
    this.#openOne = open
    this.#owners = new Owners(Math.max(1, Math.floor(max * BOUND_SHARE_MAX)))
  }

  /** The connection for a request: its owner's, a new one where it is to become that, else any. */
  take(request: Taker<C>): C {
    const { owner } = request
    const own = owner === null ? null : this.#ownOf(owner)
    if (own !== null) {
      request.isBinding = true
      return own
    }
    if (!request.isBinding) return this.#takeFree() ?? this.#add(IDLE_MS)
    const fresh = this.#add(BOUND_IDLE_MS)
    this.#bindTo(fresh, request)
    return fresh
  }

  /** One that has never been used, so that its backend cannot have closed it by now. */
  takeFresh(request: Taker<C>): C {
    const fresh = this.#add(request.isBinding ? BOUND_IDLE_MS : IDLE_MS)
    if (request.isBinding) this.#bindTo(fresh, request)
    return fresh
  }

  /** The backend may have closed it, and whoever was signed in on it is not on another. */
  #ownOf(owner: ConnectionOwner): C | null {
    const own = this.#owners.take(owner)
    if (own === null || own.isOpen) return own
    this.#owners.release(owner)
    return null
  }

  #takeFree(): C | null {
    for (let free = this.#free.shift(); free !== undefined; free = this.#free.shift()) {
      if (free.isOpen) return free
    }
    return null
  }

  #add(idleMs: number): C {
    if (this.#open.size >= this.#max) {
      const left = this.#takeFree() ?? this.#owners.dropLongestIdle()
      left?.destroy()
    }
    const connection = this.#openOne(idleMs)
    this.#open.add(connection)
    return connection
  }

  /** Somebody signs in by this request: its connection is its owner's from now on. */
  bind(request: Taker<C>): void {
    if (request.isBinding) return
    request.isBinding = true
    if (request.connection !== null) this.#bindTo(request.connection, request)
  }

  #bindTo(connection: C, { owner, network }: Taker<C>): void {
    if (owner === null || owner.destroyed) return
    connection.idleMs = BOUND_IDLE_MS
    this.#owners.bind(owner, network, connection)
    const release = (): void => {
      if (this.#owners.of(owner) === connection) this.#owners.release(owner)?.destroy()
    }
    // Whichever of both ends, the other does.
    owner.once('close', release)
    connection.whenClosed = () => {
      owner.off('close', release)
      release()
    }
  }

  /** A request is over: its connection is for the next one, or for the next one of its owner. */
  giveBack(connection: C, { owner, isBinding }: Taker<C>): void {
    if (!isBinding) {
      if (connection.isOpen) this.#free.push(connection)
      return
    }
    if (owner === null || this.#owners.of(owner) !== connection) return connection.destroy()
    this.#owners.rest(owner)?.destroy()
  }

  /** Whether a client's connection has one here. */
  isOwner(owner: ConnectionOwner): boolean {
    return this.#owners.has(owner)
  }

  /** One is closed, whoever did it. */
  closed(connection: C): void {
    this.#open.delete(connection)
    const at = this.#free.indexOf(connection)
    if (at >= 0) this.#free.splice(at, 1)
  }

  /** Closes all; to be called where none is in use. */
  close(): void {
    for (const connection of this.#open) connection.destroy()
  }
}
