import t from 'tap'
import {
  attachLimits,
  createSharedMemory,
  type SharedMemory,
  type SpentBitmap,
} from '../../src/limits/index.ts'

const SEED = new Uint8Array(16)
const PLACES = 1024
/** One 256th of the places is kept clear of serials that are about to be issued again. */
const LATEST = PLACES - PLACES / 256

function memoryOf(saved?: Uint8Array, spentPlacesLog2 = 10): SharedMemory {
  const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0 }
  return createSharedMemory({ workers: 1, seed: SEED, saved, spentPlacesLog2, ...small })
}

function spentOf(saved?: Uint8Array, spentPlacesLog2 = 10): SpentBitmap {
  return attachLimits(memoryOf(saved, spentPlacesLog2), 0).spent
}

function issueMany(spent: SpentBitmap, count: number): number {
  let last = -1
  for (let i = 0; i < count; i++) last = spent.issue()
  return last
}

t.test('a serial burns once', async (t) => {
  const spent = spentOf()
  t.same([spent.issue(), spent.issue(), spent.issue()], [0, 1, 2])
  t.same([spent.burn(1), spent.burn(1), spent.burn(0)], ['burnt', 'spent', 'burnt'])
  t.same([spent.burn(2), spent.burn(2)], ['burnt', 'spent'])
})

t.test('two serials can be issued at once, and follow each other', async (t) => {
  const memory = memoryOf()
  const { spent } = attachLimits(memory, 0)
  t.same([spent.issue(2), spent.issue(), spent.issue(2)], [0, 2, 3])
  t.same([spent.burn(1), spent.burn(0), spent.burn(1)], ['burnt', 'burnt', 'spent'])
  // The second of two comes after the greatest number, and its place was spent in the round before.
  new Int32Array(memory.spent)[0] = -1
  t.equal(spent.issue(2), 0xffff_ffff)
  t.same(
    [0xffff_ffff, 0, 1].map((serial) => spent.burn(serial)),
    ['burnt', 'burnt', 'lapsed'],
  )
})

t.test('serials lapse when the ring comes round, and are good for one use again', async (t) => {
  const spent = spentOf()
  for (let serial = 0; serial < PLACES; serial++) spent.burn(spent.issue())
  t.equal(issueMany(spent, PLACES), 2 * PLACES - 1)
  const cases: { name: string; serial: number; want: string }[] = [
    { name: 'the latest', serial: 2 * PLACES - 1, want: 'burnt' },
    { name: 'the oldest that counts', serial: 2 * PLACES - LATEST, want: 'burnt' },
    { name: 'the one before', serial: 2 * PLACES - LATEST - 1, want: 'lapsed' },
    { name: 'a spent one of the first round', serial: 5, want: 'lapsed' },
    { name: 'one that was never issued', serial: 2 * PLACES, want: 'lapsed' },
    { name: 'the greatest number', serial: 0xffff_ffff, want: 'lapsed' },
  ]
  for (const { name, serial, want } of cases) t.equal(spent.burn(serial), want, name)
})

t.test('numbers go on from the greatest to zero', async (t) => {
  const memory = memoryOf()
  new Int32Array(memory.spent)[0] = -2
  const { spent } = attachLimits(memory, 0)
  t.equal(spent.burn(0xffff_fffd), 'burnt', 'issued before')
  t.same([spent.issue(), spent.issue(), spent.issue()], [0xffff_fffe, 0xffff_ffff, 0])
  t.same(
    [0xffff_fffe, 0xffff_ffff, 0, 1].map((serial) => spent.burn(serial)),
    ['burnt', 'burnt', 'burnt', 'lapsed'],
  )
  t.same(
    [0xffff_fffe, 0].map((serial) => spent.burn(serial)),
    ['spent', 'spent'],
  )
})

t.test('after a clean restart the spent stay spent and the others stay good', async (t) => {
  const before = spentOf()
  issueMany(before, 100)
  before.burn(40)
  const after = spentOf(before.save())
  t.equal(after.run, before.run)
  t.same([after.burn(40), after.burn(41), after.burn(41)], ['spent', 'burnt', 'spent'])
  t.equal(after.issue(), 100, 'numbers go on')
})

t.test('anything but whole saved bytes begins a fresh run', async (t) => {
  const before = spentOf()
  issueMany(before, 100)
  const saved = before.save()
  const flipped = (at: number): Uint8Array => saved.map((byte, i) => (i === at ? byte ^ 1 : byte))
  const cases: { name: string; bytes: Uint8Array | undefined }[] = [
    { name: 'nothing', bytes: undefined },
    { name: 'no bytes', bytes: new Uint8Array(0) },
    { name: 'one byte short', bytes: saved.subarray(1) },
    { name: 'one byte more', bytes: Uint8Array.from([...saved, 0]) },
    { name: 'another beginning', bytes: flipped(0) },
    { name: 'another run', bytes: flipped(4) },
    { name: 'a spent bit changed', bytes: flipped(90) },
    { name: 'the digest changed', bytes: flipped(saved.length - 1) },
    { name: 'another number of places', bytes: spentOf(undefined, 11).save() },
  ]
  for (const { name, bytes } of cases) {
    const after = spentOf(bytes)
    t.not(after.run, before.run, name)
    t.equal(after.burn(40), 'lapsed', name)
    t.equal(after.issue(), 0, name)
  }
})

const lifeOf = (gate: number, saved?: Uint8Array): SpentBitmap => {
  const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0 }
  const memory = createSharedMemory({
    workers: 1,
    seed: SEED,
    gate,
    saved,
    spentPlacesLog2: 10,
    ...small,
  })
  return attachLimits(memory, 0).spent
}

t.test('a run tells whose it is, in every life of a gate', async (t) => {
  const [first, second, other] = [lifeOf(0xfedc), lifeOf(0xfedc), lifeOf(0xfedd)]
  t.ok(first.isOfThisGate(first.run))
  t.ok(second.isOfThisGate(first.run))
  t.notOk(other.isOfThisGate(first.run))
  t.notOk(first.isOfThisGate(other.run))
  const heir = lifeOf(0xfedd, first.save())
  t.equal(heir.run, first.run, 'whoever takes a state over takes its tokens')
  t.ok(heir.isOfThisGate(first.run))
  t.ok(heir.isOfThisGate(other.run), 'and knows its own former ones still')
})
