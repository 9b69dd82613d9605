import { nameTagOf } from '../../challenge-pages/index.ts'
import { type Site } from '../../model/index.ts'

/** Of a tag so many digits stand for the policy; the others are a bit for each of its limits, of which it has 16 at most. */
const POLICY_DIGITS = 12
const LIMIT_DIGITS = 4

/** The counters of the limits of one policy at which proofs buy, in the order of the bits. */
type Selling = ReadonlyMap<string, readonly string[]>

/** What stands in tokens and addresses for limits with `over: prove`. Hashed once for as long as the site is in force. */
export class LimitTags {
  readonly #known = new WeakMap<Site, Selling>()

  /** The tag of some limits of one policy. */
  of(site: Site, counters: readonly string[]): string {
    for (const [policyTag, all] of this.#sellingOf(site)) {
      const bits = all.reduce((sum, one, at) => (counters.includes(one) ? sum | (1 << at) : sum), 0)
      if (bits !== 0) return policyTag + bits.toString(16).padStart(LIMIT_DIGITS, '0')
    }
    throw new Error('a proof is asked for at a limit that asks for none')
  }

  /** The counters that a tag stands for; none where it is none, or no more. */
  countersOf(site: Site, tag: string): readonly string[] {
    const all = this.#sellingOf(site).get(tag.slice(0, POLICY_DIGITS)) ?? []
    const bits = tag.slice(POLICY_DIGITS)
    if (!/^[0-9a-f]{4}$/.test(bits)) return []
    return all.filter((_, at) => (parseInt(bits, 16) & (1 << at)) !== 0)
  }

  #sellingOf(site: Site): Selling {
    const known = this.#known.get(site) ?? sellingOf(site)
    this.#known.set(site, known)
    return known
  }
}

function sellingOf(site: Site): Selling {
  const byPolicy = Map.groupBy(provingCounters(site), policyOf)
  return new Map(
    [...byPolicy].map(([policy, counters]) => [
      nameTagOf(policy).slice(0, POLICY_DIGITS),
      counters.toSorted(),
    ]),
  )
}

/** What stands before the name of the limit. */
function policyOf(counter: string): string {
  return counter.slice(0, counter.lastIndexOf('\0'))
}

/** The counters of a site's limits with `over: prove`. */
export function provingCounters({ routes }: Site): ReadonlySet<string> {
  const limits = routes.flatMap(({ policy }) => policy.limits)
  return new Set(limits.filter(({ over }) => over === 'prove').map(({ counter }) => counter))
}
