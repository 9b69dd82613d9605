import t from 'tap'
import { openingOf, type TimeWindow } from '../../src/policies/index.ts'

const MINUTE = 60_000

function windowOf(days: readonly number[], hours: string, zone = 'Europe/Luxembourg'): TimeWindow {
  const [from = 0, to = 0] = hours.split('-').map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    return hour * 60 + minute
  })
  return { days: new Set(days), from, to, zone }
}

const WORK = [1, 2, 3, 4, 5]
const SUN = 0
const MON = 1

/** `open`, or when it is again. */
function said(windows: readonly TimeWindow[], at: string): string {
  const closed = openingOf(windows).closedAt(Date.parse(at))
  if (closed === null) return 'open'
  return `${closed.isToday ? 'today' : closed.weekday} ${closed.time}`
}

t.test('it tells when somebody answers again', (t) => {
  const office = [windowOf(WORK, '8:00-12:00'), windowOf([1, 2, 3, 4], '13:30-18:00')]
  const table = [
    // A Wednesday in winter.
    { at: '2026-01-07T07:59:59+01:00', want: 'today 8:00' },
    { at: '2026-01-07T08:00:00+01:00', want: 'open' },
    { at: '2026-01-07T11:59:59+01:00', want: 'open' },
    { at: '2026-01-07T12:00:00+01:00', want: 'today 13:30' },
    { at: '2026-01-07T18:00:00+01:00', want: '4 8:00' },
    { at: '2026-01-07T23:59:00+01:00', want: '4 8:00' },
    { at: '2026-01-08T00:00:00+01:00', want: 'today 8:00' },
    { at: '2026-01-09T12:00:00+01:00', want: '1 8:00' },
    { at: '2026-01-11T23:59:00+01:00', want: '1 8:00' },
    { at: '2026-07-12T22:30:00Z', want: 'today 8:00' },
  ]
  for (const { at, want } of table) t.equal(said(office, at), want, at)
  t.equal(said([windowOf([MON], '8:00-9:00')], '2026-01-05T09:00:00+01:00'), '1 8:00', 'in a week')
  t.equal(said([windowOf([MON], '0:00-0:00')], '2026-01-04T12:00:00+01:00'), '1 0:00', 'all day')
  t.equal(said([windowOf(WORK, '22:00-6:00')], '2026-01-10T05:59:00+01:00'), 'open', 'at night')
  t.equal(said([windowOf(WORK, '22:00-6:00')], '2026-01-10T06:00:00+01:00'), '1 22:00')
  t.end()
})

t.test('by the clocks of the place, whichever comes first', (t) => {
  const two = [windowOf(WORK, '8:00-12:00'), windowOf(WORK, '8:00-12:00', 'Europe/Lisbon')]
  t.equal(said(two, '2026-01-07T06:00:00Z'), 'today 8:00', 'in Luxembourg')
  t.equal(said(two, '2026-01-07T11:30:00Z'), 'open', 'in Lisbon')
  t.equal(said([windowOf(WORK, '8:00-12:00', 'Asia/Tokyo')], '2026-01-07T22:00:00Z'), 'today 8:00')
  t.end()
})

t.test('in the night in which clocks are set forward', (t) => {
  // On 29 March 2026 2:00 is 3:00 in Luxembourg.
  t.equal(said([windowOf([SUN], '1:30-5:00')], '2026-03-29T00:20:00Z'), 'today 1:30')
  const jumped = [windowOf([SUN], '2:30-5:00')]
  t.equal(said(jumped, '2026-03-28T12:00:00Z'), '0 3:00', 'when they jump over it')
  t.equal(said(jumped, '2026-03-29T00:59:00Z'), 'today 3:00')
  t.equal(said(jumped, '2026-03-29T01:00:00Z'), 'open')
  t.equal(said([windowOf([SUN], '2:10-2:50')], '2026-03-28T12:00:00Z'), '0 2:10', 'a week later')
  t.equal(said([windowOf([MON], '8:00-9:00')], '2026-03-29T12:00:00Z'), '1 8:00')
  t.equal(said([windowOf([SUN], '8:00-9:00')], '2026-03-28T23:30:00Z'), 'today 8:00')
  t.end()
})

t.test('in the night in which clocks are set back', (t) => {
  // On 25 October 2026 3:00 is 2:00 again in Luxembourg.
  const night = [windowOf([SUN], '2:30-4:00')]
  t.equal(said(night, '2026-10-25T00:20:00Z'), 'today 2:30')
  t.equal(said(night, '2026-10-25T00:30:00Z'), 'open')
  t.equal(said(night, '2026-10-25T01:00:00Z'), 'today 2:30', 'the clock shows 2:00 once more')
  t.equal(said(night, '2026-10-25T01:30:00Z'), 'open')
  t.equal(said([windowOf([SUN], '8:00-9:00')], '2026-10-24T22:30:00Z'), 'today 8:00')
  t.equal(said([windowOf([SUN], '0:00-2:30')], '2026-10-25T00:35:00Z'), '0 0:00')
  t.end()
})

t.test('what is told was true of every minute of a year, in three zones', (t) => {
  for (const zone of ['Europe/Luxembourg', 'America/New_York', 'Australia/Lord_Howe']) {
    const windows = [windowOf(WORK, '8:00-12:00', zone), windowOf([SUN, 3], '1:45-3:15', zone)]
    const opening = openingOf(windows)
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: 'short',
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    let told: string | null = null
    let wrong = 0
    const start = Date.UTC(2026, 2, 1)
    for (let at = start; at < start + 45 * 86_400_000; at += 5 * MINUTE) {
      const closed = opening.closedAt(at)
      if (closed === null) {
        const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]))
        const hour = (parts.get('hour') ?? '').padStart(2, '0')
        const shows = `${parts.get('weekday')} ${hour}:${parts.get('minute')}`
        if (told !== null && told !== shows) wrong++
        told = null
      } else {
        const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][closed.weekday]
        const now = `${day} ${closed.time.padStart(5, '0')}`
        if (told !== null && told !== now) wrong++
        told = now
      }
    }
    t.equal(wrong, 0, zone)
  }
  t.end()
})

t.test('the same is said by the same object, and a clock that is set back is believed', (t) => {
  const opening = openingOf([windowOf(WORK, '8:00-12:00')])
  const night = Date.parse('2026-01-07T02:00:00+01:00')
  const first = opening.closedAt(night)
  t.equal(opening.closedAt(night + 90 * MINUTE), first)
  t.equal(opening.closedAt(Date.parse('2026-01-07T09:00:00+01:00')), null)
  t.match(opening.closedAt(Date.parse('2026-01-07T13:00:00+01:00')), { weekday: 4 })
  t.match(opening.closedAt(night), { weekday: 3, isToday: true })
  t.match(opening.closedAt(night - 1440 * MINUTE), { weekday: 2, isToday: true })
  t.end()
})
