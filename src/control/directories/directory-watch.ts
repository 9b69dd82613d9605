import { type SigningKeysRead } from '../../client/index.ts'
import { type Clock, type KeyDirectory, type SigningKey, type Snapshot } from '../../model/index.ts'

/** A key is published long before it signs, and one that is taken back counts no longer than this. */
const REFRESH_MS = 3_600_000

/** After a failure; it doubles with each up to the time of a refresh. */
const RETRY_MS_MIN = 60_000

/** Keys of a directory that cannot be reached stay in force for so long: an outage makes a stranger of nobody. */
const KEPT_MS = 7 * 86_400_000

/** How often it is looked whether one is due. */
const LOOK_MS = 5_000

/** Directories that are asked at once; of a hundred none takes longer than ten seconds. */
const UNDER_WAY_MAX = 4

/** What the main thread knows of one directory. */
interface Known {
  readonly url: string
  keys: readonly SigningKey[]
  fetchedMs: number | null
  problem: string | null
  failures: number
  dueMs: number
  isUnderWay: boolean
}

/** A directory in `paart status`. */
export interface DirectoryStatus {
  readonly url: string
  readonly agents: readonly string[]
  readonly keys: number
  /** Whose keys these are; ISO 8601, UTC. Null where none were fetched yet. */
  readonly fetchedAt: string | null
  /** Why the last fetch failed; null where it did not. */
  readonly problem: string | null
}

export interface DirectoryWatchOptions {
  readonly clock: Clock
  readonly fetch: (url: string) => Promise<SigningKeysRead>
  /** What workers are to know, whenever it is something else. */
  readonly onKeys: (directories: readonly KeyDirectory[]) => void
  readonly onNote: (line: string, level?: 'info') => void
}

/**
 * Fetches the keys of the agents that the configuration names, and of nobody else: from time to time, never because a
 * request came. Whoever cannot be reached keeps the keys that it had.
 */
export class DirectoryWatch {
  readonly #options: DirectoryWatchOptions
  readonly #known = new Map<string, Known>()
  #snapshot: Pick<Snapshot, 'agents'> = { agents: [] }
  #list: readonly KeyDirectory[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: DirectoryWatchOptions) {
    this.#options = options
  }

  /** As workers are to know them. */
  get list(): readonly KeyDirectory[] {
    return this.#list
  }

  /** Knows those of a configuration that has come into force, and forgets all others. */
  follow(snapshot: Pick<Snapshot, 'agents'>): void {
    this.#snapshot = snapshot
    const wanted = new Set(snapshot.agents.flatMap(({ signature }) => signature?.directory ?? []))
    const dueMs = this.#options.clock.steadyMs()
    for (const url of this.#known.keys()) if (!wanted.has(url)) this.#known.delete(url)
    for (const url of wanted) {
      if (!this.#known.has(url)) this.#known.set(url, unknown(url, dueMs))
    }
    if (wanted.size === 0) this.stop()
    else this.#timer ??= setInterval(() => this.look(), LOOK_MS)
    this.#tell()
    this.look()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Asks those whose time has come; drops keys that are too old to be believed. */
  look(): void {
    const nowMs = this.#options.clock.steadyMs()
    let free = UNDER_WAY_MAX - [...this.#known.values()].filter(isUnderWay).length
    for (const known of this.#known.values()) {
      if (known.fetchedMs !== null && known.fetchedMs + KEPT_MS <= nowMs) forget(known)
      if (free <= 0 || known.isUnderWay || known.dueMs > nowMs) continue
      free--
      known.isUnderWay = true
      void this.#ask(known)
    }
    this.#tell()
  }

  status(): readonly DirectoryStatus[] {
    const { clock } = this.#options
    const agoMs = (fetchedMs: number): number => clock.steadyMs() - fetchedMs
    return [...this.#known.values()].map(({ url, keys, fetchedMs, problem }) => ({
      url,
      agents: this.#agentsOf(url),
      keys: keys.length,
      fetchedAt:
        fetchedMs === null ? null : new Date(clock.wallMs() - agoMs(fetchedMs)).toISOString(),
      problem,
    }))
  }

  #agentsOf(url: string): readonly string[] {
    const { agents } = this.#snapshot
    return agents.filter(({ signature }) => signature?.directory === url).map(({ name }) => name)
  }

  async #ask(known: Known): Promise<void> {
    const { clock, fetch, onNote } = this.#options
    const found = await fetch(known.url)
    known.isUnderWay = false
    // The configuration may have changed meanwhile, or the gate be ending.
    if (this.#known.get(known.url) !== known || this.#timer === undefined) return
    const nowMs = clock.steadyMs()
    const who = `the keys of ${this.#agentsOf(known.url).join(', ')} at ${known.url}`
    if (found.ok) {
      if (known.problem !== null) onNote(`${who} could be fetched again`, 'info')
      if (found.keys.length === 0 && isNews(known))
        onNote(`${who} are none by its own word: what it signs counts as unsigned`)
      Object.assign(known, { ...found, fetchedMs: nowMs, problem: null, failures: 0 })
      known.dueMs = nowMs + REFRESH_MS
    } else {
      if (known.problem !== found.why)
        onNote(`${who} could not be fetched: ${found.why}${after(known)}`)
      known.problem = found.why
      known.dueMs = nowMs + Math.min(REFRESH_MS, RETRY_MS_MIN * 2 ** known.failures++)
    }
    this.#tell()
  }

  /** Where it is the same as before, workers are left alone. */
  #tell(): void {
    const all = [...this.#known.values()].filter(({ keys }) => keys.length > 0)
    const list = all.map(({ url, keys }) => ({ url, keys }))
    if (JSON.stringify(list) === JSON.stringify(this.#list)) return
    this.#list = list
    this.#options.onKeys(list)
  }
}

function unknown(url: string, dueMs: number): Known {
  const nothing = { keys: [], fetchedMs: null, problem: null }
  return { url, ...nothing, failures: 0, dueMs, isUnderWay: false }
}

function isUnderWay({ isUnderWay: is }: Known): boolean {
  return is
}

/** Whether it is not known yet that there are no keys. */
function isNews({ keys, fetchedMs }: Known): boolean {
  return fetchedMs === null || keys.length > 0
}

function forget(known: Known): void {
  known.keys = []
  known.fetchedMs = null
}

function after({ keys }: Known): string {
  return keys.length === 0
    ? '; until then what it signs counts as unsigned'
    : '; those fetched before stay in force'
}
