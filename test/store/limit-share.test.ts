import t from 'tap'
import { SHAPES } from '../../bench/store/shapes.ts'
import { mostWithin, type Shape, simulate } from '../../bench/store/simulation.ts'
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

/** The most within ten minutes, beside what one gate lets through. */
async function inTenMinutes(name: string, rate: Rate, gates: number): Promise<number> {
  const shape = SHAPES[name] ?? (() => t.fail(name))
  const passed = await simulate(shape, { rate, gates, forMs: 600_000 })
  return mostWithin(passed, 600_000) / (rate.burst + 600_000 / rate.intervalMs)
}

t.test('an attack gets no more in the long run than from one gate', async (t) => {
  for (const name of ['even', 'moving every second', 'creeping']) {
    const most = await inTenMinutes(name, { intervalMs: 100, burst: 20 }, 4)
    t.ok(most <= 1.02, `${name}: ${most}`)
  }
})

t.test('nor where a burst is a tenth of it, by resting in between', async (t) => {
  for (const [name, gates] of [
    ['together', 4],
    ['moving every 20 s', 8],
  ] as const) {
    const most = await inTenMinutes(name, { intervalMs: 1_000, burst: 60 }, gates)
    t.ok(most <= 1.02, `${name}, ${gates} gates: ${most}`)
  }
})

/** Of 60 a minute, 60 at once, in five minutes: `[when, to which of the gates]`. */
async function refusedOf(asked: readonly Asked[], gates: number): Promise<number> {
  const at = Map.groupBy(asked, ([ms]) => ms - (ms % 5))
  const shape: Shape = ({ nowMs, send }) => {
    for (const [, gate] of at.get(nowMs) ?? []) send(gate % gates, 1)
  }
  const rate: Rate = { intervalMs: 1_000, burst: 60 }
  const { perStep } = await simulate(shape, { rate, gates, forMs: 300_000 })
  return asked.length - perStep.reduce((sum, each) => sum + each, 0)
}

type Asked = readonly [ms: number, gate: number]

interface Pages {
  readonly parts: number
  readonly everyMs: number
  /** To which gate a part comes. */
  readonly to: (page: number, part: number) => number
}

function pages({ parts, everyMs, to }: Pages): readonly Asked[] {
  return Array.from({ length: 300_000 / everyMs }, (_, page) => {
    return Array.from({ length: parts }, (__, part): Asked => {
      return [page * everyMs + part * 20, to(page, part)]
    })
  }).flat()
}

t.test('who changes gates is refused no more than by one', async (t) => {
  const within = pages({ parts: 40, everyMs: 60_000, to: (page) => page * 7 })
  t.equal(await refusedOf(within, 4), 0, 'within the limit')
  // A third more than the limit: everybody is refused some.
  const spread = pages({ parts: 20, everyMs: 15_000, to: (page, part) => page * 7 + (part % 6) })
  const [one, several] = [await refusedOf(spread, 1), await refusedOf(spread, 4)]
  t.ok(one > 0)
  t.ok(several <= 1.1 * one, `${several} beside ${one}`)
})

t.test('who stays at one gate has the whole limit there, whatever they did before', async (t) => {
  const staying = pages({ parts: 20, everyMs: 15_000, to: () => 2 })
  t.equal(await refusedOf(staying, 4), await refusedOf(staying, 1))
  // Four bursts at once, to be repaid; then what an equal share of a burst lacks is missing once.
  const flood = Array.from({ length: 400 }, (_, i): Asked => [5 * (i >> 2), i])
  const all = [...flood, ...staying.filter(([ms]) => ms >= 180_000)]
  const [several, one] = [await refusedOf(all, 4), await refusedOf(all, 1)]
  t.ok(several <= one, `${several} beside ${one}: they have had more before`)
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
