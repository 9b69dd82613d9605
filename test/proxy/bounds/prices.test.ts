import t from 'tap'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type Pass } from '../../../src/model/index.ts'
import { type Buyer, Prices } from '../../../src/proxy/bounds/prices.ts'
import { passOf } from '../../support/facts.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** When all these passes were earned; wall clock. */
const EARNED = passOf().provedAtSeconds
const OLD = EARNED + 3_600

function open() {
  const small = { rateBucketsLog2: 8, tallyBucketsLog2: 0, markBucketsLog2: 0, spentPlacesLog2: 10 }
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), ...small })
  let nowMs = 1_000_000
  const prices = new Prices(attachLimits(memory, 0), () => nowMs)
  return { prices, pass: (ms: number) => void (nowMs += ms) }
}

const buyer = (pass: Pass | null, network = '203.0.113.0/24'): Buyer => ({
  site: 'portal',
  pass,
  network,
})
const mine = buyer(passOf())

t.test('the class doubles with each purchase of a pass, and falls within hours', async (t) => {
  const { prices, pass } = open()
  const classes: number[] = []
  for (let bought = 0; bought < 6; bought++) {
    classes.push(prices.priceOf(mine, OLD).risk)
    prices.count(mine)
  }
  t.same(classes, [1, 2, 4, 8, 16, 16])
  t.equal(prices.priceOf(buyer(passOf({ id: 'other' })), OLD).risk, 1, 'not that of a neighbour')
  t.equal(prices.priceOf(buyer(null), OLD).risk, 1)
  pass(3 * HOUR_MS)
  t.equal(prices.priceOf(mine, OLD).risk, 1)
})

t.test('beyond the dearest class a pass waits, each time for longer', async (t) => {
  const { prices, pass } = open()
  for (let bought = 0; bought < 4; bought++) prices.count(mine)
  t.equal(prices.priceOf(mine, OLD).waitMs, 0)
  const waits: number[] = []
  for (let bought = 0; bought < 6; bought++) {
    prices.count(mine)
    const { waitMs, risk } = prices.priceOf(mine, OLD)
    t.equal(risk, 16)
    waits.push(Math.round(waitMs / MINUTE_MS))
    pass(waitMs)
    t.equal(prices.priceOf(mine, OLD).waitMs, 0, 'and is heard then')
  }
  t.same(
    waits,
    [1, 2, 4, 4, 8, 8],
    'never longer than a form is kept: what was bought fades meanwhile',
  )
})

t.test('neighbours raise the price of an old pass by one step at most', async (t) => {
  const { prices } = open()
  const neighbour = (at: number): Buyer => buyer(passOf({ id: `neighbour ${at}` }))
  const told: number[][] = []
  for (let bought = 0; bought < 160; bought++) {
    if ([0, 9, 10, 20, 40, 80].includes(bought)) {
      const fresh = prices.priceOf(mine, EARNED + 60).risk
      told.push([
        bought,
        prices.priceOf(mine, OLD).risk,
        fresh,
        prices.priceOf(buyer(null), OLD).risk,
      ])
    }
    prices.count(neighbour(bought))
  }
  t.same(told, [
    [0, 1, 1, 1],
    [9, 1, 1, 1],
    [10, 2, 2, 2],
    [20, 2, 4, 4],
    [40, 2, 8, 8],
    [80, 2, 16, 16],
  ])
  t.equal(prices.priceOf(buyer(passOf(), '198.51.100.0/24'), OLD).risk, 1, 'elsewhere nothing')
  prices.count(mine)
  t.equal(prices.priceOf(mine, OLD).risk, 4, 'beside what it buys itself')
})

t.test(
  'one proof for several limits is as dear as the last of so many, and counts as so many',
  async (t) => {
    const { prices } = open()
    const two = ['a', 'b'] as const
    t.equal(prices.priceOf(mine, OLD, 2).risk, 2)
    t.same(prices.soldTogether(mine, OLD, two), two)
    prices.count(mine, 2)
    t.equal(prices.priceOf(mine, OLD).risk, 4)
    t.equal(prices.priceOf(mine, OLD, 2).risk, 8)
    t.equal(prices.priceOf(mine, OLD, 2).waitMs, 0)
    prices.count(mine)
    t.same(prices.soldTogether(mine, OLD, two), two, 'at 16')
    prices.count(mine)
    t.equal(prices.priceOf(mine, OLD, 2).risk, 16)
    t.same(prices.soldTogether(mine, OLD, two), ['a'], 'no class is as dear as two at 16')
    t.same(prices.soldTogether(mine, OLD, ['b']), ['b'])
    t.same(prices.soldTogether(buyer(null), OLD, two), two, 'that of others is not touched')
  },
)
