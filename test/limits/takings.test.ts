import t from 'tap'
import {
  attachLimits,
  createSharedMemory,
  type Limits,
  type SharedMemory,
  type Taking,
} from '../../src/limits/index.ts'
import { type Rate } from '../../src/model/index.ts'

const SEED = new Uint8Array(16).fill(5)

const RATE: Rate = { intervalMs: 1_000, burst: 4 }

/** Notes of one worker before they are read. */
const NOTES_MAX = 2 ** 14

function makeMemory(seed: Uint8Array = new Uint8Array(16)): SharedMemory {
  return createSharedMemory({
    workers: 2,
    seed,
    rateBucketsLog2: 4,
    tallyBucketsLog2: 0,
    markBucketsLog2: 0,
    spentPlacesLog2: 10,
    waitingRooms: 1,
  })
}

/** The main thread and two workers. */
function makeGate(seed?: Uint8Array<ArrayBuffer>): {
  main: Limits
  workers: readonly [Limits, Limits]
} {
  const memory = makeMemory(seed)
  return {
    main: attachLimits(memory, 2),
    workers: [attachLimits(memory, 0), attachLimits(memory, 1)],
  }
}

function readAll({ takings }: Limits): readonly Taking[] {
  const all: Taking[] = []
  takings.read((taking) => all.push(taking))
  return all
}

t.test('what workers take is read once, and what is refused is not', async (t) => {
  const { main, workers } = makeGate()
  const [first, second] = workers
  first.rates.take('limit', 'before', RATE, 0)
  t.strictSame(readAll(main), [], 'nothing is noted before somebody listens')
  main.takings.noteBy(SEED)
  for (let i = 0; i < 6; i++) first.rates.take('limit', 'client', RATE, 0)
  second.rates.take('limit', 'other', { intervalMs: 0.5, burst: 9 }, 0)
  second.rates.look('limit', 'third', RATE, 0)
  const all = readAll(main)
  t.strictSame(
    all.map(({ intervalMs, burst }) => [intervalMs, burst]),
    [
      [1_000, 4],
      [1_000, 4],
      [1_000, 4],
      [1_000, 4],
      [0.5, 9],
    ],
  )
  t.strictSame(new Set(all.map(({ low }) => low)).size, 2)
  t.strictSame(readAll(main), [])
  main.takings.noteBy(null)
  first.rates.take('limit', 'after', RATE, 0)
  t.strictSame(readAll(main), [])
})

t.test('gates with one seed call a key alike, whatever their tables call it', async (t) => {
  const gates = [1, 2].map((value) => makeGate(new Uint8Array(16).fill(value)))
  const read = gates.map(({ main, workers: [worker] }) => {
    main.takings.noteBy(SEED)
    for (const key of ['192.0.2.1', '192.0.2.2']) worker.rates.take('limit', key, RATE, 0)
    worker.rates.take('another', '192.0.2.1', RATE, 0)
    return readAll(main)
  })
  const [one = [], other = []] = read
  t.strictSame(
    one.map(({ low, high }) => [low, high]),
    other.map(({ low, high }) => [low, high]),
  )
  t.equal(new Set(one.map(({ low, high }) => `${low} ${high}`)).size, 3)
  t.not(one[0]?.place.low, other[0]?.place.low)
})

t.test('a key keeps its name, however many others came meanwhile', async (t) => {
  const { main, workers } = makeGate()
  main.takings.noteBy(SEED)
  const names: string[] = []
  // More than a worker knows the names of, each of which displaces another one.
  for (let nowMs = 0; nowMs <= 10_000; nowMs += 10_000) {
    for (let key = 0; key < 12_000; key++) {
      workers[0].rates.take('limit', String(key), { intervalMs: 1, burst: 100 }, nowMs + key)
      if (key % 1_000 === 0) names.push(...readAll(main).map(({ low, high }) => `${low} ${high}`))
    }
    names.push(...readAll(main).map(({ low, high }) => `${low} ${high}`))
  }
  t.equal(names.length, 24_000)
  t.equal(new Set(names).size, 12_000)
  t.strictSame(names.slice(12_000), names.slice(0, 12_000))
})

t.test('another seed makes other names, in workers that noted by the first', async (t) => {
  const { main, workers } = makeGate()
  const names = [SEED, new Uint8Array(16).fill(6), SEED].map((seed) => {
    main.takings.noteBy(seed)
    workers[0].rates.take('limit', 'client', { intervalMs: 1, burst: 100 }, 0)
    return readAll(main)[0]?.low
  })
  t.not(names[0], names[1])
  t.equal(names[0], names[2])
})

t.test('nobody waits for who does not read: what finds no room is counted', async (t) => {
  const { main, workers } = makeGate()
  main.takings.noteBy(SEED)
  const rate: Rate = { intervalMs: 0.125, burst: 1_000_000 }
  for (let i = 0; i < NOTES_MAX + 10; i++) workers[0].rates.take('limit', 'client', rate, 0)
  t.equal(main.takings.lost(), 10)
  t.equal(readAll(main).length, NOTES_MAX)
  workers[0].rates.take('limit', 'client', rate, 0)
  t.equal(readAll(main).length, 1)
})

t.test('a key’s time is moved on, never back', async (t) => {
  const { main, workers } = makeGate()
  main.takings.noteBy(SEED)
  const [worker] = workers
  worker.rates.take('limit', 'client', RATE, 0)
  const [{ place } = { place: { low: 0, high: 0 } }] = readAll(main)
  const wait = (nowMs: number): number => worker.rates.look('limit', 'client', RATE, nowMs)
  main.takings.raise(place, 500, 0)
  t.equal(wait(0), 0, 'it was further ahead already')
  main.takings.raise(place, 10_000, 0)
  t.equal(wait(0), 7_000)
  main.takings.raise(place, 5_000, 0)
  t.equal(wait(0), 7_000)
  t.equal(wait(7_000), 0)
  main.takings.raise(place, 9_000, 20_000)
  t.equal(wait(20_000), 6_000, 'one whose time was over is found again')
  main.takings.raise(place, 10 ** 12, 20_000)
  t.ok(wait(20_000) > 2 * 86_400_000, 'three days are the most')
  t.equal(worker.rates.look('limit', 'other', RATE, 20_000), 0)
})

t.test('a key that this gate has forgotten is known again', async (t) => {
  const { main, workers } = makeGate()
  main.takings.noteBy(SEED)
  const [worker] = workers
  worker.rates.take('limit', 'client', RATE, 0)
  const [{ place } = { place: { low: 0, high: 0 } }] = readAll(main)
  main.sweep(10_000)
  main.takings.raise(place, 10_000, 10_000)
  t.equal(worker.rates.look('limit', 'client', RATE, 10_000), 7_000)
  main.takings.raise(place, -5, 10_000)
  t.equal(worker.rates.look('limit', 'client', RATE, 10_000), 7_000)
})
