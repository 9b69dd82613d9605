import t from 'tap'
import {
  attachLimits,
  CODES_MAX,
  createSharedMemory,
  type MemoryOptions,
  type SharedMemory,
} from '../../src/limits/index.ts'
import { hammer, type Job, markOf, THREADS } from './hammer.ts'

const SEED = Uint8Array.from({ length: 16 }, (_, i) => 7 * i)

function memoryOf(options: Partial<MemoryOptions> = {}): SharedMemory {
  return createSharedMemory({
    workers: THREADS,
    seed: SEED,
    rateBucketsLog2: 12,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    spentPlacesLog2: 16,
    ...options,
  })
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)

t.test('four threads together let through what one counter allows', async (t) => {
  const cases: { name: string; job: Job & { kind: 'takes' } }[] = [
    {
      name: '60/min, burst 20, one key, 6 s',
      job: { kind: 'takes', takes: 600, keys: 1, burst: 20, intervalMs: 1000, stepMs: 10 },
    },
    {
      name: 'at one moment',
      job: { kind: 'takes', takes: 20_000, keys: 1, burst: 5000, intervalMs: 1000, stepMs: 0 },
    },
    {
      name: '1000/s, one key',
      job: { kind: 'takes', takes: 20_000, keys: 1, burst: 50, intervalMs: 1, stepMs: 0.125 },
    },
    {
      name: '100 keys',
      job: { kind: 'takes', takes: 20_000, keys: 100, burst: 10, intervalMs: 100, stepMs: 0.5 },
    },
  ]
  for (const { name, job } of cases) {
    const memory = memoryOf()
    const through = sum((await hammer(memory, job)).flat())
    const elapsedMs = (job.takes - job.keys) * job.stepMs
    const want = job.keys * (job.burst + Math.floor(elapsedMs / job.intervalMs))
    t.ok(Math.abs(through - want) <= job.keys, `${name}: ${through}, not ${want}`)
    t.equal(attachLimits(memory, 0).rates.overflows(), 0, `${name}: nobody shared a place`)
  }
})

t.test('four threads that race for the entries of one bucket give each key one', async (t) => {
  const job: Job = { kind: 'claims', rounds: 1500, keys: 4, burst: 3 }
  const memory = memoryOf({ rateBucketsLog2: 0 })
  const results = await hammer(memory, job)
  t.equal(attachLimits(memory, 0).rates.overflows(), 0, 'nobody shared a place')
  const through = Array.from({ length: job.rounds }, (_, i) => sum(results.map((r) => r[i] ?? 0)))
  t.same(
    through.filter((total) => total !== job.keys * job.burst),
    [],
  )
})

t.test('four threads that race to begin and to count a tally lose none', async (t) => {
  const job: Job = { kind: 'adds', rounds: 1500, keys: 4, adds: 3 }
  const results = await hammer(memoryOf(), job)
  const counts = job.adds * THREADS
  const want = (job.keys * counts * (counts + 1)) / 2
  const sums = Array.from({ length: job.rounds }, (_, i) => sum(results.map((r) => r[i] ?? 0)))
  t.same(
    sums.filter((total) => total !== want),
    [],
    'each count from 1 on was returned once',
  )
})

t.test('each serial is issued once and burnt once', async (t) => {
  const memory = memoryOf()
  const issued = (await hammer(memory, { kind: 'issues', count: 5000 })).flat()
  t.equal(new Set(issued).size, THREADS * 5000)
  const burnt = (await hammer(memory, { kind: 'burns', count: 20_000 })).flat()
  t.equal(burnt.length, 20_000, 'no serial twice')
  t.equal(new Set(burnt).size, 20_000, 'and none left out')
})

t.test('each code is used once', async (t) => {
  const memory = memoryOf()
  const { codes } = attachLimits(memory, THREADS)
  for (let code = 0; code < CODES_MAX; code++) codes.add(markOf(code), 1, 0)
  const used = (await hammer(memory, { kind: 'uses', count: CODES_MAX })).flat()
  t.equal(used.length, CODES_MAX, 'no code twice')
  t.equal(new Set(used).size, CODES_MAX, 'and none left out')
})

t.test('what was bought is used once, and what is left is never less than nothing', async (t) => {
  const memory = memoryOf()
  const { purchases } = attachLimits(memory, THREADS)
  purchases.buy('limit', 'pass', { count: 5000, forMs: 1000 }, 0)
  t.equal(sum((await hammer(memory, { kind: 'spends', tries: 2000 })).flat()), 5000)
  t.equal(purchases.left('limit', 'pass', 0), 0)
  t.notOk(purchases.spend('limit', 'pass', 0))
  t.equal(purchases.left('limit', 'pass', 0), 0)
})

t.test('no more enter than the cap allows, and no place stays empty', async (t) => {
  const memory = memoryOf()
  const entered = await hammer(memory, { kind: 'enters', max: 100, tries: 2000 })
  t.equal(sum(entered.flat()), 100)
  const { gauges } = attachLimits(memory, THREADS)
  t.equal(gauges.backendTotal(3), 100)
  for (let worker = 0; worker < THREADS; worker++) gauges.clearRow(worker)
  t.equal(gauges.backendTotal(3), 0, 'and all are gone with their workers')
})

t.test('at no moment are more inside than the cap allows', async (t) => {
  const memory = memoryOf()
  const results = await hammer(memory, { kind: 'visits', max: 2, visits: 20_000 })
  t.same(
    results.map(([tooMany]) => tooMany),
    [0, 0, 0, 0],
  )
  t.ok(sum(results.map(([, entered]) => entered ?? 0)) > 0)
  t.equal(attachLimits(memory, 0).gauges.backendTotal(5), 0, 'all have left')
})

t.test(
  'who has a place for his connection has a share: who else asks just then is no hindrance',
  async (t) => {
    const memory = memoryOf()
    const results = await hammer(memory, { kind: 'connects', max: 40, tries: 40_000 })
    t.same(
      results.map(([refused]) => refused),
      [0, 0, 0, 0],
    )
    t.ok(sum(results.map(([, shared]) => shared ?? 0)) > 1000, 'many')
    t.equal(attachLimits(memory, 0).gauges.connectionTotal(), 0, 'all have left')
  },
)

t.test('at no moment has a network more than its share, and all of it comes back', async (t) => {
  for (const [max, networks] of [
    [16, 1],
    [16, 12],
    [64, 3],
  ] as const) {
    const memory = memoryOf({ markBucketsLog2: 4 })
    const results = await hammer(memory, { kind: 'shares', max, networks, rounds: 40_000 })
    t.same(
      results.map(([tooMany]) => tooMany),
      [0, 0, 0, 0],
      `${max} for ${networks}`,
    )
    t.ok(sum(results.map(([, entered]) => entered ?? 0)) > 1000, `${max} for ${networks}: many`)
    t.equal(attachLimits(memory, 0).gauges.backendTotal(6), 0, `${max} for ${networks}: all left`)
  }
})

t.test('what is reserved by all never passes a cap, and all of it comes back', async (t) => {
  const [networkMax, totalMax] = [400 * 1024, 1000 * 1024]
  for (const networks of [1, 4]) {
    const memory = memoryOf({ markBucketsLog2: 4 })
    const job: Job = { kind: 'keeps', networkMax, totalMax, networks, rounds: 40_000 }
    const results = await hammer(memory, job)
    t.same(
      results.map(([tooMuch]) => tooMuch),
      [0, 0, 0, 0],
      `${networks} networks`,
    )
    t.ok(sum(results.map(([, reserved]) => reserved ?? 0)) > 1000, `${networks} networks: much`)
    const { kept } = attachLimits(memory, 0)
    t.equal(kept.total(), 0, `${networks} networks: all came back`)
    const whole = { place: 0, around: [7, 8], kib: 400 }
    t.ok(
      kept.reserve(
        whole,
        { bytesMax: networkMax, networkMax, totalMax },
        { isForeign: false, isSettled: true },
      ),
      `${networks} networks: of each too`,
    )
  }
})
