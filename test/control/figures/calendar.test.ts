import t from 'tap'
import {
  dayOf,
  daysAfter,
  isDay,
  isWeek,
  mondayOf,
  weekOf,
} from '../../../src/control/figures/calendar.ts'

t.test('a week is of the year of its Thursday (ISO 8601)', async (t) => {
  const table = [
    ['2026-11-29', '2026-W48', '2026-11-23'],
    ['2026-11-30', '2026-W49', '2026-11-30'],
    ['2020-12-31', '2020-W53', '2020-12-28'],
    ['2021-01-03', '2020-W53', '2020-12-28'],
    ['2021-01-04', '2021-W01', '2021-01-04'],
    ['2024-12-30', '2025-W01', '2024-12-30'],
    ['2027-01-01', '2026-W53', '2026-12-28'],
  ] as const
  for (const [day, week, monday] of table) {
    t.equal(weekOf(day), week, day)
    t.equal(mondayOf(week), monday, week)
  }
})

t.test('every day of thirty years is in the week that begins on its Monday', async (t) => {
  for (let day = '2020-01-01'; day < '2050-01-01'; day = daysAfter(day, 1)) {
    const monday = mondayOf(weekOf(day))
    if (day < monday || day > daysAfter(monday, 6)) t.fail(day)
  }
})

t.test('days and weeks are told from other texts', async (t) => {
  t.equal(dayOf(Date.UTC(2026, 10, 29, 23, 59, 59)), '2026-11-29')
  for (const text of ['2026-02-31', '2026-2-3', '2026-13-01', 'x', '']) t.notOk(isDay(text), text)
  for (const text of ['2026-W54', '2026-W00', '2026-48', '__proto__']) t.notOk(isWeek(text), text)
  t.ok(isDay('2026-02-28') && isWeek('2026-W53'))
})
