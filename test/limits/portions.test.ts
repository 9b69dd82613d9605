import t from 'tap'
import { type Claimant, type Holder, Portions } from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const holder = (network: number, address: number): Holder => ({
  network: `net ${network}`,
  address: `${network}.${address}`,
})

/** How much of `max` one gets by one, and then another of another network. */
function filled(max: number, whom: (i: number) => Holder): number {
  const portions = new Portions(max, { leastMax: 2, most: 1 })
  for (let i = 0; i < 2 * max; i++) if (portions.hasRoom(whom(i))) portions.take(whom(i))
  return portions.held
}

/** The same for things of some sizes. */
const held = (whom: (i: number) => Holder): number[] =>
  [64, 16, 6, 3, 1].map((max) => filled(max, whom))

t.test('an address has a quarter, a network 44 %, and both have two where there are two', (t) => {
  t.strictSame(
    held(() => holder(1, 1)),
    [16, 4, 2, 2, 1],
  )
  t.strictSame(
    held((i) => holder(1, i)),
    [28, 7, 3, 2, 1],
  )
  t.strictSame(
    held((i) => holder(i, 1)),
    [64, 16, 6, 3, 1],
  )
  t.end()
})

const AROUND: Claimant = { network: 1, wider: 7, provider: 8, isSettled: false }

/** Somebody of another network each time, in some networks around. */
const within = (change: Partial<Claimant>) => (i: number) => ({
  ...holder(i, 1),
  claimant: { ...AROUND, ...change },
})

t.test('networks around bind those alone who hold no pass', (t) => {
  t.equal(filled(96, within({})), 56, 'two thirds of 84')
  t.equal(filled(96, within({ wider: 0 })), 68, 'four fifths of it')
  t.equal(filled(96, within({ wider: 0, provider: 0 })), 90, 'half of the reserve')
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
      ofNetwork <= 437 &&
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
