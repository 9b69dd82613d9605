import t from 'tap'
import { compileNetworks } from '../../../src/client/index.ts'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type Facts } from '../../../src/model/index.ts'
import { NetworkBook } from '../../../src/proxy/bounds/network-book.ts'
import { type FakeClock, fakeClock } from '../../support/clock.ts'
import { factsOf } from '../../support/facts.ts'

const HOUR_MS = 3_600_000

function open(
  tallyBucketsLog2 = 8,
  crowds: readonly string[] = [],
): {
  readonly book: NetworkBook
  readonly clock: FakeClock
  readonly fill: () => void
} {
  const clock = fakeClock(1_800_000_000_000)
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), tallyBucketsLog2 })
  const limits = attachLimits(memory, 0)
  const { tallies } = limits
  const fill = (): void => {
    for (let i = 0; i < 40 * 2 ** tallyBucketsLog2; i++) {
      tallies.add('strangers', `${i}`, 48 * HOUR_MS, clock.steadyMs())
    }
  }
  const book = new NetworkBook(limits, clock, () => compileNetworks(crowds))
  return { book, clock, fill }
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

/** How many looks are free of 30 from each of these addresses, in turns. */
function freeOf(book: NetworkBook, addresses: readonly string[]): number {
  let free = 0
  for (let look = 0; look < 30; look++) {
    for (const address of addresses) {
      if (book.freeLook('a', factsOf({ address }), { count: 20, forMs: 600_000 })) free++
    }
  }
  return free
}

/** An address of each /56 of a /48. */
function near(site: number, count = 256): readonly string[] {
  return Array.from({ length: count }, (_, i) => `2001:db8:${site}:${i.toString(16)}00::1`)
}

t.test('a /48 has the looks of four networks, an IPv6 /32 those of 256', async (t) => {
  const { book, clock } = open()
  t.equal(freeOf(book, near(1)), 80, 'of 256 networks')
  t.equal(freeOf(book, ['2001:db8:2::1']), 20, 'a neighbour has those of his network')
  t.equal(freeOf(book, ['2001:db8:1:ff:1::1']), 0, 'who had one there has no more')
  const far = Array.from({ length: 200 }, (_, i) => near(i + 10, 4)).flat()
  const rest = freeOf(book, far)
  t.ok(rest > 4_000 && rest <= 4_500, `of 800 networks ${rest}: 7/8 of 5,120`)
  t.equal(freeOf(book, ['2001:dc8::1']), 20, 'another provider')
  t.equal(
    freeOf(
      book,
      Array.from({ length: 16 }, (_, i) => `198.51.${i}.7`),
    ),
    320,
    'and in IPv4',
  )
  clock.advance(600_000)
  const again = freeOf(book, near(1))
  t.ok(again >= 40 && again <= 80, `${again} of a new beginning`)
})

t.test('one network of a /48 leaves the others there their looks', async (t) => {
  const { book } = open()
  t.equal(freeOf(book, ['2001:db8:1::1']), 20)
  t.equal(freeOf(book, ['2001:db8:1:100::1']), 20)
  t.equal(freeOf(book, ['2001:db8:1:200::1']), 15, '7/8 of 80, in three')
  t.ok(freeOf(book, ['2001:db8:1:300::1']) > 5)
})

t.test('in a crowd each address has its looks', async (t) => {
  const { book } = open(8, ['198.51.100.0/24', '2001:db8::/32'])
  t.equal(freeOf(book, ['198.51.100.1', '198.51.100.2']), 40)
  t.equal(
    freeOf(
      book,
      Array.from({ length: 32 }, (_, i) => `2001:db8:${i}::1`),
    ),
    640,
  )
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
  const limits = attachLimits(memory, 0)
  const { tallies } = limits
  let kept = 0
  const counting = {
    ...tallies,
    read: tallies.read.bind(tallies),
    add(...asked: Parameters<typeof tallies.add>) {
      kept++
      return tallies.add(...asked)
    },
  }
  const none = compileNetworks([])
  const book = new NetworkBook({ ...limits, tallies: counting }, clock, () => none)
  for (let i = 0; i < 10_000; i++) book.bounded(from(1), `text ${i}`)
  t.equal(kept, 32, '16 texts, each counted once')
})
