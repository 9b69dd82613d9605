import { type BackendClient, type BackendRequest, type ConnectionOwner } from './connection.ts'
import { Owners } from './owners.ts'

/** How long a connection is kept that nobody uses. */
type Idle = 'briefly' | 'for its owner'

/** Of the connections of a worker to a server so many at most rest with owners that do not use them. */
const BOUND_SHARE_MAX = 1 / 2

/** Opens connections; they connect when they are first used, and again where they have been closed. */
export type OpenConnection = (idle: Idle) => BackendClient

/**
 * The connections of one worker to one server: those that are free for everybody, and those that
 * belong to somebody. Who may use one at all is decided before (`Places`), so there is always one to be had.
 */
export class Connections {
  readonly #max: number
  readonly #openOne: OpenConnection
  /** Free, in use and bound. */
  readonly #open = new Set<BackendClient>()
  readonly #free: BackendClient[] = []
  readonly #owners: Owners<BackendClient>

  constructor(max: number, open: OpenConnection) {
    this.#max = max
    this.#openOne = open
    this.#owners = new Owners(Math.max(1, Math.floor(max * BOUND_SHARE_MAX)))
  }

  /** The connection for a request: its owner's, a new one where it is to become that, else any. */
  take(request: BackendRequest): BackendClient {
    const { owner } = request
    const own = owner === null ? null : this.#ownOf(owner)
    if (own !== null) {
      request.isBinding = true
      return own
    }
    if (!request.isBinding) return this.#free.pop() ?? this.#add('briefly')
    const fresh = this.#add('for its owner')
    this.#bindTo(fresh, request)
    return fresh
  }

  /** The backend may have closed it, and whoever was signed in on it is not on another. */
  #ownOf(owner: ConnectionOwner): BackendClient | null {
    const own = this.#owners.take(owner)
    if (own === null || own.isConnected) return own
    this.#owners.release(owner)
    this.#close(own)
    return null
  }

  #add(idle: Idle): BackendClient {
    if (this.#open.size >= this.#max) {
      const left = this.#free.pop() ?? this.#owners.dropLongestIdle()
      if (left !== null) this.#close(left)
    }
    const client = this.#openOne(idle)
    this.#open.add(client)
    return client
  }

  #close(client: BackendClient): void {
    if (this.#open.delete(client)) void client.destroy()
  }

  /** Somebody signs in by this request: its connection is its owner's from now on. */
  bind(request: BackendRequest): void {
    if (request.isBinding) return
    request.isBinding = true
    if (request.client !== null) this.#bindTo(request.client, request)
  }

  #bindTo(client: BackendClient, { owner, network }: BackendRequest): void {
    if (owner === null || owner.destroyed) return
    this.#owners.bind(owner, network, client)
    const release = (): void => {
      if (this.#owners.of(owner) !== client) return
      const left = this.#owners.release(owner)
      if (left !== null) this.#close(left)
    }
    // Whichever of both ends, the other does.
    owner.once('close', release)
    client.once('disconnect', () => {
      owner.off('close', release)
      release()
    })
  }

  /** A request is over: its connection is for the next one, or for the next one of its owner. */
  giveBack(client: BackendClient, { owner, isBinding }: BackendRequest): void {
    if (!isBinding) {
      this.#free.push(client)
      return
    }
    if (owner === null || this.#owners.of(owner) !== client) return this.#close(client)
    const left = this.#owners.rest(owner)
    if (left !== null) this.#close(left)
  }

  /** Whether a client's connection has one here. */
  isOwner(owner: ConnectionOwner): boolean {
    return this.#owners.has(owner)
  }

  /** Closes all; to be called where none is in use. */
  async close(): Promise<void> {
    const all = [...this.#free.splice(0), ...this.#owners.dropAll()]
    this.#open.clear()
    await Promise.all(all.map((client) => client.close()))
  }
}
