import { DECISION_KINDS, type DecisionKind, type UserAgentClass } from '../model/index.ts'

/** Rows of one report: routes times methods times classes of a large portal. */
const ROWS_MAX = 10_000

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
])

export interface Counted {
  readonly route: string
  readonly method: string
  readonly client: UserAgentClass | 'unknown'
  readonly was: DecisionKind
  readonly would: DecisionKind
  /** It is the crawler that it says it is. */
  readonly isVerified: boolean
  readonly isSure: boolean
}

/** Requests of one kind for which something else would be decided. */
export interface TallyRow {
  readonly route: string
  readonly method: string
  readonly client: Counted['client']
  readonly was: DecisionKind
  readonly would: DecisionKind
  readonly requests: number
  /** Of so many of this route, method and class. */
  readonly of: number
  /** Of `requests`: those that depend on what the log does not hold. */
  readonly unsure: number
}

/** Requests of some clients, and those for which something else would be decided. */
export interface Shifted {
  readonly requests: number
  readonly changed: number
}

interface Changed {
  requests: number
  unsure: number
}

/** Counts decisions by route, method and class of client. */
export class Tally {
  readonly #groups = new Map<
    string,
    { readonly key: Counted; of: number; changed: Map<string, Changed> }
  >()
  #requests = 0
  readonly #crawlers = { requests: 0, changed: 0 }
  readonly #verified = { requests: 0, changed: 0 }

  count(counted: Counted): void {
    const { route, client, was, would, isSure } = counted
    // Clients choose their methods: those that nobody uses count as one.
    const method = METHODS.has(counted.method) ? counted.method : 'other'
    this.#requests++
    if (client === 'bot' || client === 'ai-crawler') shift(this.#crawlers, counted)
    if (counted.isVerified) shift(this.#verified, counted)
    const slot = `${route}\0${method}\0${client}`
    const group = this.#groups.get(slot) ?? {
      key: { ...counted, method },
      of: 0,
      changed: new Map<string, Changed>(),
    }
    if (this.#groups.size < ROWS_MAX) this.#groups.set(slot, group)
    group.of++
    if (was === would) return
    const kind = `${was} ${would}`
    const changed = group.changed.get(kind) ?? { requests: 0, unsure: 0 }
    changed.requests++
    if (!isSure) changed.unsure++
    group.changed.set(kind, changed)
  }

  /** The largest changes first. */
  report(): {
    readonly rows: readonly TallyRow[]
    readonly requests: number
    readonly crawlers: Shifted
    readonly verifiedCrawlers: Shifted
  } {
    const rows: TallyRow[] = []
    for (const { key, of, changed } of this.#groups.values()) {
      for (const [kind, { requests, unsure }] of changed) {
        const [was = key.was, would = key.would] = kind.split(' ').map(kindOf)
        const { route, method, client } = key
        rows.push({ route, method, client, was, would, requests, of, unsure })
      }
    }
    const sorted = rows.toSorted((a, b) => b.requests - a.requests)
    return {
      rows: sorted,
      requests: this.#requests,
      crawlers: this.#crawlers,
      verifiedCrawlers: this.#verified,
    }
  }
}

function shift(sum: { requests: number; changed: number }, { was, would }: Counted): void {
  sum.requests++
  if (was !== would) sum.changed++
}

function kindOf(word: string): DecisionKind | undefined {
  return DECISION_KINDS.find((kind) => kind === word)
}
