import { type ServerStates } from '../limits/index.ts'
import { type BackendServer } from '../model/index.ts'
import { type ConnectionOwner } from './http1/connections.ts'
import { type OpenServer } from './open-server.ts'
import { type Newcomer } from './places.ts'
import { weightOf } from './rendezvous.ts'
import { type Shown, type Sticky, type Wish } from './sticky.ts'

/**
 * Servers one request is sent to in turn where it cannot reach them. A server that is down is soon
 * known to be; only the first requests after it went try more than one.
 */
const TRIES_MAX = 4

/** Which servers a request has tried, a bit for each. */
export type Tried = number

export const NONE_TRIED: Tried = 0

export interface OpenBackendOptions {
  /** What all workers know of servers together. */
  readonly states: ServerStates
  /** Null where every request may go anywhere. */
  readonly sticky: Sticky | null
  /** The steady clock. */
  readonly nowMs: () => number
  /** Whether an operator has taken a server out of service: it gets nothing new. */
  readonly isDrained: (server: BackendServer) => boolean
  /** A server is given no more requests for now; `code` is that of its last failure. */
  readonly onEjected: (server: string, code: string) => void
}

/** One backend with this worker's connections to all its servers. */
export class OpenBackend {
  readonly #servers: readonly OpenServer[]
  readonly #states: ServerStates
  readonly #sticky: Sticky | null
  readonly #nowMs: () => number
  readonly #isDrained: OpenBackendOptions['isDrained']
  readonly #onEjected: OpenBackendOptions['onEjected']
  #turn = 0

  constructor(servers: readonly OpenServer[], options: OpenBackendOptions) {
    const { states, sticky, nowMs, isDrained, onEjected } = options
    this.#servers = servers
    this.#states = states
    this.#sticky = sticky
    this.#nowMs = nowMs
    this.#isDrained = isDrained
    this.#onEjected = onEjected
  }

  /**
   * The server for a request that has tried some in vain: the one with the fewest requests under way
   * from this worker, so a slow server gets fewer of them, and nothing is shared for it. A server that
   * is due for a trial gets one request; one that is out gets none, unless all are. A request
   * with a wish gets it where that server is well; whoever has signed in on a connection to one goes
   * there. A server that is drained gets only those two, who would lose their session elsewhere. Null where
   * enough have been tried, or all are drained.
   */
  choose(
    tried: Tried = NONE_TRIED,
    wish: Wish | null = null,
    owner: ConnectionOwner | null = null,
  ): OpenServer | null {
    const own = owner === null || tried !== NONE_TRIED ? null : this.#ownOf(owner)
    if (own !== null) return own
    if (this.#servers.length === 1) return tried === NONE_TRIED ? this.#only() : null
    if (hasTried(tried, TRIES_MAX)) return null
    return wish === null ? this.#leastLoaded(tried) : this.#wished(tried, wish)
  }

  #only(): OpenServer | null {
    const only = this.#servers[0]
    return only === undefined || this.#isDrained(only.server) ? null : only
  }

  /** Whether one that waits for any of its servers would give way to somebody. */
  couldMakeRoom(newcomer: Newcomer): boolean {
    return this.#servers.some((server) => server.couldMakeRoom(newcomer))
  }

  #ownOf(owner: ConnectionOwner): OpenServer | null {
    for (const server of this.#servers) if (server.isOwner(owner)) return server
    return null
  }

  /** Whether anything of a request decides where it goes. */
  get isSticky(): boolean {
    return this.#sticky !== null
  }

  /** Where a request would like to go; null where it may go anywhere. */
  wishOf(shown: Shown): Wish | null {
    return this.#sticky?.wishOf(shown) ?? null
  }

  /**
   * Its own server, drained or not (as HAProxy's `drain` has it), else of the others the first in the key's
   * own order that is well, else the first.
   */
  #wished(tried: Tried, { key, server: own }: Wish): OpenServer | null {
    const nowMs = this.#nowMs()
    if (own !== null && !this.#isIn(tried, own) && this.#admits(own, nowMs)) return own
    const ranked = this.#servers
      .filter((server) => !this.#isIn(tried, server) && !this.#isDrained(server.server))
      .map((server) => ({ server, weight: weightOf(key, server.server.url) }))
      .toSorted((a, b) => b.weight - a.weight)
    const well = ranked.find(({ server }) => this.#admits(server, nowMs))
    return (well ?? ranked[0])?.server ?? null
  }

  #isIn(tried: Tried, server: OpenServer): boolean {
    return (tried & this.withTried(NONE_TRIED, server)) !== 0
  }

  #admits({ server: { place } }: OpenServer, nowMs: number): boolean {
    const state = this.#states.stateOf(place, nowMs)
    return state === 'well' || (state === 'due' && this.#states.claimTrial(place, nowMs))
  }

  #leastLoaded(tried: Tried): OpenServer | null {
    const servers = this.#servers
    const nowMs = this.#nowMs()
    // Of equals another one each time is the first.
    const start = this.#turn++ % servers.length
    let best: OpenServer | null = null
    let isBestWell = false
    for (let i = 0; i < servers.length; i++) {
      const at = (start + i) % servers.length
      const server = this.#candidate(tried, at)
      if (server === null) continue
      const { place } = server.server
      const state = this.#states.stateOf(place, nowMs)
      if (state === 'due' && this.#states.claimTrial(place, nowMs)) return server
      const isWell = state === 'well'
      if (best !== null && isBestWell && !isWell) continue
      if (best === null || isWell !== isBestWell || server.inFlight < best.inFlight) {
        best = server
        isBestWell = isWell
      }
    }
    return best
  }

  #candidate(tried: Tried, at: number): OpenServer | null {
    const server = this.#servers[at]
    if (server === undefined || (tried & (1 << at)) !== 0) return null
    return this.#isDrained(server.server) ? null : server
  }

  /** `tried`, and this server too. */
  withTried(tried: Tried, server: OpenServer): Tried {
    return tried | (1 << this.#servers.indexOf(server))
  }

  /** An answer of the server has begun, with these header fields; `mayLearn` is asked for each new session. */
  answered(server: OpenServer, fields: readonly string[], mayLearn = always): void {
    this.#states.answered(server.server.place)
    if (this.#sticky !== null) this.#sticky.learn(server, fields, mayLearn)
  }

  /** The server failed before its answer began. */
  failed({ server }: OpenServer, code: string): void {
    const isEjected = this.#states.failed(server.place, this.#nowMs())
    // One that is alone is asked all the same.
    if (isEjected && this.#servers.length > 1) this.#onEjected(server.url, code)
  }
}

const always = (): boolean => true

function hasTried(tried: Tried, times: number): boolean {
  let bits = 0
  for (let rest = tried; rest !== 0; rest &= rest - 1) bits++
  return bits >= times
}
