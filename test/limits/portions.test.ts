import t from 'tap'
import { type Holder, Portions, portionsOf } from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const holder = (network: number, address: number): Holder => ({
  network: `net ${network}`,
  address: `${network}.${address}`,
})

t.test('an address has a quarter, a network half, and both have the least there is', (t) => {
  t.strictSame(portionsOf(64, 2), { addressMax: 16, networkMax: 32 })
  t.strictSame(portionsOf(6, 2), { addressMax: 2, networkMax: 3 })
  t.strictSame(portionsOf(3, 2), { addressMax: 2, networkMax: 2 })
  t.strictSame(portionsOf(1, 2), { addressMax: 1, networkMax: 1 })
  t.end()
})

t.test('whatever is taken and given back, nobody ever holds more than his portion', (t) => {
  const random = randomFrom(7)
  const pick = (end: number): number => wholeBelow(random, end)
  const portions = new Portions(1_000, { leastMax: 10 })
  const held: { readonly who: Holder; readonly amount: number }[] = []
  const sumOf = (isOne: (who: Holder) => boolean): number =>
    held.reduce((sum, { who, amount }) => (isOne(who) ? sum + amount : sum), 0)
  for (let i = 0; i < 20_000; i++) {
    const who = holder(pick(6), pick(4))
    const amount = 1 + pick(60)
    if (portions.hasRoom(who, amount)) {
      portions.take(who, amount)
      held.push({ who, amount })
    }
    const [done] = pick(2) === 0 ? held.splice(pick(held.length), 1) : []
    if (done !== undefined) portions.giveBack(done.who, done.amount)
    const ofAddress = sumOf(({ address }) => address === who.address)
    const ofNetwork = sumOf(({ network }) => network === who.network)
    const all = sumOf(() => true)
    const isRight =
      ofAddress <= 250 &&
      ofNetwork <= 500 &&
      all <= 1_000 &&
      portions.held === all &&
      portions.ofAddress(who.address) === ofAddress &&
      portions.ofNetwork(who.network) === ofNetwork
    if (!isRight) return void t.fail(`step ${i}: ${ofAddress} ${ofNetwork} ${all}`)
  }
  for (const { who, amount } of held) portions.giveBack(who, amount)
  t.equal(portions.held, 0)
  t.equal(portions.ofNetwork('net 1'), 0)
  t.end()
})
