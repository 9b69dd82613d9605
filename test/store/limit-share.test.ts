import t from 'tap'
import { SHAPES } from '../../bench/store/shapes.ts'
import { mostWithin, simulate } from '../../bench/store/simulation.ts'
import { attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { type Rate } from '../../src/model/index.ts'
import { type Charge, type Engine, StoreFault } from '../../src/store/engine.ts'
import { LimitShare } from '../../src/store/limit-share.ts'

const RATES: readonly Rate[] = [
  { intervalMs: 1_000, burst: 60 },
  { intervalMs: 100, burst: 20 },
  { intervalMs: 20, burst: 300 },
  { intervalMs: 60_000, burst: 1 },
]

const SECRETS = { seed: new Uint8Array(16), names: new Uint8Array(32) }

for (const [name, shape] of Object.entries(SHAPES)) {
  // The fewer there are, the less there is to find.
  for (const gates of name === 'together' ? [2, 4] : [4]) {
    t.test(`${gates} gates keep the bound: ${name}`, async (t) => {
      for (const rate of RATES) {
        const passed = await simulate(shape, { rate, gates, forMs: 30_000 })
        for (const windowMs of [1_000, 10_000, 30_000]) {
          const one = rate.burst + windowMs / rate.intervalMs
          const bound = one + (gates - 1) * (rate.burst + 200 / rate.intervalMs)
          const most = mostWithin(passed, windowMs)
          t.ok(most <= bound, `${most} of ${bound} in ${windowMs} ms, burst ${rate.burst}`)
          t.ok(most > 0)
        }
      }
    })
  }
}

t.test('an attack gets no more in the long run than from one gate', async (t) => {
  const rate: Rate = { intervalMs: 100, burst: 20 }
  for (const name of ['even', 'moving every second', 'creeping']) {
    const shape = SHAPES[name] ?? (() => t.fail(name))
    const most = mostWithin(await simulate(shape, { rate, gates: 4, forMs: 600_000 }), 600_000)
    t.ok(most <= 1.02 * (20 + 6_000), `${name}: ${most}`)
  }
})

interface Scene {
  readonly share: LimitShare
  readonly batches: { id: string; charges: readonly Charge[] }[]
  /** What the store answers from now on. */
  readonly answer: (how: (charges: readonly Charge[]) => readonly number[]) => void
  readonly advance: (ms: number) => void
  readonly take: (count: number, key?: string) => void
  readonly wait: (key?: string) => number
}

/** One gate of two, and a store that answers as it is told. */
function makeScene(): Scene {
  const memory = createSharedMemory({
    workers: 1,
    seed: new Uint8Array(16),
    rateBucketsLog2: 4,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    spentPlacesLog2: 10,
    waitingRooms: 1,
  })
  const { rates } = attachLimits(memory, 0)
  const batches: Scene['batches'] = []
  let nowMs = 1_000
  let answer = nothingAhead
  const engine: Pick<Engine, 'charge'> = {
    charge: async (id, charges) => {
      batches.push({ id, charges })
      return answer(charges)
    },
  }
  const share = new LimitShare({
    takings: attachLimits(memory, 1).takings,
    engine,
    steadyMs: () => nowMs,
    gates: () => 2,
    gate: 'a',
  })
  share.follow(SECRETS)
  const rate: Rate = { intervalMs: 1_000, burst: 10 }
  return {
    share,
    batches,
    answer: (how) => (answer = how),
    advance: (ms) => (nowMs += ms),
    take: (count, key = 'client') => {
      for (let i = 0; i < count; i++) rates.take('limit', key, rate, nowMs)
    },
    wait: (key = 'client') => rates.look('limit', key, rate, nowMs),
  }
}

function nothingAhead(charges: readonly Charge[]): readonly number[] {
  return charges.map(() => 0)
}

function fail(): never {
  throw new StoreFault('silent', 'no answer')
}

t.test('the store is told what was taken, since when, and what nothing true exceeds', async (t) => {
  const { share, batches, take, advance, answer } = makeScene()
  answer((charges) => charges.map(() => 4_000_000))
  take(4)
  await share.round()
  advance(50)
  take(2)
  await share.round()
  t.match(batches, [
    { id: 'a-1', charges: [{ costUs: 4_000_000, ageUs: 0, capUs: 30_600_000 }] },
    { id: 'a-2', charges: [{ costUs: 2_000_000, ageUs: 0 }] },
  ])
  t.match(batches[0]?.charges[0]?.key, /^[\w-]{22}$/)
  t.equal(batches[0]?.charges[0]?.key, batches[1]?.charges[0]?.key)
  t.equal(share.keysTold, 2)
})

t.test(
  'a batch is sent again under its number until it is answered, with what it had',
  async (t) => {
    const { share, batches, take, advance, answer, wait } = makeScene()
    answer(fail)
    take(4)
    await t.rejects(share.round(), /no answer/)
    advance(100)
    take(1)
    await t.rejects(share.round(), /no answer/)
    answer((charges) => charges.map(() => 12_000_000))
    await share.round()
    t.strictSame(
      batches.map(({ id }) => id),
      ['a-1', 'a-1', 'a-1'],
    )
    t.match(batches[2]?.charges, [{ costUs: 4_000_000, ageUs: 100_000 }])
    t.equal(wait(), 12_000 + 1_000 - 9_000, 'what the store did not know comes on top')
    await share.round()
    t.match(batches[3], { id: 'a-2', charges: [{ costUs: 1_000_000 }] })
  },
)

t.test('what is untold for ten seconds is forgiven, and all that was after it', async (t) => {
  const { share, batches, take, advance, answer } = makeScene()
  answer(fail)
  take(4)
  await t.rejects(share.round())
  advance(10_001)
  take(2)
  await t.rejects(share.round())
  t.equal(share.forgotten, 6)
  t.equal(share.waiting, 0)
  answer((charges) => charges.map(() => 0))
  await share.round()
  t.equal(batches.length, 2, 'nothing is left to tell')
})

t.test('a store that lies limits nobody for longer than all gates could', async (t) => {
  const { share, take, answer, wait } = makeScene()
  answer((charges) => charges.map(() => 10 ** 15))
  take(4)
  await share.round()
  t.equal(wait(), 30_600 - 9_000)
  answer((charges) => charges.map(() => -5))
  take(1, 'other')
  await share.round()
  t.equal(wait('other'), 0)
})

t.test('one batch is under way at a time, and what is taken meanwhile is read', async (t) => {
  const { share, batches, take, answer } = makeScene()
  take(4)
  const first = share.round()
  take(3)
  const second = share.round()
  await Promise.all([first, second])
  t.equal(batches.length, 1)
  answer((charges) => charges.map(() => 0))
  await share.round()
  t.match(batches[1]?.charges, [{ costUs: 3_000_000 }])
})

t.test('another ring makes other names; none ends it', async (t) => {
  const { share, batches, take } = makeScene()
  take(4)
  await share.round()
  share.follow({ ...SECRETS, names: new Uint8Array(32).fill(1) })
  take(4)
  await share.round()
  t.not(batches[0]?.charges[0]?.key, batches[1]?.charges[0]?.key)
  share.follow({ seed: new Uint8Array(16).fill(1), names: new Uint8Array(32).fill(1) })
  take(2)
  await share.round()
  t.equal(new Set(batches.flatMap(({ charges }) => charges.map(({ key }) => key))).size, 2)
  share.follow(null)
  take(4, 'other')
  await share.round()
  t.equal(batches.length, 2)
})
