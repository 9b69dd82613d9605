import t from 'tap'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type Facts } from '../../../src/model/index.ts'
import { NetworkBook } from '../../../src/proxy/bounds/network-book.ts'
import { type FakeClock, fakeClock } from '../../support/clock.ts'
import { factsOf } from '../../support/facts.ts'

const HOUR_MS = 3_600_000

function open(tallyBucketsLog2 = 8): {
  readonly book: NetworkBook
  readonly clock: FakeClock
  readonly fill: () => void
} {
  const clock = fakeClock(1_800_000_000_000)
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), tallyBucketsLog2 })
  const { tallies } = attachLimits(memory, 0)
  const fill = (): void => {
    for (let i = 0; i < 40 * 2 ** tallyBucketsLog2; i++) {
      tallies.add('strangers', `${i}`, 48 * HOUR_MS, clock.steadyMs())
    }
  }
  return { book: new NetworkBook(tallies, clock), clock, fill }
}

const from = (network: number): Facts =>
  factsOf({ address: `198.${18 + (network >> 8)}.${network & 255}.7` })

t.test('where a pass was shown is known for some hours', async (t) => {
  const { book, clock } = open()
  t.notOk(book.isKnown(from(1)))
  book.passShown(from(1))
  for (let hour = 0; hour < 6; hour++) {
    t.ok(book.isKnown(from(1)), `after ${hour} hours`)
    clock.advance(HOUR_MS)
  }
  t.notOk(book.isKnown(from(2)), 'another network')
  clock.advance(6 * HOUR_MS)
  t.notOk(book.isKnown(from(1)), 'after 12 hours')
})

t.test('a pass that is shown again and again keeps its network known', async (t) => {
  const { book, clock } = open()
  for (let minute = 0; minute < 48 * 60; minute += 10) {
    book.passShown(from(1))
    clock.advance(10 * 60_000 - 1)
    t.ok(book.isKnown(from(1)), `${minute}`)
    clock.advance(1)
  }
})

t.test('so many looks of a network are free within the time', async (t) => {
  const { book, clock } = open()
  const looks = { count: 3, forMs: 600_000 }
  const take = (network: number, counter = 'a') => book.freeLook(counter, from(network), looks)
  t.same(
    [1, 1, 1, 1].map((n) => take(n)),
    [true, true, true, false],
  )
  t.ok(take(2), 'another network')
  t.ok(take(1, 'b'), 'another limit')
  clock.advance(599_999)
  t.notOk(take(1))
  clock.advance(1)
  t.ok(take(1), 'a new beginning')
})

t.test('a swarm that fills the table has no looks without end', async (t) => {
  const { book, fill } = open(2)
  t.ok(book.freeLook('a', from(1), { count: 2, forMs: 600_000 }))
  fill()
  t.ok(book.freeLook('a', from(1), { count: 2, forMs: 600_000 }), 'who was there keeps theirs')
  const free = Array.from({ length: 500 }, (_, i) =>
    book.freeLook('a', from(i + 2), { count: 20, forMs: 600_000 }),
  )
  t.same(new Set(free), new Set([false]))
})

t.test('of texts that a network makes up 16 count by themselves, all others as one', async (t) => {
  const { book, clock } = open()
  const own = Array.from({ length: 16 }, (_, i) => `text ${i}`)
  t.same(
    own.map((text) => book.bounded(from(1), text)),
    own,
  )
  const others = Array.from({ length: 1_000 }, (_, i) => book.bounded(from(1), `other ${i}`))
  t.equal(new Set(others).size, 1)
  t.notOk(own.includes(others[0] ?? ''))
  t.same(
    own.map((text) => book.bounded(from(1), text)),
    own,
    'what was there stays',
  )
  t.equal(book.bounded(from(2), 'other 1'), 'other 1', 'another network')
  clock.advance(600_000)
  t.equal(book.bounded(from(1), 'other 1'), 'other 1', 'after ten minutes')
})

t.test('texts make no more entries than so many for each network', async (t) => {
  const clock = fakeClock(1_800_000_000_000)
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), tallyBucketsLog2: 8 })
  const { tallies } = attachLimits(memory, 0)
  let kept = 0
  const counting = {
    ...tallies,
    read: tallies.read.bind(tallies),
    add(...asked: Parameters<typeof tallies.add>) {
      kept++
      return tallies.add(...asked)
    },
  }
  const book = new NetworkBook(counting, clock)
  for (let i = 0; i < 10_000; i++) book.bounded(from(1), `text ${i}`)
  t.equal(kept, 32, '16 texts, each counted once')
})
