import { type Outcome, type Snapshot } from '../model/index.ts'

/** What a worker last met at a backend. */
export interface BackendNews {
  readonly name: string
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  readonly isHealthy: boolean
}

/** Failures that say something of the backend, not of a client or of the gate's own caps. */
const FAILURES: ReadonlySet<string> = new Set(['backend-refused', 'backend-broke', 'backend-slow'])

/** Watches outcomes go by and keeps, for each backend, how the last request to it ended. */
export class BackendWatch {
  #backendOfSite: ReadonlyMap<string, string>
  #news = new Map<string, BackendNews>()

  constructor(snapshot: Snapshot) {
    this.#backendOfSite = backendOfSite(snapshot)
  }

  /** Forgets the backends that a new configuration does not name. */
  retain(snapshot: Snapshot): void {
    this.#backendOfSite = backendOfSite(snapshot)
    const names = new Set(snapshot.backends.map(({ name }) => name))
    this.#news = new Map([...this.#news].filter(([name]) => names.has(name)))
  }

  see({ site, reason, backendMs, wallMs }: Outcome): void {
    const isFailure = reason.what === 'backend' && FAILURES.has(reason.name)
    if (!isFailure && backendMs === 0) return
    const name = this.#backendOfSite.get(site)
    if (name !== undefined) this.#news.set(name, { name, atMs: wallMs, isHealthy: !isFailure })
  }

  news(): readonly BackendNews[] {
    return [...this.#news.values()]
  }
}

function backendOfSite({ sites }: Snapshot): ReadonlyMap<string, string> {
  return new Map(sites.map(({ name, backend }) => [name, backend.name]))
}

/** Whether the latest that any worker met at a backend was an answer, or nobody met anything. */
export function isHealthy(name: string, news: readonly BackendNews[]): boolean {
  const latest = news
    .filter((each) => each.name === name)
    .reduce<BackendNews | null>((a, b) => (a !== null && a.atMs >= b.atMs ? a : b), null)
  return latest?.isHealthy ?? true
}
