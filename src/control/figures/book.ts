import { weekOf } from './calendar.ts'
import { Sums } from './sums.ts'

/** The thirty that are told together, and today. */
export const DAYS_MAX = 31

/** A year can be compared with the one before, week by week. */
export const WEEKS_MAX = 60

/** Sums of days and of weeks: whoever reads it learns of nobody. */
export class Book {
  readonly days: ReadonlyMap<string, Sums>
  readonly weeks: ReadonlyMap<string, Sums>

  constructor(days: ReadonlyMap<string, Sums> = new Map(), weeks: Book['weeks'] = new Map()) {
    this.days = days
    this.weeks = weeks
  }

  /** With what was counted beside: by this gate, since it last wrote, on these days. */
  with(counted: ReadonlyMap<string, Sums>): Book {
    const [days, weeks] = [new Map(this.days), new Map(this.weeks)]
    for (const [day, sums] of counted) {
      const week = weekOf(day)
      const ofWeek = sumOf(weeks.get(week), sums)
      for (const site of sums.sites.keys()) {
        // A day that has run out of the book long ago counts once more: no clock goes back so far.
        if (days.get(day)?.sites.has(site) !== true) ofWeek.add(site, 'days', 1)
      }
      days.set(day, sumOf(days.get(day), sums))
      weeks.set(week, ofWeek)
    }
    const today = [...counted.keys()].toSorted().at(-1)
    if (today === undefined) return this
    return new Book(around(days, DAYS_MAX, today), around(weeks, WEEKS_MAX + 1, weekOf(today)))
  }
}

function sumOf(one: Sums | undefined, other: Sums): Sums {
  const sum = new Sums()
  if (one !== undefined) sum.addAll(one)
  sum.addAll(other)
  return sum
}

/**
 * So many up to now, the latest, and as many beyond, the next: a clock that was ahead for a time, or is behind, takes no
 * place from what another one counted.
 */
function around<Value>(
  all: ReadonlyMap<string, Value>,
  max: number,
  now: string,
): ReadonlyMap<string, Value> {
  const sorted = [...all].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const upToNow = sorted.filter(([name]) => name <= now).slice(-max)
  return new Map([...upToNow, ...sorted.filter(([name]) => name > now).slice(0, max)])
}
