import t from 'tap'
import { JUDGED, beyond, beyondEachTime } from '../bench/beside/judged.ts'

const KEPT = new Map(JUDGED.map((label) => [label, 2]))

function measured(changed: Readonly<Record<string, number>> = {}) {
  const values = { ...Object.fromEntries(KEPT), 'gate/nginx': 99, ...changed }
  return Object.entries(values).map(([label, value]) => ({ label, value, target: null }))
}

t.test('half as much again as the kept ratio is beyond, beside programs of Node alone', (t) => {
  t.strictSame(beyond(measured(), KEPT), [])
  t.strictSame(beyond(measured({ 'browser/undici': 3 }), KEPT), [])
  t.strictSame(beyond(measured({ 'browser/undici': 3.01 }), KEPT), ['browser/undici'])
  t.strictSame(beyond(measured({ 'browser/undici': NaN }), KEPT), ['browser/undici'])
  t.end()
})

t.test('what is to be judged and is not there is told, not passed over', (t) => {
  const without = measured().filter(({ label }) => label !== 'challenge/hello')
  t.throws(() => beyond(without, KEPT), { message: 'challenge/hello: not measured' })
  const message = `${JUDGED[0]}: not in bench/BASELINE.md`
  t.throws(() => beyond(measured(), new Map()), { message })
  t.end()
})

t.test('what is beyond each time fails: once is measured where nothing is', async (t) => {
  const cases = [
    { runs: [[]], failed: [] },
    { runs: [['a', 'b'], ['b'], ['b', 'a']], failed: ['b'] },
    { runs: [['a'], ['b']], failed: [] },
    { runs: [['a'], ['a'], []], failed: [] },
  ]
  for (const { runs, failed } of cases) {
    const left = [...runs]
    t.strictSame(await beyondEachTime(async () => left.shift() ?? [], 3), failed)
    t.strictSame(left, [])
  }
})
