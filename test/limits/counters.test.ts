import t from 'tap'
import {
  attachLimits,
  BACKENDS_MAX,
  type Claimant,
  LISTENERS_MAX,
  createSharedMemory,
  type Limits,
  type MemoryOptions,
  type SharedMemory,
  WORKERS_MAX,
} from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const SEED = Uint8Array.from({ length: 16 }, (_, i) => 5 * i + 2)
const DAY_MS = 86_400_000

function memoryOf(options: Partial<MemoryOptions> = {}): SharedMemory {
  return createSharedMemory({
    workers: 2,
    seed: SEED,
    rateBucketsLog2: 0,
    tallyBucketsLog2: 4,
    markBucketsLog2: 4,
    spentPlacesLog2: 10,
    ...options,
  })
}

function limitsOf(options: Partial<MemoryOptions> = {}): Limits {
  return attachLimits(memoryOf(options), 0)
}

t.test('a tally counts within a window that starts with the first', async (t) => {
  const cases: { name: string; windowMs: number; at: number[]; want: number[] }[] = [
    { name: 'a second', windowMs: 1000, at: [0, 1, 999, 1000, 1001], want: [1, 2, 3, 1, 2] },
    { name: 'a week', windowMs: 7 * DAY_MS, at: [0, DAY_MS, 7 * DAY_MS], want: [1, 2, 1] },
    { name: 'a long pause', windowMs: 600_000, at: [0, 600_000, 5_000_000], want: [1, 1, 1] },
  ]
  for (const { name, windowMs, at, want } of cases) {
    for (const start of [300, 2 ** 31 - 500, 2 ** 32 - 500]) {
      const { tallies } = limitsOf()
      const got = at.map((ms) => tallies.add('n', 'k', windowMs, start + ms))
      t.same(got, want, `${name}, from ${start} ms on`)
    }
  }
})

t.test('a tally is read without counting, and each name and key has its own', async (t) => {
  const { tallies } = limitsOf()
  t.equal(tallies.read('n', 'k', 0), 0, 'unknown')
  tallies.add('n', 'k', 1000, 0)
  tallies.add('n', 'k', 1000, 0)
  t.same([tallies.read('n', 'k', 0), tallies.read('n', 'k', 999)], [2, 2])
  t.equal(tallies.read('n', 'k', 1000), 0, 'its window is over')
  t.equal(tallies.read('m', 'k', 0), 0)
  t.equal(tallies.read('n', 'l', 0), 0)
})

t.test('in a full bucket newcomers are forgotten, and it is known that they may be', async (t) => {
  const { tallies } = limitsOf({ tallyBucketsLog2: 0 })
  for (let i = 0; i < 10; i++) t.equal(tallies.add('n', `resident ${i}`, DAY_MS, 0), 1)
  t.notOk(tallies.mayHaveForgotten('n', 'new 1', 0), 'nobody has come')
  t.same(
    ['new 1', 'new 2', 'new 1'].map((key) => tallies.add('n', key, 1000, 0)),
    [0, 0, 0],
  )
  t.equal(tallies.overflows(), 3)
  t.equal(tallies.read('n', 'new 1', 0), 0)
  t.ok(tallies.mayHaveForgotten('n', 'new 1', 0))
  t.ok(tallies.mayHaveForgotten('n', 'new 3', 0), 'nobody remembers who it was')
  t.notOk(tallies.mayHaveForgotten('n', 'resident 3', 0), 'residents are not meant')
  t.equal(tallies.add('n', 'new 4', 5000, 500), 0, 'until the last of those windows is over')
  t.equal(tallies.add('n', 'new 4', 1000, 600), 0)
  t.same(
    [5499, 5500].map((ms) => tallies.mayHaveForgotten('n', 'new 1', ms)),
    [true, false],
  )
  t.same(tallies.read('n', 'resident 3', 6000), 1, 'residents keep their own')
  t.equal(tallies.add('n', 'resident 3', 1000, 6000), 2)
  t.equal(tallies.add('n', 'new 6', 1000, DAY_MS + 999), 0, 'their place is kept for a second more')
  t.equal(tallies.overflows(), 6)
  t.equal(tallies.add('n', 'new 7', 1000, DAY_MS + 1000), 1)
  t.equal(tallies.overflows(), 6, 'then it is free')
  t.ok(tallies.mayHaveForgotten('n', 'new 6', DAY_MS + 1500), 'but it was not for who came before')
})

t.test('however full a table is, nothing is counted that was not done', async (t) => {
  const random = randomFrom(5)
  for (let round = 0; round < 30; round++) {
    const { tallies } = limitsOf({ tallyBucketsLog2: wholeBelow(random, 3) })
    const keys = 1 + wholeBelow(random, 80)
    const windowMs = [50, 1000, DAY_MS][wholeBelow(random, 3)] ?? 50
    const done = new Map<string, number[]>()
    let now = wholeBelow(random, 2 ** 32)
    for (let step = 0; step < 1_000; step++) {
      now += wholeBelow(random, 4)
      const key = `${wholeBelow(random, keys)}`
      const times = (done.get(key) ?? []).filter((ms) => ms > now - windowMs)
      const known = tallies.read('n', key, now)
      const unsure = tallies.mayHaveForgotten('n', key, now)
      if (known > times.length) t.fail(`${known} read of ${times.length}`)
      if (known === 0 && times.length > 0 && !unsure) {
        // Its window may be over where it began before the first of these.
        if ((done.get(key) ?? []).length === times.length) t.fail('forgotten, and nobody knows')
      }
      const counted = tallies.add('n', key, windowMs, now)
      times.push(now)
      done.set(key, times)
      if (counted > times.length) t.fail(`${counted} counted of ${times.length}`)
    }
  }
  t.pass('30 rounds')
})

t.test('a mark lasts as long as the longest asked for, and hits nobody else', async (t) => {
  const { marks } = limitsOf()
  t.notOk(marks.isMarked('revoked', 'a', 0))
  t.ok(marks.mark('revoked', 'a', 1000, 0))
  t.ok(marks.isMarked('revoked', 'a', 999))
  t.notOk(marks.isMarked('revoked', 'a', 1000))
  t.notOk(marks.isMarked('revoked', 'b', 0))
  t.notOk(marks.isMarked('other', 'a', 0))
  t.ok(marks.mark('revoked', 'a', 7 * DAY_MS, 500), 'longer')
  t.ok(marks.mark('revoked', 'a', 10, 600), 'shorter: changes nothing')
  t.ok(marks.isMarked('revoked', 'a', 7 * DAY_MS + 499))
  t.notOk(marks.isMarked('revoked', 'a', 7 * DAY_MS + 500))
  t.ok(marks.mark('revoked', 'a', 1000, 8 * DAY_MS), 'marked anew')
  t.ok(marks.isMarked('revoked', 'a', 8 * DAY_MS))
})

t.test('a full set of marks says so instead of hitting strangers', async (t) => {
  const { marks } = limitsOf({ markBucketsLog2: 0 })
  for (let i = 0; i < 10; i++) t.ok(marks.mark('revoked', `${i}`, 1000, 0))
  t.notOk(marks.mark('revoked', 'one more', 1000, 0))
  t.notOk(marks.isMarked('revoked', 'one more', 0))
  t.notOk(marks.isMarked('revoked', 'a stranger', 0))
  t.ok(marks.mark('revoked', 'one more', 1000, 1000), 'when others have run out there is room')
})

t.test('two keys that share half of their hash are not taken for each other', async (t) => {
  const memory = memoryOf({ markBucketsLog2: 0 })
  const { marks } = attachLimits(memory, 0)
  marks.mark('revoked', 'a', 1000, 0)
  const words = new Int32Array(memory.marks)
  words[2] = (words[2] ?? 0) ^ 1
  t.notOk(marks.isMarked('revoked', 'a', 0))
  t.notOk(marks.mark('revoked', 'a', 1000, 0))
})

t.test('a sweep frees tallies and marks before their time wraps', async (t) => {
  const { tallies, marks, sweep } = limitsOf({ tallyBucketsLog2: 0, markBucketsLog2: 0 })
  const nearlyWrapped = 2 ** 32 - 10
  for (let i = 0; i < 11; i++) tallies.add('n', `${i}`, 1000, 300)
  marks.mark('revoked', 'a', 1000, 300)
  tallies.add('n', 'long', 7 * DAY_MS, 5000)
  t.equal(tallies.read('n', '1', nearlyWrapped), 1, 'unswept, an old count comes back to life')
  t.ok(marks.isMarked('revoked', 'a', nearlyWrapped))
  sweep(6000)
  t.equal(tallies.read('n', '1', nearlyWrapped), 0)
  t.equal(tallies.read('n', '10', nearlyWrapped), 0, 'nor the shared place')
  t.notOk(marks.isMarked('revoked', 'a', nearlyWrapped))
  t.equal(tallies.read('n', 'long', 6000), 1, 'what lives stays')
})

t.test('what a worker left in mid-claim does not stop others', async (t) => {
  const CLAIMED_BY_WORKER_1 = 128 + 1
  const cases: { name: string; run: (limits: Limits) => unknown; want: unknown }[] = [
    {
      name: 'a newcomer takes it over',
      run: ({ tallies }) => tallies.add('n', 'k', 1000, 0),
      want: 1,
    },
    { name: 'a reader sees nothing', run: ({ tallies }) => tallies.read('n', 'k', 0), want: 0 },
    {
      name: 'after a sweep the place is free',
      run: ({ sweep, tallies }) => {
        sweep(0)
        for (let i = 0; i < 9; i++) tallies.add('n', `${i}`, 1000, 0)
        return tallies.overflows()
      },
      want: 0,
    },
  ]
  for (const { name, run, want } of cases) {
    const memory = memoryOf({ tallyBucketsLog2: 0 })
    const limits = attachLimits(memory, 0)
    limits.tallies.add('n', 'k', 1000, 0)
    const words = new Int32Array(memory.tallies)
    const copy = words.slice(0, 3)
    // The key's claim of the dead worker stands in the second place, with the first free.
    words.set([0, 0, 0, copy[0] ?? 0, CLAIMED_BY_WORKER_1, 1], 0)
    t.equal(run(limits), want, name)
    t.equal(limits.tallies.add('n', 'k', 1000, 0), name.startsWith('a newcomer') ? 2 : 1)
  }
})

t.test('a place that is being written by a worker that stands still is passed over', async (t) => {
  const WRITTEN_BY_WORKER_1 = 1 + 1
  const memory = memoryOf({ tallyBucketsLog2: 0, markBucketsLog2: 0 })
  const { rates, tallies, marks } = attachLimits(memory, 0)
  for (const [buffer, stride, entries] of [
    [memory.rates, 2, 7],
    [memory.tallies, 3, 10],
    [memory.marks, 3, 10],
  ] as const) {
    const words = new Int32Array(buffer)
    for (let i = 0; i < entries; i++) words[i * stride + 1] = WRITTEN_BY_WORKER_1
  }
  const rate = { burst: 1, intervalMs: 1000 }
  t.same([rates.take('c', 'k', rate, 0), rates.take('c', 'k', rate, 0)], [0, 1000])
  t.same([tallies.add('n', 'k', 1000, 0), tallies.add('n', 'k', 1000, 0)], [0, 0])
  t.equal(marks.mark('revoked', 'k', 1000, 0), false)
})

/** Somebody of a network of his own, or of a network, who has been here for long. */
function somebody({ hashOf }: Limits, network: string): Claimant {
  return { network: hashOf(network), wider: 0, provider: 0, isSettled: true }
}

t.test('requests in flight and WebSockets are capped for each backend', async (t) => {
  const limits = limitsOf()
  const { gauges } = limits
  const [a, b, c] = ['a', 'b', 'c'].map((name) => somebody(limits, name)) as [
    Claimant,
    ...Claimant[],
  ]
  t.same(
    [a, b!, c!].map((who) => gauges.enterBackend(3, 2, who)),
    [true, true, false],
  )
  t.ok(gauges.enterBackend(4, 2, c!), 'another backend has its own cap')
  t.ok(gauges.enterWebSocket(3, 2, c!), 'and so have WebSockets')
  t.same([gauges.backendTotal(3), gauges.backendTotal(4), gauges.backendTotal(5)], [2, 1, 0])
  t.same([gauges.webSocketTotal(3), gauges.webSocketTotal(4)], [1, 0])
  gauges.leaveBackend(3, a)
  t.ok(gauges.enterBackend(3, 2, a))
  gauges.leaveBackend(5, a)
  t.same(
    [a, b!].map((who) => gauges.enterBackend(5, 1, who)),
    [true, false],
    'a leave too many lifts no cap',
  )
  t.ok(gauges.enterBackend(BACKENDS_MAX - 1, 1, a))
  for (const index of [BACKENDS_MAX, -1]) {
    t.throws(() => gauges.enterBackend(index, 1, a), RangeError)
    t.throws(() => gauges.leaveBackend(index, a), RangeError)
    t.throws(() => gauges.backendTotal(index), RangeError)
    t.throws(() => gauges.enterWebSocket(index, 1, a), RangeError)
    t.throws(() => gauges.leaveWebSocket(index, a), RangeError)
  }
})

t.test('held answers are capped in all and for each network', async (t) => {
  const limits = limitsOf()
  const { gauges } = limits
  const caps = { heldMax: 8, heldPerNetworkMax: 2 }
  const enter = (network: string): boolean => gauges.enterHeld(caps, somebody(limits, network))
  t.same(['a', 'a', 'a'].map(enter), [true, true, false], 'network a is full')
  t.equal(gauges.heldTotal(), 2, 'a refused one is not counted')
  t.same(['b', 'b', 'c', 'd', 'e', 'f', 'g'].map(enter), [
    true,
    true,
    true,
    true,
    true,
    true,
    false,
  ])
  gauges.leaveHeld(somebody(limits, 'a'))
  t.same(['a', 'g'].map(enter), [false, true], 'the last is for who holds nothing')
  t.equal(gauges.heldTotal(), 8)
})

t.test('connections are capped for each listener, for all, and for a network of one', async (t) => {
  const memory = memoryOf()
  const first = attachLimits(memory, 0).gauges
  const second = attachLimits(memory, 1).gauges
  const main = attachLimits(memory, 2).gauges
  const caps = { connectionsMax: 2, openMax: 3 }
  t.same(
    [first, second, first].map((gauges) => gauges.enterConnection(0, caps)),
    [true, true, false],
    'one listener is full, in both workers together',
  )
  t.same([second.enterConnection(15, caps), second.enterConnection(15, caps)], [true, false])
  t.equal(main.connectionTotal(), 3, 'and so are all')
  first.leaveConnection(0)
  t.ok(second.enterConnection(15, caps))
  const share = { max: 32, networkMax: 1 }
  const [a, b] = ['a', 'b'].map((name) => somebody(attachLimits(memory, 0), name)) as [
    Claimant,
    Claimant,
  ]
  t.ok(first.shareConnection(0, share, a))
  t.notOk(second.shareConnection(0, share, a))
  t.ok(second.shareConnection(1, share, a), 'another listener has its own')
  t.ok(second.shareConnection(0, share, b), 'and so has another network')
  main.clearRow(1)
  t.equal(main.connectionTotal(), 0)
  first.unshareConnection(0, a)
  t.ok(second.shareConnection(0, share, a))
  for (const listener of [LISTENERS_MAX, -1]) {
    t.throws(() => first.enterConnection(listener, caps), RangeError)
    t.throws(() => first.leaveConnection(listener), RangeError)
    t.throws(() => first.shareConnection(listener, share, a), RangeError)
  }
})

t.test("a dead worker's row is cleared and the others' stay", async (t) => {
  const memory = memoryOf()
  const first = attachLimits(memory, 0).gauges
  const second = attachLimits(memory, 1).gauges
  const main = attachLimits(memory, 2).gauges
  const a = somebody(attachLimits(memory, 0), 'a')
  const caps = { heldMax: 10, heldPerNetworkMax: 2 }
  first.enterBackend(0, 9, a)
  second.enterBackend(0, 9, a)
  second.enterBackend(0, 9, a)
  first.enterHeld(caps, a)
  second.enterHeld(caps, a)
  t.notOk(first.enterHeld(caps, a))
  main.clearRow(1)
  t.equal(main.backendTotal(0), 1)
  t.equal(main.heldTotal(), 1)
  t.ok(first.enterHeld(caps, a))
  first.leaveBackend(0, a)
  t.equal(main.backendTotal(0), 0)
})

t.test('memory of a wrong shape is refused, and has the size that is written', async (t) => {
  t.throws(() => memoryOf({ seed: new Uint8Array(15) }), RangeError)
  t.throws(() => memoryOf({ workers: WORKERS_MAX + 1 }), RangeError)
  t.throws(() => memoryOf({ workers: -1 }), RangeError)
  t.throws(() => attachLimits(memoryOf(), 3), RangeError)
  t.throws(() => attachLimits(memoryOf(), -1), RangeError)
  const memory = createSharedMemory({ workers: 1, seed: SEED })
  const { rates, tallies, marks } = memory
  const bytes = [rates, tallies, marks].map((buffer) => buffer.byteLength)
  t.same(bytes, [32 * 2 ** 20, 8 * 2 ** 20, 2 ** 19])
  t.equal(memory.spent.byteLength, 64 + 2 * 2 ** 20)
})

t.test(
  'requests under way are counted by key in all workers, and end with their worker',
  async (t) => {
    const memory = memoryOf()
    const first = attachLimits(memory, 0).gauges
    const second = attachLimits(memory, 1).gauges
    t.ok(first.enterKey('c', 'a', 2))
    t.ok(second.enterKey('c', 'a', 2))
    t.notOk(first.enterKey('c', 'a', 2), 'both count')
    t.ok(first.enterKey('c', 'b', 2), 'another key does not')
    t.ok(first.enterKey('d', 'a', 2), 'nor does another counter')
    second.leaveKey('c', 'a')
    t.ok(first.enterKey('c', 'a', 2))
    t.notOk(second.enterKey('c', 'a', 2))
    attachLimits(memory, 2).gauges.clearRow(0)
    t.ok(second.enterKey('c', 'a', 1), 'a worker that died holds nothing')
  },
)

t.test('a lot is the same in all workers, and spread evenly', async (t) => {
  const memory = memoryOf()
  const [one, other] = [attachLimits(memory, 0), attachLimits(memory, 1)]
  const lots = Array.from({ length: 2000 }, (_, i) => one.lotOf('read', `203.0.113.${i}/24`))
  t.ok(lots.every((lot) => lot >= 0 && lot < 1))
  const low = lots.filter((lot) => lot < 0.1).length
  t.ok(low > 150 && low < 250, `${low} of 2000 draw below a tenth`)
  t.equal(one.lotOf('read', 'x'), other.lotOf('read', 'x'))
  t.not(one.lotOf('read', 'x'), one.lotOf('write', 'x'), 'each trial draws anew')
})
