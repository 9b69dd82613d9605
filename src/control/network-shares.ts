import { type Limits } from '../limits/index.ts'
import { type Clock, type Snapshot } from '../model/index.ts'
import { type Asks } from '../store/index.ts'

const TOPIC = 'shares'

/** How often a gate tells what the heaviest networks hold at backends. */
const TELL_MS = 500

/** A gate that has said nothing for so long has nothing under way any more, or is gone. */
const SILENT_MS = 3_000

/** Of so many places: seven eighths of a backend's are a few networks', or nobody's share matters. */
const PLACES_MAX = 256

/** Gates that are heard; more do not share a store. */
const GATES_MAX = 256

/** More than any backend takes at once. */
const HELD_MAX = 1_000_000

interface Heard {
  readonly held: readonly number[]
  readonly atMs: number
}

export interface NetworkSharesOptions {
  readonly asks: Pick<Asks, 'on' | 'tell'>
  readonly limits: Pick<Limits, 'gauges' | 'hashOf' | 'kept'>
  readonly clock: Pick<Clock, 'steadyMs'>
}

/**
 * Lets what a network holds at one gate count at the others: of requests in flight and WebSockets at a backend, which
 * all gates have in common. It is counted on top of what the network holds here and takes nothing from anybody else, so
 * at `G` gates one network that spreads holds seven eighths of one gate's `max` at most in all, in place of `G` times
 * 7/16; but for what it gets within the half second until that is told. Connections of clients, held answers and
 * memory are each gate's own, and so are shares of them.
 */
export class NetworkShares {
  readonly #options: NetworkSharesOptions
  readonly #heard = new Map<string, Heard>()
  #snapshot: Snapshot | null = null
  #timer: NodeJS.Timeout | undefined
  #hasTold = false

  constructor(options: NetworkSharesOptions) {
    this.#options = options
    options.asks.on(TOPIC, (text) => {
      this.#hear(text)
      return Promise.resolve(null)
    })
  }

  /** Where a configuration names a store. */
  follow(snapshot: Snapshot): void {
    this.#snapshot = snapshot
    if (snapshot.store.kind === 'memory') this.stop()
    else this.#timer ??= setInterval(() => this.#tick(), TELL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#heard.clear()
    this.#count()
  }

  #tick(): void {
    const { asks, limits, clock } = this.#options
    if (this.#snapshot === null) return
    const held = limits.gauges.heaviest(PLACES_MAX)
    if (held.length > 0 || this.#hasTold) {
      asks.tell({ to: 'all', topic: TOPIC, text: JSON.stringify([this.#id, this.#tag, held]) })
      this.#hasTold = held.length > 0
    }
    const sinceMs = clock.steadyMs() - SILENT_MS
    const silent = [...this.#heard].filter(([, { atMs }]) => atMs < sinceMs)
    for (const [gate] of silent) this.#heard.delete(gate)
    if (silent.length > 0) this.#count()
  }

  /** Of one start of this gate. */
  get #id(): string {
    return this.#options.limits.kept.account
  }

  /** Places mean the same where networks have the same hashes, and backends the same numbers. */
  get #tag(): string {
    const sites = this.#snapshot?.sites ?? []
    const names = sites.flatMap(({ backend }) =>
      backend === null ? [] : `${backend.index} ${backend.name}`,
    )
    return String(this.#options.limits.hashOf(names.toSorted().join('\n')))
  }

  #hear(text: string): void {
    const [gate, tag, held] = heardFrom(text) ?? []
    if (this.#timer === undefined || gate === undefined || held === undefined) return
    if (tag !== this.#tag || gate === this.#id) return
    this.#heard.delete(gate)
    if (held.length > 0 && this.#heard.size < GATES_MAX) {
      this.#heard.set(gate, { held, atMs: this.#options.clock.steadyMs() })
    }
    this.#count()
  }

  #count(): void {
    const sums = new Map<number, number>()
    for (const { held } of this.#heard.values()) {
      for (let i = 0; i < held.length; i += 2) {
        const place = held[i] ?? 0
        sums.set(place, (sums.get(place) ?? 0) + (held[i + 1] ?? 0))
      }
    }
    this.#options.limits.gauges.countElsewhere(sums)
  }
}

/** What a gate tells; null for anything else. */
function heardFrom(
  text: string,
): readonly [gate: string, tag: string, held: readonly number[]] | null {
  try {
    const value: unknown = JSON.parse(text)
    if (!Array.isArray(value)) return null
    const [gate, tag, held]: readonly unknown[] = value
    if (typeof gate !== 'string' || typeof tag !== 'string' || !Array.isArray(held)) return null
    const isWhole = held.length % 2 === 0 && held.length <= 2 * PLACES_MAX
    return isWhole && held.every(isCount) ? [gate, tag, held] : null
  } catch {
    return null
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= HELD_MAX
}
