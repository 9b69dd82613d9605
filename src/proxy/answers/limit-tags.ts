import { nameTagOf } from '../../challenge-pages/index.ts'
import { type Site } from '../../model/index.ts'

/**
 * The counter of a site's limit with `over: prove` by what stands for it in tokens and addresses; null for what is none,
 * or no more. Hashed once for as long as the site is in force.
 */
export function limitTags(): (site: Site, tag: string) => string | null {
  const known = new WeakMap<Site, ReadonlyMap<string, string>>()
  return (site, tag) => {
    const counters = known.get(site) ?? countersOf(site)
    known.set(site, counters)
    return counters.get(tag) ?? null
  }
}

function countersOf(site: Site): ReadonlyMap<string, string> {
  return new Map([...provingCounters(site)].map((counter) => [nameTagOf(counter), counter]))
}

/** The counters of a site's limits with `over: prove`. */
export function provingCounters({ routes }: Site): ReadonlySet<string> {
  const limits = routes.flatMap(({ policy }) => policy.limits)
  return new Set(limits.filter(({ over }) => over === 'prove').map(({ counter }) => counter))
}
