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
  /** How long something takes, rounded up to whole minutes, from two hours on to hours. A plain text. */
  readonly lasting: (seconds: number) => string
}

const MINUTE = 60
const HOUR = 3600

/** How a time of day is written, by the clock of the machine; where that counts as UTC it says so. */
export function clockFields(): Intl.DateTimeFormatOptions {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const isWorldTime = timeZone === 'UTC' || timeZone.startsWith('Etc/')
  return {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(isWorldTime ? { timeZoneName: 'short' } : {}),
  }
}

/** Made once for all pages of a kind and language: it takes longer than ten pages do. */
export function createTimes(language: PageLanguage): Times {
  const ofDay = new Intl.DateTimeFormat(baseOf(language), clockFields())
  const inWords = inUnit(language, 'minute')
  const inHours = inUnit(language, 'hour')
  return {
    time: (atMs) => `<bdi>${escapeHtml(ofDay.format(atMs))}</bdi>`,
    minutes: (minutes) => escapeHtml(inWords.format(minutes)),
    lasting: (seconds) =>
      seconds < 2 * HOUR
        ? inWords.format(Math.max(1, Math.ceil(seconds / MINUTE)))
        : inHours.format(Math.ceil(seconds / HOUR)),
  }
}

function inUnit(language: PageLanguage, unit: 'minute' | 'hour'): Intl.NumberFormat {
  return new Intl.NumberFormat(baseOf(language), { style: 'unit', unit, unitDisplay: 'long' })
}
