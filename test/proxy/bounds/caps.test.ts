import t from 'tap'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type Rate, type SilentDoor } from '../../../src/model/index.ts'
import { Caps, type Price } from '../../../src/proxy/bounds/caps.ts'
import { Stocks } from '../../../src/proxy/bounds/stocks.ts'
import { type Surroundings } from '../../../src/proxy/bounds/surroundings.ts'
import { fakeClock } from '../../support/clock.ts'
import { surroundingsAt } from '../../support/facts.ts'

const RATE: Rate = { intervalMs: 60_000, burst: 3 }
const SILENT = { passesPerNetwork: RATE }
const SLOW = { waitMs: 1, heldMax: 1, heldPerNetworkMax: 1, passesPerNetwork: RATE }

function open(crowds: readonly string[] = []) {
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16) })
  const limits = attachLimits(memory, 0)
  const clock = fakeClock(0)
  const caps = new Caps(limits, new Stocks(limits, clock.steadyMs), clock.steadyMs)
  const at = (address: string): Surroundings => surroundingsAt(address, crowds)
  return {
    clock,
    takeSlow: (address: string): number => caps.takeSlow(at(address), SLOW),
    priceOf: (address: string, door: SilentDoor = SILENT) => caps.priceOf(at(address), door),
    /** Earns a pass at the silent door: for what price. */
    earn: (address: string, door: SilentDoor = SILENT): Price => {
      const price = caps.priceOf(at(address), door)
      caps.countSilent(at(address), door, price)
      return price
    },
  }
}

type Opened = ReturnType<typeof open>

/** Passes that one address after the other earns until there is no more room. */
function slowPasses({ takeSlow }: Opened, addresses: readonly string[]): number {
  return addresses.filter((address) => takeSlow(address) === 0).length
}

function times(count: number, address: (i: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, i) => address(i))
}

t.test('a network earns its burst of passes, then as many as the rate says', async (t) => {
  const gate = open()
  const addresses = times(10, (i) => `203.0.113.${i}`)
  t.equal(slowPasses(gate, addresses), 3)
  gate.clock.advance(60_000)
  t.equal(slowPasses(gate, addresses), 1)
  t.equal(gate.takeSlow('203.0.113.1'), 60_000, 'and it is told when')
})

t.test('what is around a network has room for four, a provider for eight', async (t) => {
  const cases = [
    { name: 'a /24', addresses: times(300, (i) => `10.0.0.${i % 250}`), want: 3 },
    { name: 'a /20', addresses: times(300, (i) => `10.0.${i % 16}.1`), want: 12 },
    { name: 'two /20', addresses: times(300, (i) => `10.0.${i % 32}.1`), want: 24 },
    { name: 'a /56', addresses: times(300, (i) => `2001:db8:0:${i % 90}::1`), want: 3 },
    { name: 'a /48', addresses: times(300, (i) => `2001:db8:0:${(i % 100) * 100}::1`), want: 12 },
    { name: 'a /32', addresses: times(300, (i) => `2001:db8:${i}::1`), want: 24 },
  ]
  for (const { name, addresses, want } of cases) {
    t.equal(slowPasses(open(), addresses), want, name)
  }
})

t.test('in a crowd each address earns what a network may, whatever lies around it', async (t) => {
  const crowds = ['10.0.0.0/16', '2001:db8::/32']
  for (const [addresses, want] of [
    [times(90, (i) => `10.0.0.${i % 30}`), 90],
    [times(90, (i) => `2001:db8:0:${i % 30}::1`), 90],
    [times(8, (i) => `2001:db8:0:1::${i + 1}`), 3],
  ] as const) {
    t.equal(slowPasses(open(crowds), addresses), want)
  }
  const gate = open(crowds)
  for (let i = 0; i < 12; i++) gate.earn('10.0.0.1')
  t.equal(gate.priceOf('10.0.0.1').risk, 16)
  t.match(gate.priceOf('10.0.0.2'), { risk: 1, waitMs: 0 }, 'a neighbour pays as usual')
})

t.test('the silent door refuses nobody: it asks for more work', async (t) => {
  const { earn, priceOf, takeSlow, clock } = open()
  const [near, far] = ['203.0.113.1', '203.0.114.1']
  t.strictSame(
    times(4, () => near).map((address) => earn(address).risk),
    [1, 1, 1, 4],
  )
  t.equal(priceOf(far).risk, 1, 'others pay the usual price')
  t.equal(takeSlow(near), 0, 'the other door counts for itself')
  const wide = { passesPerNetwork: { ...RATE, burst: 60 } }
  t.equal(priceOf(near, wide).risk, 1, 'a farm, or a school')
  clock.advance(60_000)
  t.equal(priceOf(near).risk, 1)
})

t.test(
  '60 passes at the usual price, 60 at four, 60 at sixteen times, then one in ten seconds',
  async (t) => {
    const { earn, priceOf, clock } = open()
    const door = { passesPerNetwork: { intervalMs: 10_000, burst: 60 } }
    const address = '203.0.113.1'
    const prices = times(181, () => address).map((from) => earn(from, door))
    t.ok(
      prices.every(({ waitMs }) => waitMs === 0),
      'none of them is waited for',
    )
    const want = [1, 4, 16].flatMap((risk) => Array.from({ length: 60 }, () => risk))
    t.strictSame(
      prices.map(({ risk }) => risk),
      [...want, 16],
    )
    t.match(priceOf(address, door), { waitMs: 10_000, risk: 16 })
    t.equal(earn('203.0.113.2', door).waitMs, 0, 'a neighbour that had none is next')
    t.equal(priceOf('203.0.113.3', door).waitMs, 10_000, 'one in ten seconds, too')
    t.equal(priceOf('203.0.114.1', door).risk, 1, 'the next network pays as usual')
    clock.advance(10_000)
    t.match(priceOf(address, door), { waitMs: 0, risk: 1 })
  },
)

t.test(
  'what its neighbours took of the /20 makes a network pay four times, never more',
  async (t) => {
    const { earn } = open()
    const door = { passesPerNetwork: { intervalMs: 10_000, burst: 60 } }
    for (let i = 0; i < 8; i++) {
      for (let pass = 0; pass < 60; pass++) earn(`203.0.${112 + i}.1`, door)
    }
    const risks = times(121, () => '203.0.120.1').map((address) => earn(address, door).risk)
    t.strictSame([...new Set(risks.slice(1, 120))], [4])
    t.equal(risks[120], 16, 'for its own')
  },
)
