import t from 'tap'
import { type Taking } from '../../src/limits/index.ts'
import { Accounts } from '../../src/store/accounts.ts'

const GATES = 4

/** `burst / (2 x gates)` is two requests. */
function taking(key: number, { intervalMs = 1_000, burst = 16 } = {}): Taking {
  return { place: { low: key, high: 0 }, low: key, high: 0, intervalMs, burst }
}

function keysOf(parts: ReturnType<Accounts['cut']>): readonly (readonly [number, number])[] {
  return parts.map(({ account, count }) => [account.taking.low, count])
}

t.test(
  'what is above 1 / (2 x gates) of its limit is told at once, with all that is untold',
  async (t) => {
    const accounts = new Accounts()
    for (let i = 0; i < 2; i++) accounts.add(taking(1), 0, GATES)
    t.strictSame(keysOf(accounts.cut(9, 100)), [])
    accounts.add(taking(1), 150, GATES)
    accounts.add(taking(2, { burst: 1 }), 150, GATES)
    t.strictSame(keysOf(accounts.cut(9, 200)), [
      [1, 3],
      [2, 1],
    ])
    t.strictSame(keysOf(accounts.cut(9, 300)), [], 'once')
  },
)

t.test('a key that the store knows to be above it is told of with each request', async (t) => {
  const accounts = new Accounts()
  for (let i = 0; i < 3; i++) accounts.add(taking(1), 0, GATES)
  const [part] = accounts.cut(9, 0)
  if (part !== undefined) part.account.untilMs = 60_000
  accounts.add(taking(1), 50_000, GATES)
  t.strictSame(keysOf(accounts.cut(9, 50_000)), [[1, 1]])
  accounts.add(taking(1), 59_500, GATES)
  t.strictSame(keysOf(accounts.cut(9, 59_500)), [], 'it has fallen below it')
})

t.test(
  'less is told after ten seconds, the oldest first, and forgotten when it is over',
  async (t) => {
    const accounts = new Accounts()
    accounts.add(taking(1), 0, GATES)
    accounts.add(taking(2), 500, GATES)
    accounts.add(taking(1), 900, GATES)
    t.strictSame(keysOf(accounts.cut(9, 9_999)), [])
    t.strictSame(keysOf(accounts.cut(1, 10_500)), [[1, 2]], 'as many as there is room for')
    t.strictSame(keysOf(accounts.cut(9, 10_500)), [[2, 1]])
    t.equal(accounts.size, 2)
    accounts.cut(9, 20_500)
    t.equal(accounts.size, 0)
  },
)

t.test('nobody waits for ever behind one that asks again and again', async (t) => {
  const accounts = new Accounts()
  const told: number[] = []
  for (let nowMs = 0; nowMs < 40_000; nowMs += 100) {
    // One each nine seconds, told each time that ten have gone by; the other came once, later.
    if (nowMs % 9_000 === 0) accounts.add(taking(1), nowMs, GATES)
    if (nowMs === 5_000) accounts.add(taking(2), nowMs, GATES)
    for (const [key] of keysOf(accounts.cut(9, nowMs))) told.push(key)
  }
  t.ok(told.includes(2))
  t.ok(told.filter((key) => key === 1).length >= 2)
})

t.test(
  'in a flood of ever new keys the oldest are told early, and the rest is counted',
  async (t) => {
    const accounts = new Accounts()
    for (let key = 0; key < 70_000; key++) accounts.add(taking(key), 0, GATES)
    t.equal(accounts.size, 65_536)
    t.equal(accounts.forgotten, 70_000 - 65_536)
    t.strictSame(keysOf(accounts.cut(2, 0)), [
      [0, 1],
      [1, 1],
    ])
    accounts.add(taking(3), 0, GATES)
    accounts.forget()
    t.equal(accounts.size, 0)
    t.equal(accounts.forgotten, 70_000 - 2 + 1)
  },
)
