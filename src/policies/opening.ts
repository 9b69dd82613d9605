import { type Closed, type Opening } from '../model/index.ts'
import { type TimeWindow, timeCondition } from './time-window.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Looked ahead: a week, and another one for a window that lies in the hour a spring night leaves out. */
const AHEAD_DAYS = 15

/** Clocks are never moved by more, and a window that is shut in between opens with them. */
const MOVED_MINUTES_MAX = 180

/**
 * What several windows together say of when somebody answers. Whatever is told of the next time was tried by
 * the zone's own clock, so it is right in nights in which clocks are moved.
 */
export function openingOf(windows: readonly TimeWindow[]): Opening {
  const conditions = windows.map(timeCondition)
  const isOpen = (nowMs: number): boolean => conditions.some((holds) => holds(nowMs))
  let minute = NaN
  let closed: Closed | null = null
  let next: Next | null = null
  return {
    closedAt(nowMs) {
      const present = Math.floor(nowMs / MINUTE_MS)
      if (present === minute) return closed
      minute = present
      // A clock that was set back is looked at anew.
      const isKnown = next !== null && nowMs < next.atMs && nowMs >= next.fromMs
      if (!isKnown) next = isOpen(nowMs) ? null : nextOf(windows, conditions, nowMs)
      closed = next === null ? null : sameOr(closed, closedUntil(next, nowMs))
      return closed
    },
  }
}

/** When somebody answers again, by whose clocks. */
interface Next {
  readonly fromMs: number
  readonly atMs: number
  readonly zone: string
}

type Holds = (nowMs: number) => boolean

/** Null where nobody ever does: then there is nothing to tell. */
function nextOf(
  windows: readonly TimeWindow[],
  conditions: readonly Holds[],
  nowMs: number,
): Next | null {
  let first: Next | null = null
  for (const [at, window] of windows.entries()) {
    const atMs = nextOpening(window, conditions[at] ?? (() => false), nowMs)
    if (atMs === null || (first !== null && first.atMs <= atMs)) continue
    first = { fromMs: nowMs, atMs, zone: window.zone }
  }
  return first
}

function nextOpening(window: TimeWindow, isOpen: Holds, nowMs: number): number | null {
  const clock = clockOf(window.zone)
  const today = Math.floor(clock.localMs(nowMs) / DAY_MS)
  for (let day = today; day <= today + AHEAD_DAYS; day++) {
    if (!window.days.has(weekdayOf(day))) continue
    const localMs = day * DAY_MS + window.from * MINUTE_MS
    const found = clock
      .momentsOf(localMs)
      .filter((atMs) => atMs > nowMs && isOpen(atMs))
      .map((atMs) => beginning(atMs, isOpen, nowMs))
    if (found.length > 0) return Math.min(...found)
  }
  return null
}

/** Where clocks jump over the minute it is written to open at, it opens when they jump. */
function beginning(atMs: number, isOpen: Holds, nowMs: number): number {
  for (let back = 1; back <= MOVED_MINUTES_MAX; back++) {
    const earlier = atMs - back * MINUTE_MS
    if (earlier <= nowMs || !isOpen(earlier)) return atMs - (back - 1) * MINUTE_MS
  }
  return atMs
}

function closedUntil({ atMs, zone }: Next, nowMs: number): Closed {
  const clock = clockOf(zone)
  const localMs = clock.localMs(atMs)
  const day = Math.floor(localMs / DAY_MS)
  const minutes = Math.floor((localMs - day * DAY_MS) / MINUTE_MS)
  const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
  const isToday = day === Math.floor(clock.localMs(nowMs) / DAY_MS)
  return { weekday: weekdayOf(day), time, isToday }
}

function sameOr(before: Closed | null, now: Closed): Closed {
  const isSame =
    before?.weekday === now.weekday && before.time === now.time && before.isToday === now.isToday
  return isSame ? before : now
}

/** 1970 began with a Thursday. */
function weekdayOf(day: number): number {
  return (day + 4) % 7
}

/** The clocks of a zone as if they showed the world's time: milliseconds since 1970 of what they show. */
interface ZoneClock {
  readonly localMs: (atMs: number) => number
  /** When they show that: once, twice where they are set back, and a guess where they jump over it. */
  readonly momentsOf: (localMs: number) => readonly number[]
}

function clockOf(zone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  const localMs = (atMs: number): number => {
    const parts = new Map(
      format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
    )
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  }
  return {
    localMs,
    momentsOf(wanted) {
      const offsets = [-DAY_MS, DAY_MS].map((apart) => {
        const near = Math.floor((wanted + apart) / MINUTE_MS) * MINUTE_MS
        return localMs(near) - near
      })
      return [...new Set(offsets)].map((offset) => wanted - offset)
    },
  }
}
