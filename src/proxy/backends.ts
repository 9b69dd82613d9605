import { Pool, buildConnector } from 'undici'
import { type Backend, type Snapshot } from '../model/index.ts'
import { BackendClient } from './backend-connection.ts'

/** As large as what the gate itself accepts from clients. */
const HEADER_BYTES_MAX = 64 * 1024

/** Keeps idle connections shorter than common servers do, so that few are closed under our hands. */
const IDLE_MS = 4_000

/** The connections of one backend, open as long as a configuration in force describes it so. */
interface Connections {
  readonly pool: Pool
  isClosing: boolean
}

/** One pool of connections a backend, kept as long as its settings stay the same. */
export class Backends {
  readonly #workers: number
  readonly #open = new Map<string, Connections>()
  readonly #byBackend = new WeakMap<Backend, Connections>()

  constructor(workers: number) {
    this.#workers = workers
  }

  of(backend: Backend): Pool {
    const known = this.#byBackend.get(backend)
    if (known !== undefined && !known.isClosing) return known.pool
    const key = keyOf(backend)
    const connections = this.#open.get(key) ?? { pool: this.#connect(backend), isClosing: false }
    this.#open.set(key, connections)
    this.#byBackend.set(backend, connections)
    return connections.pool
  }

  #connect(backend: Backend): Pool {
    const [server = ''] = backend.servers
    const open = buildConnector({ timeout: backend.connectTimeoutMs, allowH2: false })
    return new Pool(server, {
      connections: Math.max(1, Math.ceil(backend.connections / this.#workers)),
      // Answers on one connection come in order: a slow one would hold up strangers.
      pipelining: 1,
      factory: (origin, options) => new BackendClient(origin, options, open),
      headersTimeout: backend.headersTimeoutMs,
      bodyTimeout: backend.bodyTimeoutMs,
      keepAliveTimeout: IDLE_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
    })
  }

  /**
   * Closes the connections that a new configuration does not describe, each once its request is
   * done. A request that was judged before and is forwarded after opens its own again, until the
   * next configuration.
   */
  retain({ backends }: Snapshot): void {
    const wanted = new Set(backends.map(keyOf))
    for (const [key, connections] of this.#open) {
      if (wanted.has(key)) continue
      this.#open.delete(key)
      closing(connections).catch(() => undefined)
    }
  }

  /** Closes every connection once its request is done. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(closing))
    this.#open.clear()
  }
}

/** What a connection depends on. Places and the cap of the gate itself are counted elsewhere. */
function keyOf({ index: _place, inFlightMax: _cap, ...settings }: Backend): string {
  return JSON.stringify(settings)
}

function closing(connections: Connections): Promise<void> {
  connections.isClosing = true
  return connections.pool.close()
}
