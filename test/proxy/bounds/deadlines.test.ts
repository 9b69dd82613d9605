import t from 'tap'
import { type DeadlineOwner, Deadlines } from '../../../src/proxy/bounds/deadlines.ts'
import { fakeClock } from '../../support/clock.ts'

t.test('a deadline expires once, unless its owner has cleared or moved it', (t) => {
  const clock = fakeClock(0)
  const deadlines = new Deadlines(clock.steadyMs)
  t.teardown(() => deadlines.close())
  const expired: string[] = []
  const [kept, cleared, moved] = [owner(), owner(), owner()]
  deadlines.set(kept, 1_000, () => expired.push('kept'))
  deadlines.set(cleared, 1_000, () => expired.push('cleared'))
  deadlines.set(moved, 1_000, () => expired.push('moved'))
  deadlines.clear(cleared)
  deadlines.set(moved, 5_000, () => expired.push('moved'))
  clock.advance(999)
  deadlines.look()
  t.strictSame(expired, [])
  clock.advance(1)
  deadlines.look()
  deadlines.look()
  t.strictSame(expired, ['kept'])
  clock.advance(4_000)
  deadlines.look()
  t.strictSame(expired, ['kept', 'moved'])
  t.end()
})

t.test('what expires may clear what else is due, or set it anew', (t) => {
  const clock = fakeClock(0)
  const deadlines = new Deadlines(clock.steadyMs)
  t.teardown(() => deadlines.close())
  const expired: string[] = []
  const [first, second, third] = [owner(), owner(), owner()]
  deadlines.set(first, 1_000, () => {
    expired.push('first')
    deadlines.clear(second)
    deadlines.set(first, 1_000, () => expired.push('first again'))
  })
  deadlines.set(second, 1_000, () => expired.push('second'))
  deadlines.set(third, 1_000, () => expired.push('third'))
  clock.advance(1_000)
  deadlines.look()
  t.strictSame(expired, ['first', 'third'])
  clock.advance(1_000)
  deadlines.look()
  t.strictSame(expired, ['first', 'third', 'first again'])
  t.end()
})

t.test('an owner whose deadlines were closed may still clear it', (t) => {
  const deadlines = new Deadlines(fakeClock(0).steadyMs)
  const one = owner()
  deadlines.set(one, 1_000, () => t.fail('it is closed'))
  deadlines.close()
  deadlines.clear(one)
  deadlines.look()
  t.equal(one.deadlineAt, -1)
  t.end()
})

function owner(): DeadlineOwner {
  return { deadlineAt: -1 }
}
