import { type Visit } from '../../model/index.ts'
import { HISTOGRAMS, type MetricsDelta } from '../../record/index.ts'

/** What requests came to, as the metrics count it. */
const DECIDED = ['pass', 'challenge', 'limit', 'deny'] as const

/**
 * What is summed up of a site: visits, what requests came to, complaints that the helpdesk noted, and of a week the days on
 * which the site was counted.
 */
export type Counted = Visit | (typeof DECIDED)[number] | 'complaints' | 'days'

/** As many as a configuration may have; what a file of somebody else names beyond is not kept. */
export const SITES_MAX = 200

const SOLVED_BUCKETS = HISTOGRAMS.paart_solve_seconds.buckets.length + 1

/** What was counted in a time: of each site, and how long calculations took, at all sites together. */
export class Sums {
  readonly sites = new Map<string, Map<string, number>>()
  /** Of the buckets of `paart_solve_seconds`, each by itself. */
  readonly solved: number[]

  constructor(solved: readonly number[] = []) {
    this.solved = Array.from({ length: SOLVED_BUCKETS }, (_, at) => solved[at] ?? 0)
  }

  of(site: string, what: Counted): number {
    return this.sites.get(site)?.get(what) ?? 0
  }

  add(site: string, what: string, count: number): void {
    const counts = this.sites.get(site) ?? new Map<string, number>()
    if (!this.sites.has(site) && this.sites.size >= SITES_MAX) return
    this.sites.set(site, counts)
    counts.set(what, (counts.get(what) ?? 0) + count)
  }

  /** That nothing is known of a site says that nobody counted, not that there was nothing to count. */
  begin(site: string): void {
    this.add(site, 'shown', 0)
  }

  addSolved(counts: readonly number[]): void {
    for (const [at, count] of counts.entries()) {
      if (at < SOLVED_BUCKETS) this.solved[at] = (this.solved[at] ?? 0) + count
    }
  }

  addAll({ sites, solved }: Sums): void {
    for (const [site, counts] of sites) {
      for (const [what, count] of counts) this.add(site, what, count)
    }
    this.addSolved(solved)
  }

  /** What workers counted, of the sites that publish it. Nothing else of it is looked at. */
  count({ counts, histograms }: MetricsDelta, sites: ReadonlySet<string>): void {
    for (const { name, labels, count } of counts) {
      const [site = ''] = labels
      const what = whatIn(name, labels)
      if (what !== null && sites.has(site)) this.add(site, what, count)
    }
    for (const { name, counts: buckets } of histograms) {
      if (name === 'paart_solve_seconds') this.addSolved(buckets)
    }
  }
}

function whatIn(name: string, [, one = '', other = '']: readonly string[]): string | null {
  if (name === 'paart_visits_total') return one
  if (name !== 'paart_requests_total') return null
  return DECIDED.find((decision) => decision === other) ?? null
}
