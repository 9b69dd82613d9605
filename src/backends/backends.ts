import { type PairTable, type ServerStates } from '../limits/index.ts'
import { type Backend, type BackendServer, type Order, type Snapshot } from '../model/index.ts'
import { type Drains, drainsOf } from './drains.ts'
import { type RoadTools } from './http1/road.ts'
import { Polls } from './http1/polls.ts'
import { sharedBuffer } from './http1/read-buffer.ts'
import { Sweep } from './http1/sweep.ts'
import { OpenBackend } from './open-backend.ts'
import { OpenServer } from './open-server.ts'
import { Resolver } from './resolver.ts'
import { stickyOf } from './sticky.ts'

export interface BackendsOptions {
  readonly workers: number
  /** What all workers know of servers together. */
  readonly states: ServerStates
  /** Which session is known by which server. */
  readonly pairs: PairTable
  /** The steady clock. */
  readonly nowMs: () => number
  /** The wall clock, by which orders end. */
  readonly wallMs: () => number
  /** What operators have ordered: another list whenever it is something else. */
  readonly orders: () => readonly Order[]
  /** A server is given no more requests for now; `code` is that of its last failure. */
  readonly onEjected: (backend: string, server: string, code: string) => void
}

/** A backend as it was last looked up, as long as none of its servers has been closed. */
interface Known {
  readonly open: OpenBackend
  readonly generation: number
}

/** One worker's connections to all servers, each kept as long as its settings stay the same. */
export class Backends {
  readonly #options: BackendsOptions
  readonly #resolver: Resolver
  readonly #road: RoadTools = {
    sweep: new Sweep(),
    polls: new Polls(),
    shared: sharedBuffer(),
  }
  readonly #servers = new Map<string, OpenServer>()
  readonly #known = new WeakMap<Backend, Known>()
  readonly #drains: () => Drains
  #generation = 0

  constructor(options: BackendsOptions) {
    this.#options = options
    this.#resolver = new Resolver(options.nowMs)
    this.#drains = drainsOf(options.orders)
  }

  of(backend: Backend): OpenBackend {
    const known = this.#known.get(backend)
    if (known !== undefined && known.generation === this.#generation) return known.open
    const servers = backend.servers.map((server) => this.#connect(backend, server))
    const { states, pairs, nowMs, wallMs, onEjected } = this.#options
    const open = new OpenBackend(servers, {
      states,
      nowMs,
      sticky: stickyOf(backend, servers, { pairs, nowMs }),
      isDrained: ({ url }) => this.#drains().isDrained(backend.name, url, wallMs()),
      onEjected: (server, code) => onEjected(backend.name, server, code),
    })
    this.#known.set(backend, { open, generation: this.#generation })
    return open
  }

  #connect(backend: Backend, server: BackendServer): OpenServer {
    const key = keyOf(backend, server)
    const open = this.#servers.get(key) ?? this.#open(backend, server)
    this.#servers.set(key, open)
    return open
  }

  #open(backend: Backend, server: BackendServer): OpenServer {
    const { workers } = this.#options
    return new OpenServer(backend, server, {
      workers,
      resolver: this.#resolver,
      road: this.#road,
    })
  }

  /**
   * Closes the connections that a new configuration does not describe, each once its request is
   * done. A request that was judged before and is forwarded after opens its own again, until the
   * next configuration.
   */
  retain({ backends }: Snapshot): void {
    const wanted = new Set(
      backends.flatMap((backend) => backend.servers.map((server) => keyOf(backend, server))),
    )
    for (const [key, server] of this.#servers) {
      if (wanted.has(key)) continue
      this.#servers.delete(key)
      this.#generation++
      void server.close()
    }
  }

  /** Closes every connection once its request is done. */
  async close(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.close()))
    this.#servers.clear()
  }
}

/** What a connection depends on: not what is counted elsewhere, nor what is sent on it. */
function keyOf(backend: Backend, server: BackendServer): string {
  const { index: _place, inFlightMax: _cap, servers: _others, ...rest } = backend
  const { webSocketsMax: _open, webSocketsIdleMs: _idle, webSocketsRate: _rate, ...plain } = rest
  const { health: _checks, sticky: _wish, host: _host, ...others } = plain
  const { bufferMaxBytes: _buffer, trailers: _trailers, ...settings } = others
  return JSON.stringify([settings, server])
}
