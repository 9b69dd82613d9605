import { LRUCache } from 'lru-cache'
import { type Site, type Snapshot } from '../../model/index.ts'
import { readHost } from './host.ts'

/** Host fields whose site is remembered: those of honest clients, many times over. */
const HOSTS_MAX = 1_000

/** A valid Host field: its bare name and the site that serves it, if any. */
export interface FoundSite {
  readonly host: string
  readonly site: Site | null
}

/** Finds sites by Host field: an exact name, then the longest `*.suffix`, then `"*"`. */
export class Sites {
  #snapshot: Snapshot | null = null
  readonly #known = new LRUCache<string, FoundSite>({ max: HOSTS_MAX })
  /** Most requests name the host that the one before named. */
  #latest: { readonly field: string; readonly found: FoundSite } | null = null

  /** Null where the field is not a valid host. */
  find(snapshot: Snapshot, field: string): FoundSite | null {
    if (snapshot !== this.#snapshot) {
      this.#known.clear()
      this.#latest = null
      this.#snapshot = snapshot
    }
    if (this.#latest?.field === field) return this.#latest.found
    const found = this.#known.get(field) ?? this.#look(snapshot, field)
    if (found !== null) this.#latest = { field, found }
    return found
  }

  #look(snapshot: Snapshot, field: string): FoundSite | null {
    const found = findSite(snapshot, field)
    if (found !== null) this.#known.set(field, found)
    return found
  }
}

/** The same without a memory. */
export function findSite(snapshot: Snapshot, field: string): FoundSite | null {
  const host = field === '' ? '' : readHost(field)
  return host === null ? null : { host, site: siteOf(snapshot, host) }
}

function siteOf(snapshot: Snapshot, host: string): Site | null {
  return namedSite(snapshot, host) ?? snapshot.siteOfAnyHost
}

/** The site that has this bare host by its name or its suffix: `"*"` names nobody. */
export function namedSite(snapshot: Snapshot, host: string): Site | null {
  const bySuffix = snapshot.siteBySuffix.find(([suffix]) => host.endsWith(suffix))
  return snapshot.siteByHost.get(host) ?? bySuffix?.[1] ?? null
}
