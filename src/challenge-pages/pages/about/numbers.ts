import { type PageLanguage, baseOf } from '../texts/index.ts'
import { escapeHtml } from '../html.ts'
import { clockFields } from '../kept/index.ts'

/** How a language writes numbers, lengths of time and days, as HTML. */
export interface Numbers {
  readonly count: (count: number) => string
  readonly seconds: (seconds: number) => string
  /** `2026-11-29`, a day of UTC. */
  readonly day: (day: string) => string
  /** By the clock of the machine; where that is UTC it says so. */
  readonly moment: (atMs: number) => string
}

export function createNumbers(language: PageLanguage): Numbers {
  const base = baseOf(language)
  const counts = new Intl.NumberFormat(base)
  const lengths = new Intl.NumberFormat(base, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
  })
  // As it is written in Europe.
  const ofDates = base === 'en' ? 'en-GB' : base
  const days = new Intl.DateTimeFormat(ofDates, { dateStyle: 'long', timeZone: 'UTC' })
  const moments = new Intl.DateTimeFormat(ofDates, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    ...clockFields(),
  })
  return {
    count: (count) => escapeHtml(counts.format(count)),
    seconds: (seconds) => escapeHtml(lengths.format(seconds)),
    day: (day) => `<bdi>${escapeHtml(days.format(Date.parse(day)))}</bdi>`,
    moment: (atMs) => `<bdi>${escapeHtml(moments.format(atMs))}</bdi>`,
  }
}
