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

/** Faster than this is no limit for people, and finer than counters measure: one a millisecond. */
const INTERVAL_MS_MIN = 1

/** What a duration looks like, and a rate. */
export const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/
export const RATE = /^(\d{1,9})\/(s|min|h|d)$/

/** `500ms`, `10s`, `30m`, `24h` or `7d` in milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, number, name] = DURATION.exec(text) ?? []
  const unitMs = DURATION_UNITS.find(([unit]) => unit === name)?.[1]
  return unitMs === undefined ? null : Number(number) * unitMs
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
  const [unit, unitMs] = DURATION_UNITS.find(([, ms]) => durationMs % ms === 0) ?? ['ms', 1]
  return `${durationMs / unitMs}${unit}`
}
