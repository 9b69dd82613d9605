import { type ServerStates } from '../limits/index.ts'
import { type OpenServer } from './open-server.ts'

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
  /** The steady clock. */
  readonly nowMs: () => number
  /** A server is given no more requests for now; `code` is that of its last failure. */
  readonly onEjected: (server: string, code: string) => void
}

/** One backend with this worker's connections to all its servers. */
export class OpenBackend {
  readonly #servers: readonly OpenServer[]
  readonly #states: ServerStates
  readonly #nowMs: () => number
  readonly #onEjected: OpenBackendOptions['onEjected']
  #turn = 0

  constructor(servers: readonly OpenServer[], { states, nowMs, onEjected }: OpenBackendOptions) {
    this.#servers = servers
    this.#states = states
    this.#nowMs = nowMs
    this.#onEjected = onEjected
  }

  /**
   * The server for a request that has tried some in vain: the one with the fewest requests under way
   * from this worker, so a slow server gets fewer of them, and nothing is shared for it. A server that
   * is due for a trial gets one request; one that is out gets none, unless all are. Null where enough
   * have been tried.
   */
  choose(tried: Tried = NONE_TRIED): OpenServer | null {
    const servers = this.#servers
    if (servers.length === 1) return tried === NONE_TRIED ? (servers[0] ?? null) : null
    return hasTried(tried, TRIES_MAX) ? null : this.#leastLoaded(tried)
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
      const server = servers[at]
      if (server === undefined || (tried & (1 << at)) !== 0) continue
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

  /** `tried`, and this server too. */
  withTried(tried: Tried, server: OpenServer): Tried {
    return tried | (1 << this.#servers.indexOf(server))
  }

  /** An answer of the server has begun. */
  answered(server: OpenServer): void {
    this.#states.answered(server.server.place)
  }

  /** The server failed before its answer began. */
  failed({ server }: OpenServer, code: string): void {
    const isEjected = this.#states.failed(server.place, this.#nowMs())
    // One that is alone is asked all the same.
    if (isEjected && this.#servers.length > 1) this.#onEjected(server.url, code)
  }
}

function hasTried(tried: Tried, times: number): boolean {
  let bits = 0
  for (let rest = tried; rest !== 0; rest &= rest - 1) bits++
  return bits >= times
}
