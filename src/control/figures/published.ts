import {
  type Figure,
  type Figures,
  type Period,
  type SiteFigures,
  type Told,
  type Week,
  ROUNDED_TO,
  TOLD_MIN,
} from '../../model/index.ts'
import { HISTOGRAMS } from '../../record/index.ts'
import { type Book } from './book.ts'
import { daysAfter, mondayOf } from './calendar.ts'
import { Sums } from './sums.ts'

/** What is told on the page together: so many days that are over. */
const RECENT_DAYS = 30

/**
 * What is published of these sites on a day: of days and weeks that are over alone, since whoever looks twice at a
 * count that grows sees a single visit. Of the counts none is the sum of others: nothing can be subtracted.
 */
export function publishedOf(book: Book, sites: Iterable<string>, today: string): Figures {
  return new Map([...sites].map((site) => [site, ofSite(book, site, today)]))
}

function ofSite(book: Book, site: string, today: string): SiteFigures {
  const weeks = [...book.weeks].flatMap(([week, sums]): readonly Week[] => {
    const from = mondayOf(week)
    const to = daysAfter(from, 6)
    if (to >= today || !sums.sites.has(site)) return []
    const daysCounted = Math.min(7, sums.of(site, 'days'))
    return [{ week, ...periodOf(sums, site, { from, to, daysCounted }) }]
  })
  return { recent: recentOf(book, site, today), weeks: weeks.toReversed() }
}

function recentOf({ days }: Book, site: string, today: string): SiteFigures['recent'] {
  const [from, to] = [daysAfter(today, -RECENT_DAYS), daysAfter(today, -1)]
  const meant = [...days].filter(([day, { sites }]) => day >= from && day <= to && sites.has(site))
  if (meant.length === 0) return null
  const sum = new Sums()
  for (const [, sums] of meant) sum.addAll(sums)
  const period = periodOf(sum, site, { from, to, daysCounted: meant.length })
  return { ...period, met: told(sum.of(site, 'shown')) }
}

function periodOf(
  sums: Sums,
  site: string,
  when: Pick<Period, 'from' | 'to' | 'daysCounted'>,
): Period {
  const of = sums.of.bind(sums, site)
  const passed = of('silent') + of('slow') + of('human') + of('shared')
  const counts: Record<Figure, Told> = {
    silent: told(of('silent')),
    slow: told(of('slow')),
    human: told(of('human')),
    shared: told(of('shared')),
    // A code may be typed in without a page of the check, and a page of yesterday be passed today.
    notPassed: told(Math.max(0, of('shown') - passed)),
    returned: told(of('returned')),
    agents: told(of('agent')),
    unproven: told(Math.max(0, of('challenge') - of('shown'))),
    limited: told(of('limit')),
    denied: told(of('deny')),
    passedOn: told(of('pass')),
    complaints: told(of('complaints')),
  }
  return { ...when, counts, halfWithinSeconds: halfWithin(sums.solved) }
}

function told(count: number): Told {
  return count < TOLD_MIN ? null : Math.round(count / ROUNDED_TO) * ROUNDED_TO
}

/** The bound of the bucket that the middle one is in; null where that has none, or there are too few. */
function halfWithin(solved: readonly number[]): Told {
  const bounds = HISTOGRAMS.paart_solve_seconds.buckets
  const total = solved.reduce((sum, count) => sum + count, 0)
  if (total < TOLD_MIN) return null
  let seen = 0
  return bounds.find((_, at) => (seen += solved[at] ?? 0) * 2 >= total) ?? null
}
