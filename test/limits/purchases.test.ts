import t from 'tap'
import { type Limits, attachLimits, createSharedMemory } from '../../src/limits/index.ts'

const MINUTE_MS = 60_000
const FIVE = { count: 5, forMs: MINUTE_MS }

function open(): Limits {
  const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0, spentPlacesLog2: 10 }
  return attachLimits(createSharedMemory({ workers: 1, seed: new Uint8Array(16), ...small }), 0)
}

t.test('what is bought is taken one by one, by whom and where it was bought', async (t) => {
  const { purchases } = open()
  const left = (counter: string, key: string): number => purchases.left(counter, key, 0)
  t.notOk(purchases.spend('a', 'x', 0), 'nothing was bought')
  t.ok(purchases.buy('a', 'x', FIVE, 0))
  t.same([left('a', 'x'), left('a', 'y'), left('b', 'x')], [5, 0, 0])
  t.notOk(purchases.spend('a', 'y', 0), 'somebody else')
  t.notOk(purchases.spend('b', 'x', 0), 'another limit')
  const taken = Array.from({ length: 7 }, () => purchases.spend('a', 'x', 0))
  t.same(taken, [true, true, true, true, true, false, false])
  t.equal(left('a', 'x'), 0)
  t.ok(purchases.buy('a', 'x', FIVE, 0), 'and once more')
  t.equal(left('a', 'x'), 5)
})

t.test('it lapses, and what is bought beside it lasts as long as that', async (t) => {
  for (const start of [300, 2 ** 31 - 500, 2 ** 32 - 500]) {
    const { purchases } = open()
    purchases.buy('a', 'x', FIVE, start)
    t.equal(purchases.left('a', 'x', start + MINUTE_MS - 1), 5)
    t.equal(purchases.left('a', 'x', start + MINUTE_MS), 0)
    t.notOk(purchases.spend('a', 'x', start + MINUTE_MS))
    purchases.buy('a', 'x', FIVE, start + MINUTE_MS)
    t.equal(purchases.left('a', 'x', start + MINUTE_MS), 5, 'what has lapsed is gone')
    purchases.buy('a', 'x', FIVE, start + 1.5 * MINUTE_MS)
    t.equal(purchases.left('a', 'x', start + 2.4 * MINUTE_MS), 10)
    t.equal(purchases.left('a', 'x', start + 2.5 * MINUTE_MS), 0)
  }
})

t.test('what is held lasts as long as that, and what is not there is not made', async (t) => {
  for (const start of [300, 2 ** 31 - 500, 2 ** 32 - 500]) {
    const { purchases } = open()
    purchases.hold('a', 'x', 5 * MINUTE_MS, start)
    t.equal(purchases.left('a', 'x', start), 0, 'nothing was bought')
    purchases.buy('a', 'x', FIVE, start)
    purchases.hold('a', 'x', 5 * MINUTE_MS, start)
    purchases.hold('a', 'x', MINUTE_MS, start)
    t.equal(
      purchases.left('a', 'x', start + 5 * MINUTE_MS - 1),
      5,
      'a shorter time takes nothing away',
    )
    purchases.hold('a', 'x', MINUTE_MS, start + 5 * MINUTE_MS)
    t.equal(purchases.left('a', 'x', start + 5 * MINUTE_MS), 0, 'what has lapsed stays so')
  }
})

t.test('a table that is full keeps nothing new, and says so before', async (t) => {
  const { purchases } = open()
  let kept = 0
  for (let i = 0; i < 60_000; i++) {
    const hasRoom = purchases.hasRoom('a', `pass ${i}`, 0)
    const isKept = purchases.buy('a', `pass ${i}`, FIVE, 0)
    if (isKept) kept++
    if (hasRoom !== isKept) t.fail(`pass ${i}`)
  }
  t.ok(kept > 35_000 && kept <= 40_960, `${kept} were kept`)
  t.ok(purchases.hasRoom('a', 'pass 0', 0), 'whoever is in it can buy more')
  t.ok(purchases.hasRoom('a', 'nobody', MINUTE_MS + 1_000), 'and what has lapsed makes room')
})
