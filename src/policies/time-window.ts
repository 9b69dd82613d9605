/** Sunday first, as `Date` counts. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** Hours of some days by the clocks of one place. Hours over midnight belong to the day they begin on. */
export interface TimeWindow {
  /** 0 is Sunday. */
  readonly days: ReadonlySet<number>
  /** Minutes after midnight; `to` is no longer in it. Equal: the whole day. */
  readonly from: number
  readonly to: number
  /** A name of the IANA time zone database. */
  readonly zone: string
}

/** Whether the clocks of this machine know the zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Tells whether a moment lies in the window; reads the zone's clock once a minute at most. */
export function timeCondition(window: TimeWindow): (nowMs: number) => boolean {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: window.zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  let minute = NaN
  let isOpen = false
  return (nowMs) => {
    const present = Math.floor(nowMs / MINUTE_MS)
    if (present !== minute) {
      minute = present
      isOpen = contains(window, clock.formatToParts(nowMs))
    }
    return isOpen
  }
}

function contains(window: TimeWindow, parts: readonly Intl.DateTimeFormatPart[]): boolean {
  const read = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const day = WEEKDAYS.findIndex((name) => name === read('weekday').toLowerCase())
  const minute = Number(read('hour')) * 60 + Number(read('minute'))
  const { days, from, to } = window
  if (from < to) return days.has(day) && minute >= from && minute < to
  const end = from === to && from === 0 ? DAY_MINUTES : to
  const isToday = days.has(day) && minute >= from
  return isToday || (end < DAY_MINUTES && days.has((day + 6) % 7) && minute < end)
}
