import { type ServerStates } from '../limits/index.ts'
import {
  type Backend,
  type BackendHealth,
  type BackendServer,
  type Snapshot,
} from '../model/index.ts'
import { reachOf } from './connector.ts'
import { type Reach } from './http1/opening.ts'
import { type Check, checkServer } from './health-check.ts'
import { Resolver } from './resolver.ts'

export interface HealthWatchOptions {
  readonly states: ServerStates
  /** The steady clock. */
  readonly nowMs: () => number
  /** Checks found that a server fails, or that it is well again. */
  readonly onNews: (backend: string, server: string, isWell: boolean) => void
  readonly check?: Check
}

/**
 * Asks the servers of backends that want it, again and again. The main thread does so for all
 * workers: they find what came of it in shared memory, and a server is asked once, not by each.
 */
export class HealthWatch {
  readonly #options: HealthWatchOptions
  readonly #resolver: Resolver
  readonly #watched = new Map<string, Watched>()
  /** Which server has which place. */
  #places: ReadonlyMap<number, string> = new Map()

  constructor(options: HealthWatchOptions) {
    this.#options = options
    this.#resolver = new Resolver(options.nowMs)
  }

  /** Goes over to the servers of a configuration in force; what is the same goes on. */
  follow({ backends }: Snapshot): void {
    const places = new Map<number, string>()
    const wanted = new Map<string, () => Watched>()
    for (const backend of backends) {
      for (const server of backend.servers) {
        const key = JSON.stringify([backend.name, server, backend.tls, backend.health])
        places.set(server.place, `${backend.name} ${server.url}`)
        this.#settle(backend, server, places)
        const { health } = backend
        if (health !== null) wanted.set(key, () => this.#watch(backend, server, health))
      }
    }
    this.#places = places
    for (const [key, watched] of this.#watched) if (!wanted.has(key)) this.#stop(key, watched)
    for (const [key, watch] of wanted) {
      if (!this.#watched.has(key)) this.#watched.set(key, watch())
    }
  }

  /** A place may have been another server's, and what checks once found counts only while they go on. */
  #settle({ health }: Backend, { place }: BackendServer, now: ReadonlyMap<number, string>): void {
    const { states } = this.#options
    if (this.#places.get(place) !== now.get(place)) states.forget(place)
    else if (health === null) states.checked(place, true)
  }

  #watch(backend: Backend, server: BackendServer, health: BackendHealth): Watched {
    const { states, onNews, check = checkServer } = this.#options
    return new Watched(health, {
      reach: reachOf(server, backend.tls, this.#resolver),
      check,
      onVerdict(isWell) {
        if (states.checked(server.place, isWell)) onNews(backend.name, server.url, isWell)
      },
    })
  }

  #stop(key: string, watched: Watched): void {
    watched.stop()
    this.#watched.delete(key)
  }

  stop(): void {
    for (const [key, watched] of this.#watched) this.#stop(key, watched)
  }
}

interface WatchedOptions {
  readonly reach: Reach
  readonly check: Check
  readonly onVerdict: (isWell: boolean) => void
}

/** One server that is asked at intervals, one question at a time. */
class Watched {
  readonly #health: BackendHealth
  readonly #options: WatchedOptions
  readonly #timer: NodeJS.Timeout
  #isAsking = false
  #isStopped = false
  /** Checks in a row that came to the same. */
  #isGood = true
  #times = 0

  constructor(health: BackendHealth, options: WatchedOptions) {
    this.#health = health
    this.#options = options
    this.#timer = setInterval(() => this.#ask(), health.intervalMs)
    this.#ask()
  }

  #ask(): void {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#options.check(this.#options.reach, this.#health, (isGood) => this.#take(isGood))
  }

  #take(isGood: boolean): void {
    this.#isAsking = false
    if (this.#isStopped) return
    this.#times = isGood === this.#isGood ? this.#times + 1 : 1
    this.#isGood = isGood
    const enough = isGood ? this.#health.healthyAfter : this.#health.unhealthyAfter
    if (this.#times >= enough) this.#options.onVerdict(isGood)
  }

  stop(): void {
    this.#isStopped = true
    clearInterval(this.#timer)
  }
}
