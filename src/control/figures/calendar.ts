/*
 * Days and weeks of UTC, so that each has as many hours as any other, whatever the clocks of a place do. Days are
 * `2026-11-29`, weeks those of ISO 8601: `2026-W48` begins on a Monday, and is of the year that its Thursday is of.
 */

const DAY_MS = 86_400_000

/** By the wall clock, in milliseconds since 1970. */
export function dayOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10)
}

/** So many days later; earlier, for a number below zero. */
export function daysAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS)
}

export function weekOf(day: string): string {
  const thursday = daysAfter(day, 4 - weekdayOf(day))
  const [year = ''] = thursday.split('-')
  const daysIntoYear = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / DAY_MS
  return `${year}-W${String(Math.floor(daysIntoYear / 7) + 1).padStart(2, '0')}`
}

/** The Monday of a week. */
export function mondayOf(week: string): string {
  const [year = '', number = ''] = week.split('-W')
  // The fourth of January is in the first week.
  const fourth = `${year}-01-04`
  return daysAfter(fourth, 1 - weekdayOf(fourth) + (Number(number) - 1) * 7)
}

export function isDay(text: string): boolean {
  const wallMs = Date.parse(text)
  return !Number.isNaN(wallMs) && dayOf(wallMs) === text
}

export function isWeek(text: string): boolean {
  return /^\d{4}-W\d\d$/.test(text) && weekOf(mondayOf(text)) === text
}

/** 1 is Monday. */
function weekdayOf(day: string): number {
  return new Date(day).getUTCDay() || 7
}
