import t from 'tap'
import { attachLimits, createSharedMemory, type Limits } from '../../src/limits/index.ts'
import { KeyHash } from '../../src/limits/hash.ts'
import { type Rate } from '../../src/model/index.ts'

const SEED = Uint8Array.from({ length: 16 }, (_, i) => 3 * i + 1)

/** Where ticks of 1/8 ms pass from the greatest to the least 32-bit number, and from -1 to 0. */
const SIGN_CHANGE_MS = (2 ** 31 - 256) / 8
const ZERO_MS = (2 ** 32 - 256) / 8

function limitsOf({ rateBucketsLog2 = 6 } = {}): Limits {
  const memory = createSharedMemory({
    workers: 1,
    seed: SEED,
    rateBucketsLog2,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    spentPlacesLog2: 10,
  })
  return attachLimits(memory, 0)
}

/** A small generator (mulberry32), so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), state | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32
  }
}

t.test('a burst is let through at once, then one each interval', async (t) => {
  const cases: { name: string; rate: Rate; at: number[]; want: number[] }[] = [
    {
      name: 'burst 1',
      rate: { burst: 1, intervalMs: 500 },
      at: [0, 0, 499, 500, 501, 1000],
      want: [0, 500, 1, 0, 499, 0],
    },
    {
      name: 'burst 3',
      rate: { burst: 3, intervalMs: 1000 },
      at: [0, 0, 0, 0, 1000, 1000, 3500, 3500, 3500],
      want: [0, 0, 0, 1000, 0, 1000, 0, 0, 500],
    },
    {
      name: 'a part of a millisecond is waited for as a whole one',
      rate: { burst: 1, intervalMs: 1.25 },
      at: [0, 0, 1, 2],
      want: [0, 2, 1, 0],
    },
    {
      name: 'an interval below a tick is a tick',
      rate: { burst: 1, intervalMs: 0.01 },
      at: [0, 0, 0.125],
      want: [0, 1, 0],
    },
    {
      name: 'two days',
      rate: { burst: 48, intervalMs: 3_600_000 },
      at: [...Array.from({ length: 48 }, () => 0), 0, 3_599_999, 3_600_000, 3_600_000],
      want: [...Array.from({ length: 48 }, () => 0), 3_600_000, 1, 0, 3_600_000],
    },
  ]
  for (const { name, rate, at, want } of cases) {
    for (const start of [0, 77, SIGN_CHANGE_MS - 900, ZERO_MS - 900, 3 * ZERO_MS + 5000]) {
      const { rates } = limitsOf()
      const got = at.map((ms) => rates.take('c', 'k', rate, start + ms))
      t.same(got, want, `${name}, from ${start} ms on`)
    }
  }
})

t.test('looking answers what a take would, and takes nothing', async (t) => {
  const rate: Rate = { burst: 2, intervalMs: 1000 }
  const { rates } = limitsOf()
  t.equal(rates.look('c', 'k', rate, 0), 0, 'unknown key')
  rates.take('c', 'k', rate, 0)
  t.same([rates.look('c', 'k', rate, 0), rates.look('c', 'k', rate, 0)], [0, 0], 'room for one')
  rates.take('c', 'k', rate, 0)
  t.equal(rates.look('c', 'k', rate, 0), 1000, 'none left')
  t.equal(rates.take('c', 'k', rate, 0), 1000, 'and so says take')
})

t.test('counters and keys do not touch each other', async (t) => {
  const rate: Rate = { burst: 1, intervalMs: 1000 }
  const { rates } = limitsOf()
  const pairs = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['abc', ''],
    ['', 'abc'],
    ['a', 'b'],
    ['b', 'a'],
    ['é', 'a'],
  ] as const
  for (const [counter, key] of pairs) {
    t.equal(rates.take(counter, key, rate, 0), 0, `${counter}/${key}: first`)
    t.equal(rates.take(counter, key, rate, 0), 1000, `${counter}/${key}: second`)
  }
})

t.test('random requests are answered as the definition of GCRA says', async (t) => {
  const random = randomFrom(7)
  const { rates } = limitsOf({ rateBucketsLog2: 8 })
  const arrivals = new Map<string, number>()
  let now = SIGN_CHANGE_MS - 20_000
  const wrong: string[] = []
  for (let i = 0; i < 50_000; i++) {
    now += Math.floor(random() * 16) / 8
    const key = `client ${Math.floor(random() * 40)}`
    const rate = { burst: 1 + (key.length % 3) * 4, intervalMs: 25.5 }
    const arrival = Math.max(arrivals.get(key) ?? now, now)
    const tooEarly = arrival - now - (rate.burst - 1) * rate.intervalMs
    const want = tooEarly > 0 ? Math.ceil(tooEarly) : 0
    if (want === 0) arrivals.set(key, arrival + rate.intervalMs)
    const got = rates.take('c', key, rate, now)
    if (got !== want) wrong.push(`${i}: ${key} at ${now}: ${got}, not ${want}`)
  }
  t.same(wrong, [])
  t.equal(rates.overflows(), 0, 'nobody shared a place')
})

t.test('a time that falls on a reserved number is moved on by 32 ms at most', async (t) => {
  const { rates } = limitsOf()
  const rate: Rate = { burst: 1, intervalMs: 1000 }
  t.equal(rates.take('c', 'k', rate, ZERO_MS - 990), 0)
  t.equal(rates.take('c', 'k', rate, ZERO_MS - 990), 990 + 256 / 8, '10 ms became 32')
})

t.test(
  'newcomers to a full bucket share one place; nobody who lives there is forgotten',
  async (t) => {
    const rate: Rate = { burst: 2, intervalMs: 1000 }
    const { rates } = limitsOf({ rateBucketsLog2: 0 })
    const residents = Array.from({ length: 7 }, (_, i) => `resident ${i}`)
    for (const key of residents) t.equal(rates.take('c', key, rate, 0), 0)
    t.equal(rates.overflows(), 0)
    t.equal(rates.look('c', 'new 1', rate, 0), 0, 'the shared place is fresh')
    const newcomers = ['new 1', 'new 2', 'new 3'].map((key) => rates.take('c', key, rate, 0))
    t.same(newcomers, [0, 0, 1000], 'three newcomers share a burst of two')
    t.equal(rates.look('c', 'new 4', rate, 0), 1000)
    t.equal(rates.overflows(), 3)
    for (const key of residents) {
      t.same(
        [1, 2].map(() => rates.take('c', key, rate, 0)),
        [0, 1000],
        `${key} kept its count`,
      )
    }
    t.equal(rates.take('c', 'new 5', rate, 2000), 0, 'who is as good as new makes room')
    t.equal(rates.overflows(), 3)
  },
)

t.test('an offender stays limited while a million others pass by', async (t) => {
  const { rates } = limitsOf({ rateBucketsLog2: 10 })
  const slow: Rate = { burst: 20, intervalMs: 3_600_000 }
  const usual: Rate = { burst: 5, intervalMs: 500 }
  const bytesBefore = process.memoryUsage().arrayBuffers
  let through = 0
  for (let i = 0; i < 1_000_000; i++) {
    const now = i / 10
    rates.take('c', `other ${i}`, usual, now)
    if (i % 1000 === 0 && rates.take('c', 'offender', slow, now) === 0) through++
  }
  t.equal(through, 20, 'its burst and no more')
  t.ok(rates.overflows() > 0, 'the table was too small for all')
  t.ok(process.memoryUsage().arrayBuffers - bytesBefore < 100_000, 'and has not grown')
})

t.test('a sweep frees what has run out before its time wraps, and nothing else', async (t) => {
  const limits = limitsOf({ rateBucketsLog2: 0 })
  const { rates, sweep } = limits
  const rate: Rate = { burst: 1, intervalMs: 172_800_000 }
  const short: Rate = { burst: 1, intervalMs: 1000 }
  for (let i = 0; i < 8; i++) rates.take('c', `short ${i}`, short, 0)
  const nearlyWrapped = ZERO_MS - 1000
  t.ok(
    rates.look('c', 'short 0', short, nearlyWrapped) > 0,
    'unswept, an old entry comes back to life',
  )
  sweep(3_600_000)
  t.equal(rates.take('c', 'long', rate, 3_600_000), 0)
  sweep(7_200_000)
  t.equal(rates.look('c', 'short 0', short, nearlyWrapped), 0)
  t.equal(rates.look('c', 'short 7', short, nearlyWrapped), 0, 'nor the shared place')
  t.equal(rates.look('c', 'long', rate, 7_200_000), 169_200_000, 'a live entry stays')
})

t.test('the hash spreads bits evenly and depends on every part', async (t) => {
  const hash = new KeyHash(SEED)
  const halves = (name: string, key: string): [number, number] => {
    hash.update(name, key)
    return [hash.high, hash.low]
  }
  const ones = Array.from({ length: 64 }, () => 0)
  const rounds = 4000
  for (let i = 0; i < rounds; i++) {
    const [high, low] = halves('c', `198.51.100.${i}`)
    const [highOther, lowOther] = halves('c', `198.51.100.${i}`.replace('1', '0'))
    for (let bit = 0; bit < 32; bit++) {
      ones[bit] = (ones[bit] ?? 0) + (((high ^ highOther) >>> bit) & 1)
      ones[32 + bit] = (ones[32 + bit] ?? 0) + (((low ^ lowOther) >>> bit) & 1)
    }
  }
  // One changed character flips each bit in half the cases: 5 sigma are 158 of 4000.
  t.same(
    ones.filter((count) => Math.abs(count - rounds / 2) > 160),
    [],
  )
  t.not(halves('a', 'b')[0], halves('a', 'b')[1], 'the halves differ')
  const other = new KeyHash(SEED.map((byte, i) => (i === 15 ? byte ^ 1 : byte)))
  other.update('a', 'b')
  t.not(other.low, halves('a', 'b')[1], 'another seed, another hash')
})
