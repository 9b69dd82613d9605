import t from 'tap'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type Rate } from '../../../src/model/index.ts'
import { Caps } from '../../../src/proxy/bounds/caps.ts'
import { Stocks } from '../../../src/proxy/bounds/stocks.ts'
import { fakeClock } from '../../support/clock.ts'
import { surroundingsAt } from '../../support/facts.ts'

/** The defaults: 12 a minute at the slow door. */
const SLOW_RATE: Rate = { intervalMs: 5_000, burst: 12 }
const SLOW = { waitMs: 1, heldMax: 1, heldPerNetworkMax: 1, passesPerNetwork: SLOW_RATE }

function open() {
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16) })
  const clock = fakeClock(0)
  const limits = attachLimits(memory, 0)
  const caps = new Caps(limits, new Stocks(limits, clock.steadyMs), clock.steadyMs)
  const press = (address: string): boolean => caps.takeSlow(surroundingsAt(address), SLOW) === 0
  return { caps, clock, press }
}

/** Presses whatever the door gives, from every address, each second. */
function hammer(
  { clock, press }: Pick<ReturnType<typeof open>, 'clock' | 'press'>,
  addresses: readonly string[],
  seconds: number,
): number {
  let got = 0
  for (let second = 0; second < seconds; second++) {
    for (const address of addresses) while (press(address)) got++
    clock.advance(1_000)
  }
  return got
}

t.test('what four networks take leaves their twelve neighbours theirs', async (t) => {
  const gate = open()
  const takers = [0, 1, 2, 3].map((i) => `198.51.${96 + i}.7`)
  hammer(gate, takers, 300)
  for (let i = 4; i < 16; i++) t.ok(gate.press(`198.51.${96 + i}.9`), `neighbour ${i}`)
  hammer(gate, takers, 60)
  // All the while they go on, each neighbour gets one a minute.
  for (let minute = 0; minute < 10; minute++) {
    for (let i = 4; i < 16; i++) {
      hammer(gate, takers, 5)
      t.ok(gate.press(`198.51.${96 + i}.9`), `neighbour ${i}, minute ${minute}`)
    }
  }
})

t.test('together they never get more than the network around them has', async (t) => {
  const gate = open()
  const all = Array.from({ length: 16 }, (_, i) => `198.51.${96 + i}.7`)
  t.ok(hammer(gate, all, 1) <= 48, 'at once')
  hammer(gate, all, 120)
  const inTenMinutes = hammer(gate, all, 600)
  t.ok(inTenMinutes > 380 && inTenMinutes <= 480, `${inTenMinutes} in ten minutes`)
})

t.test('a provider of an IPv6 /32 is shared out among its customers as well', async (t) => {
  const gate = open()
  const takers = Array.from({ length: 12 }, (_, i) => `2001:db8:${i + 1}::1`)
  hammer(gate, takers, 300)
  for (let i = 0; i < 5; i++) t.ok(gate.press(`2001:db8:a${i}::1`), `customer ${i}`)
})

t.test('one address may have all of its network, and leaves others theirs', async (t) => {
  const gate = open()
  let got = 0
  while (gate.press('203.0.113.7')) got++
  t.equal(got, 12)
  hammer(gate, ['203.0.113.7'], 60)
  while (gate.press('203.0.113.7'));
  t.ok(gate.press('203.0.113.8'), 'a neighbour')
  t.notOk(gate.press('203.0.113.8'), 'who has had one')
  t.ok(gate.press('203.0.113.9'))
  t.ok(gate.press('203.0.113.10'))
  t.notOk(gate.press('203.0.113.11'), 'a quarter more, in all')
})

t.test('the wait that is told is enough where nobody else comes', async (t) => {
  const takers = [0, 1, 2, 3, 4].map((i) => surroundingsAt(`198.51.${96 + i}.7`))
  for (const address of takers) {
    const { caps, clock } = open()
    for (const other of takers) while (caps.takeSlow(other, SLOW) === 0);
    const waitMs = caps.takeSlow(address, SLOW)
    t.ok(waitMs > 0 && waitMs < 60_000, `${waitMs} ms`)
    clock.advance(waitMs)
    t.equal(caps.takeSlow(address, SLOW), 0)
  }
})
