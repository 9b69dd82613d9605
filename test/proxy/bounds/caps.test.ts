import t from 'tap'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type Rate } from '../../../src/model/index.ts'
import { Caps } from '../../../src/proxy/bounds/caps.ts'
import { fakeClock } from '../../support/clock.ts'
import { addressOf } from '../../support/facts.ts'

const RATE: Rate = { intervalMs: 60_000, burst: 3 }
const SILENT = { passesPerNetwork: RATE }
const SLOW = { waitMs: 1, heldMax: 1, heldPerNetworkMax: 1, passesPerNetwork: RATE }

function open() {
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16) })
  const clock = fakeClock(0)
  return { caps: new Caps(attachLimits(memory, 0), clock.steadyMs), clock }
}

/** Passes that one address after the other earns until there is no more room. */
function slowPasses(caps: Caps, addresses: readonly string[]): number {
  let earned = 0
  for (const address of addresses) if (caps.takeSlow(addressOf(address), SLOW) === 0) earned++
  return earned
}

function times(count: number, address: (i: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, i) => address(i))
}

t.test('a network earns its burst of passes, then as many as the rate says', async (t) => {
  const { caps, clock } = open()
  t.equal(
    slowPasses(
      caps,
      times(10, (i) => `203.0.113.${i}`),
    ),
    3,
  )
  clock.advance(60_000)
  t.equal(
    slowPasses(
      caps,
      times(10, (i) => `203.0.113.${i}`),
    ),
    1,
  )
  t.equal(caps.takeSlow(addressOf('203.0.113.1'), SLOW), 60_000, 'and it is told when')
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
    t.equal(slowPasses(open().caps, addresses), want, name)
  }
})

t.test('the silent door refuses nobody: it asks for more work', async (t) => {
  const { caps, clock } = open()
  const [near, far] = [addressOf('203.0.113.1'), addressOf('203.0.114.1')]
  const risks: number[] = []
  for (let i = 0; i < 4; i++) {
    risks.push(caps.riskOf(near, SILENT))
    caps.countSilent(near, SILENT)
  }
  t.strictSame(risks, [1, 1, 1, 4])
  t.equal(caps.riskOf(far, SILENT), 1, 'others pay the usual price')
  t.equal(caps.takeSlow(near, SLOW), 0, 'the other door counts for itself')
  t.equal(caps.riskOf(near, { passesPerNetwork: { ...RATE, burst: 60 } }), 1, 'a farm, or a school')
  clock.advance(60_000)
  t.equal(caps.riskOf(near, SILENT), 1)
})

t.test(
  '60 passes at the usual price, 60 at four, 60 at sixteen times, then one in ten seconds',
  async (t) => {
    const { caps, clock } = open()
    const door = { passesPerNetwork: { intervalMs: 10_000, burst: 60 } }
    const address = addressOf('203.0.113.1')
    const risks: number[] = []
    for (let i = 0; i < 181; i++) {
      t.equal(caps.paceMs(address, door), 0, `pass ${i + 1} is not waited for`)
      risks.push(caps.riskOf(address, door))
      caps.countSilent(address, door)
    }
    const want = [1, 4, 16].flatMap((risk) => Array.from({ length: 60 }, () => risk))
    t.strictSame(risks, [...want, 16])
    t.equal(caps.paceMs(address, door), 10_000)
    t.equal(caps.riskOf(address, door), 16)
    t.equal(caps.paceMs(addressOf('203.0.113.2'), door), 0, 'a neighbour that had none is next')
    caps.countSilent(addressOf('203.0.113.2'), door)
    t.equal(caps.paceMs(addressOf('203.0.113.3'), door), 10_000, 'one in ten seconds, too')
    t.strictSame(
      [caps.riskOf(addressOf('203.0.114.1'), door)],
      [1],
      'the next network pays as usual',
    )
    clock.advance(10_000)
    t.strictSame([caps.paceMs(address, door), caps.riskOf(address, door)], [0, 1])
  },
)

t.test(
  'what its neighbours took of the /20 makes a network pay four times, never more',
  async (t) => {
    const { caps } = open()
    const door = { passesPerNetwork: { intervalMs: 10_000, burst: 60 } }
    for (let i = 0; i < 8; i++) {
      const address = addressOf(`203.0.${112 + i}.1`)
      for (let pass = 0; pass < 60; pass++) caps.countSilent(address, door)
    }
    const address = addressOf('203.0.120.1')
    const risks: number[] = []
    for (let pass = 0; pass < 121; pass++) {
      risks.push(caps.riskOf(address, door))
      caps.countSilent(address, door)
    }
    t.strictSame([...new Set(risks.slice(1, 120))], [4])
    t.equal(risks[120], 16, 'for its own')
  },
)
