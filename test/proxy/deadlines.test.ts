import t from 'tap'
import { Deadlines } from '../../src/proxy/deadlines.ts'
import { fakeClock } from '../support/clock.ts'

t.test('a deadline expires once, unless its owner has cleared or moved it', (t) => {
  const clock = fakeClock(0)
  const deadlines = new Deadlines(clock.steadyMs)
  t.teardown(() => deadlines.close())
  const expired: string[] = []
  const [kept, cleared, moved] = [{}, {}, {}]
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
