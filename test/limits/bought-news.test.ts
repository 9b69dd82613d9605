import t, { type Test } from 'tap'
import {
  BoughtNews,
  hearBought,
  type Limits,
  type PurchaseTable,
  toldPurchases,
} from '../../src/limits/index.ts'
import { type Buyer, Prices } from '../../src/proxy/bounds/prices.ts'
import { type Pass } from '../../src/model/index.ts'
import { eventually } from '../support/eventually.ts'
import { newGateLimits } from '../kept/parts.ts'

const FIVE = { count: 5, forMs: 600_000 }
const LIMIT = 'site\0write\0forms'

interface Gate {
  readonly limits: Limits
  readonly purchases: PurchaseTable
  readonly prices: Prices
  /** What it has said. */
  readonly said: string[]
}

/** Gates that hear each other as long as nothing is cut. */
function newGates(
  t: Test,
  count: number,
  isLost: (text: string) => boolean = () => false,
): readonly Gate[] {
  const gates: Gate[] = []
  for (let i = 0; i < count; i++) {
    const limits = newGateLimits()
    const said: string[] = []
    const say = (text: string): void => {
      said.push(text)
      if (isLost(text)) return
      for (const other of gates) if (other.said !== said) hearBought(text, other.limits, 0)
    }
    const news = new BoughtNews({ isAnybody: () => count > 1, say })
    const purchases = toldPurchases(limits.purchases, news)
    const prices = new Prices(limits, () => 0, news.raised.bind(news))
    gates.push({ limits, purchases, prices, said })
  }
  t.equal(gates.length, count)
  return gates
}

/** How many requests a pass gets at a gate at once. */
function spendAll({ purchases }: Gate): number {
  let spent = 0
  while (purchases.spend(LIMIT, 'pass', 0)) spent++
  return spent
}

t.test('what is bought at one gate counts at all, once', async (t) => {
  const [a, b, c] = newGates(t, 3)
  if (a === undefined || b === undefined || c === undefined) return
  a.purchases.buy(LIMIT, 'pass', FIVE, 0)
  await eventually('it is told', () => b.purchases.left(LIMIT, 'pass', 0) === 5)
  t.ok(b.purchases.spend(LIMIT, 'pass', 0))
  t.ok(b.purchases.spend(LIMIT, 'pass', 0))
  for (const gate of [a, c]) {
    await eventually('it is used', () => gate.purchases.left(LIMIT, 'pass', 0) === 3)
  }
  t.equal(spendAll(c), 3)
  await eventually('nothing is left', () => a.purchases.left(LIMIT, 'pass', 0) === 0)
  t.equal(spendAll(a) + spendAll(b) + spendAll(c), 0)
  t.equal(b.said.length, 1, 'two uses are told as one')
})

t.test(
  'whoever goes to all gates at once gets it once at each, and not a second time',
  async (t) => {
    const gates = newGates(t, 3)
    gates[0]?.purchases.buy(LIMIT, 'pass', FIVE, 0)
    await eventually('it is told', () => gates[2]?.purchases.left(LIMIT, 'pass', 0) === 5)
    t.strictSame(gates.map(spendAll), [5, 5, 5])
    await eventually('all have told', () => gates.every(({ said }) => said.length > 0))
    t.strictSame(gates.map(spendAll), [0, 0, 0])
  },
)

t.test('where messages are lost a purchase is good once more for each gate at most', async (t) => {
  const gates = newGates(t, 3, (text) => /,0,[1-9]\d*,0,0\]/.test(text))
  gates[0]?.purchases.buy(LIMIT, 'pass', FIVE, 0)
  await eventually('it is told', () => gates[2]?.purchases.left(LIMIT, 'pass', 0) === 5)
  const spent = gates.map(spendAll)
  t.strictSame(spent, [5, 5, 5], 'what is used is not heard')
  t.strictSame(gates.map(spendAll), [0, 0, 0])
  const [deaf, other] = newGates(t, 2, () => true)
  if (deaf === undefined || other === undefined) return
  deaf.purchases.buy(LIMIT, 'pass', FIVE, 0)
  await eventually('it is told to nobody', () => deaf.said.length === 1)
  t.equal(spendAll(other), 0, 'a proof is asked for again')
})

t.test('prices rise at all gates by what was bought at any', async (t) => {
  const gates = newGates(t, 3)
  const pass = { id: 'pass', provedAtSeconds: 0 } as Pass
  const buyer: Buyer = { site: 'site', pass, network: '192.0.2.0/24' }
  const risks = (): unknown => gates.map(({ prices }) => prices.priceOf(buyer, 0).risk)
  for (const [bought, risk] of [2, 4, 8, 16].entries()) {
    const gate = gates[bought % gates.length]
    gate?.prices.count(buyer)
    await eventually(
      'all know it',
      () => JSON.stringify(risks()) === JSON.stringify([risk, risk, risk]),
    )
  }
  t.strictSame(risks(), [16, 16, 16])
  const neighbour = { ...buyer, pass: { ...pass, id: 'another' } }
  const near = gates.map(({ prices }) => prices.priceOf(neighbour, 0).risk)
  t.equal(new Set(near).size, 1, 'and for neighbours')
})

t.test('what waits for a turn is held at all', async (t) => {
  const [a, b] = newGates(t, 2)
  if (a === undefined || b === undefined) return
  a.purchases.buy(LIMIT, 'pass', FIVE, 0)
  a.purchases.hold(LIMIT, 'pass', 3_600_000, 0)
  a.purchases.hold(LIMIT, 'nobody', 3_600_000, 0)
  await eventually('it is told', () => b.purchases.left(LIMIT, 'pass', 3_000_000) === 5)
  t.equal(b.purchases.left(LIMIT, 'nobody', 0), 0)
})

t.test('what no gate says changes nothing', async (t) => {
  const { limits } = newGates(t, 1)[0] ?? {}
  if (limits === undefined) return
  const row = [LIMIT, 'pass', 5, 0, 0, 0]
  const wrong = [
    '',
    '{',
    'null',
    '7',
    JSON.stringify([[...row, 1]]),
    JSON.stringify([row.slice(1)]),
  ]
  for (const count of [-1, 1.5, 1_001, '5', null]) {
    wrong.push(JSON.stringify([[LIMIT, 'pass', count, 0, 0, 0]]))
  }
  for (const text of wrong) hearBought(text, limits, 0)
  t.equal(limits.purchases.left(LIMIT, 'pass', 0), 0)
  hearBought(JSON.stringify([row]), limits, 0)
  t.equal(limits.purchases.left(LIMIT, 'pass', 0), 5)
})

t.test('a gate that is alone says nothing', async (t) => {
  const [alone] = newGates(t, 1)
  alone?.purchases.buy(LIMIT, 'pass', FIVE, 0)
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  t.strictSame(alone?.said, [])
})
