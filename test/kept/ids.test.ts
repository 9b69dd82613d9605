import t from 'tap'
import { markOfId, minuteOfId, newTicket } from '../../src/kept/keys.ts'
import { NOON_MS } from './parts.ts'

const MINUTE_MS = 60_000

t.test('an id says in which minute its form came, and where it is', async (t) => {
  for (const agoMs of [0, 59_999, 30 * MINUTE_MS, 86_400_000, -2_000]) {
    const { id } = newTicket('Ab3d', NOON_MS - agoMs)
    t.match(id, /^[A-Za-z0-9]{12}Ab3d$/)
    t.equal(markOfId(id), 'Ab3d')
    const minute = Math.floor((NOON_MS - agoMs) / MINUTE_MS) * MINUTE_MS
    t.equal(minuteOfId(id, NOON_MS), minute, `${agoMs}`)
  }
})

t.test('no two are one', async (t) => {
  const ids = Array.from({ length: 10_000 }, () => newTicket('Ab3d', NOON_MS).id)
  t.equal(new Set(ids).size, ids.length)
})
