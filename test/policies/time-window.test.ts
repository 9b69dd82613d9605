import t from 'tap'
import { type TimeWindow, isTimeZone } from '../../src/policies/index.ts'
import { timeCondition } from '../../src/policies/time-window.ts'

const WORKDAYS = new Set([1, 2, 3, 4, 5])
const office: TimeWindow = { days: WORKDAYS, from: 480, to: 1080, zone: 'Europe/Luxembourg' }
const at = (window: Partial<TimeWindow>, utc: string): boolean =>
  timeCondition({ ...office, ...window })(Date.parse(`${utc}Z`))

t.test('hours are those of the clocks of the place, in winter and in summer', async (t) => {
  t.notOk(at({}, '2026-11-23T06:59'), 'Monday 7:59 in winter')
  t.ok(at({}, '2026-11-23T07:00'))
  t.ok(at({}, '2026-11-23T16:59'))
  t.notOk(at({}, '2026-11-23T17:00'), 'Monday 18:00')
  t.ok(at({}, '2026-07-06T06:00'), 'Monday 8:00 in summer')
  t.notOk(at({}, '2026-07-06T05:59'))
  t.notOk(at({}, '2026-11-22T10:00'), 'Sunday')
  t.ok(at({ zone: 'UTC' }, '2026-11-23T17:30'))
})

t.test('the day on which the clocks change', async (t) => {
  const night = { days: new Set([0]), from: 120, to: 180 }
  t.notOk(at(night, '2026-03-29T01:30'), '2:30 does not exist on that Sunday: it is 3:30')
  t.ok(at(night, '2026-10-25T00:30'), '2:30 comes twice on that one')
  t.ok(at(night, '2026-10-25T01:30'))
  t.notOk(at(night, '2026-10-25T02:00'))
})

t.test('hours over midnight belong to the day they begin on', async (t) => {
  const friday = { days: new Set([5]), from: 22 * 60, to: 6 * 60, zone: 'UTC' }
  t.ok(at(friday, '2026-11-20T22:00'))
  t.ok(at(friday, '2026-11-21T05:59'))
  t.notOk(at(friday, '2026-11-21T06:00'))
  t.notOk(at(friday, '2026-11-20T05:00'), 'the morning of Friday is the night of Thursday')
  t.notOk(at(friday, '2026-11-21T23:00'))
  const late = { ...friday, to: 24 * 60 }
  t.ok(at(late, '2026-11-20T23:59'))
  t.notOk(at(late, '2026-11-21T00:00'))
  const all = { ...friday, from: 0, to: 0 }
  t.ok(at(all, '2026-11-20T00:00'))
  t.ok(at(all, '2026-11-20T23:59'))
  t.notOk(at(all, '2026-11-21T00:00'))
})

t.test('one clock is asked again and again', async (t) => {
  const isOpen = timeCondition(office)
  const monday = Date.parse('2026-11-23T07:00Z')
  t.ok(isOpen(monday))
  t.ok(isOpen(monday + 59_999))
  t.notOk(isOpen(monday - 1))
  t.ok(isOpen(monday))
})

t.test('a zone is one that the clocks know', async (t) => {
  t.ok(isTimeZone('Europe/Luxembourg'))
  t.notOk(isTimeZone('Europe/Esch'))
  t.notOk(isTimeZone(''))
})
