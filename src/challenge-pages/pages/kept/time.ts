import { type PageLanguage, baseOf } from '../texts/index.ts'
import { escapeHtml } from '../html.ts'

/**
 * A time of day as people of the language write it, as HTML, by the clock of the machine; where that
 * counts as UTC the page says so, since few clocks of its readers do.
 */
export function timeShown(language: PageLanguage, atMs: number): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const isWorldTime = timeZone === 'UTC' || timeZone.startsWith('Etc/')
  const time = new Intl.DateTimeFormat(baseOf(language), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(isWorldTime ? { timeZoneName: 'short' } : {}),
  })
  return `<bdi>${escapeHtml(time.format(atMs))}</bdi>`
}

/** `30 minutes`, as HTML; plurals are the language's own (CLDR). */
export function minutesShown(language: PageLanguage, minutes: number): string {
  const inWords = new Intl.NumberFormat(baseOf(language), {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'long',
  })
  return escapeHtml(inWords.format(minutes))
}
