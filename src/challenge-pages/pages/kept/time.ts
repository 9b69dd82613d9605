import { type PageLanguage, baseOf } from '../texts/index.ts'
import { escapeHtml } from '../html.ts'

/** Times as people of a language write them, as HTML. */
export interface Times {
  /**
   * A time of day, by the clock of the machine; where that counts as UTC the page says so, since few clocks of
   * its readers do.
   */
  readonly time: (atMs: number) => string
  /** `30 minutes`; plurals are the language's own (CLDR). */
  readonly minutes: (minutes: number) => string
}

/** Made once for all pages of a kind and language: it takes longer than ten pages do. */
export function createTimes(language: PageLanguage): Times {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const isWorldTime = timeZone === 'UTC' || timeZone.startsWith('Etc/')
  const ofDay = new Intl.DateTimeFormat(baseOf(language), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(isWorldTime ? { timeZoneName: 'short' } : {}),
  })
  const inWords = new Intl.NumberFormat(baseOf(language), {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'long',
  })
  return {
    time: (atMs) => `<bdi>${escapeHtml(ofDay.format(atMs))}</bdi>`,
    minutes: (minutes) => escapeHtml(inWords.format(minutes)),
  }
}
