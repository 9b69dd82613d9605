import { WEEKDAYS } from '../../policies/index.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Largest first. */
const DURATION_UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
  ['s', SECOND_MS],
  ['ms', 1],
]

const RATE_UNITS: typeof DURATION_UNITS = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['min', MINUTE_MS],
  ['s', SECOND_MS],
]

const SIZE_UNITS: readonly (readonly [unit: string, bytes: number])[] = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['B', 1],
]

/** Faster than this is no limit for people, and finer than counters measure: one a millisecond. */
const INTERVAL_MS_MIN = 1

/** What a duration looks like, a size, and a rate. */
export const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/
export const SIZE = /^(\d{1,9})(B|KiB|MiB|GiB)$/
export const RATE = /^(\d{1,9})\/(s|min|h|d)$/

/** `500ms`, `10s`, `30m`, `24h` or `7d` in milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, number, name] = DURATION.exec(text) ?? []
  const unitMs = DURATION_UNITS.find(([unit]) => unit === name)?.[1]
  return unitMs === undefined ? null : Number(number) * unitMs
}

/** `512B`, `64KiB`, `25MiB` or `1GiB` in bytes; null for anything else. */
export function parseSize(text: string): number | null {
  const [, number, name] = SIZE.exec(text) ?? []
  const unitBytes = SIZE_UNITS.find(([unit]) => unit === name)?.[1]
  return unitBytes === undefined ? null : Number(number) * unitBytes
}

/** A number of bytes in the largest unit that writes it without a fraction. */
export function writeSize(bytes: number): string {
  const fits = SIZE_UNITS.find(([, one]) => bytes >= one && bytes % one === 0)
  const [unit, unitBytes] = fits ?? ['B', 1]
  return `${bytes / unitBytes}${unit}`
}

/**
 * `10/s`, `120/min`, `600/h` or `1000/d` as milliseconds between two requests; null for anything
 * else and for more than 1000 a second.
 */
export function parseRate(text: string): number | null {
  const [, number, name] = RATE.exec(text) ?? []
  const unitMs = RATE_UNITS.find(([unit]) => unit === name)?.[1]
  if (unitMs === undefined || Number(number) === 0) return null
  const intervalMs = unitMs / Number(number)
  return intervalMs < INTERVAL_MS_MIN ? null : intervalMs
}

/** A number of milliseconds in the largest unit that writes it without a fraction. */
export function writeDuration(durationMs: number): string {
  if (durationMs === 0) return '0s'
  const [unit, unitMs] = DURATION_UNITS.find(([, ms]) => durationMs % ms === 0) ?? ['ms', 1]
  return `${durationMs / unitMs}${unit}`
}

/** What a share looks like. */
export const SHARE = /^(\d{1,3}(?:\.\d{1,2})?)%$/

/** `10%` as 0.1; null for anything else, for nothing and for more than all. */
export function parseShare(text: string): number | null {
  const percent = Number(SHARE.exec(text)?.[1] ?? NaN)
  return percent > 0 && percent <= 100 ? percent / 100 : null
}

/** `mon` or `fri-sun` as days from 0 for Sunday; null for anything else. */
export function parseDays(text: string): readonly number[] | null {
  const [first = -1, last = first, ...rest] = text.split('-').map(dayOf)
  if (first < 0 || last < 0 || rest.length > 0) return null
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7)
}

function dayOf(name: string): number {
  return WEEKDAYS.findIndex((day) => day === name)
}

const HOURS = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/

/** Hours of a day as minutes after midnight; `to` is no longer in them. */
export interface Hours {
  readonly from: number
  readonly to: number
}

/** `8:00-18:00`; null for anything else. `24:00` is midnight at the end of the day. */
export function parseHours(text: string): Hours | null {
  const found = HOURS.exec(text)
  if (found === null) return null
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = found.slice(1).map(Number)
  const from = fromHour * 60 + fromMinute
  const to = toHour * 60 + toMinute
  const isTime = fromMinute < 60 && toMinute < 60 && from < 24 * 60 && to <= 24 * 60
  return isTime && from !== to ? { from, to } : null
}
