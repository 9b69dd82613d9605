import { closeSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openEstate, readEstate, writeEstate } from '../../src/control/upgrade/estate.ts'
import {
  type Limits,
  type SharedMemory,
  attachLimits,
  createSharedMemory,
  heirlooms,
  settleIn,
} from '../../src/limits/index.ts'

const SEED = Uint8Array.from({ length: 16 }, (_, i) => i)
const NOW_MS = 1_000_000
const RATE = { intervalMs: 60_000, burst: 1 }

/** Of another process: nothing in common but what is handed over. */
function memoryOf(before?: SharedMemory): SharedMemory {
  const { seed = SEED, run } = before ?? {}
  return createSharedMemory({ workers: 2, seed, run, rateBucketsLog2: 4 })
}

function handOver(from: SharedMemory, to: SharedMemory): readonly string[] {
  const { file, close } = openEstate(tmpdir(), 0)
  try {
    const missing = readEstate(file, writeEstate(file, heirlooms(from)), heirlooms(to))
    settleIn(to, from.workers + 1)
    return missing
  } finally {
    close()
  }
}

function limitsOf(memory: SharedMemory): Limits {
  return attachLimits(memory, memory.workers)
}

t.test('all that must not be lost is there in the next gate', async (t) => {
  const memory = memoryOf()
  const old = attachLimits(memory, 0)
  t.equal(old.rates.take('c', 'k', RATE, NOW_MS), 0)
  old.tallies.add('t', 'k', 60_000, NOW_MS)
  old.tallies.add('t', 'k', 60_000, NOW_MS)
  t.ok(old.marks.mark('revoked', 'pass', 60_000, NOW_MS))
  t.ok(old.purchases.buy('p', 'k', { count: 3, forMs: 60_000 }, NOW_MS))
  old.pairs.learn('s', 'k', 7, NOW_MS)
  const code = Buffer.from('0123456789abcdef')
  t.ok(old.codes.add(code, 200, 100))
  const [spent, open] = [old.spent.issue(), old.spent.issue()]
  t.equal(old.spent.burn(spent), 'burnt')

  const next = memoryOf(memory)
  t.strictSame(handOver(memory, next), [])
  const { rates, tallies, marks, purchases, pairs, codes, spent: bits } = limitsOf(next)
  t.ok(rates.take('c', 'k', RATE, NOW_MS) > 0, 'a limit that was full is full')
  t.equal(tallies.read('t', 'k', NOW_MS), 2)
  t.ok(marks.isMarked('revoked', 'pass', NOW_MS), 'a pass that was revoked is')
  t.equal(purchases.left('p', 'k', NOW_MS), 3)
  t.equal(pairs.find('s', 'k', NOW_MS), 7)
  t.ok(codes.burn(code, 150))
  t.equal(bits.run, old.spent.run)
  t.strictSame([bits.burn(spent), bits.burn(open), bits.burn(open)], ['spent', 'burnt', 'spent'])
})

t.test('no challenge is issued twice, though the old gate goes on for a while', async (t) => {
  const memory = memoryOf()
  const old = limitsOf(memory)
  old.spent.issue()
  const next = memoryOf(memory)
  handOver(memory, next)
  const { spent } = limitsOf(next)
  const late = Array.from({ length: 100 }, () => old.spent.issue())
  const own = spent.issue()
  t.notOk(late.includes(own))
  t.strictSame(
    late.map((serial) => spent.burn(serial)),
    late.map(() => 'burnt'),
    'what it issues then is good at the new one',
  )
  t.equal(spent.burn(own), 'burnt')
})

t.test('what was handed over is used up nowhere else', async (t) => {
  const memory = memoryOf()
  const old = limitsOf(memory)
  const serial = old.spent.issue()
  const code = Buffer.from('0123456789abcdef')
  old.codes.add(code, 200, 100)
  old.seal.shut()
  t.equal(old.spent.burn(serial), 'lapsed', 'the page fetches another challenge')
  t.notOk(old.codes.burn(code, 150))
  t.equal(old.codes.waiting(150), 1)
  old.seal.open()
  t.equal(old.spent.burn(serial), 'burnt', 'the other gate did not come')
  t.ok(old.codes.burn(code, 150))
})

t.test('a table that means something else stays empty, and the others are filled', async (t) => {
  const memory = memoryOf()
  const old = limitsOf(memory)
  old.tallies.add('t', 'k', 60_000, NOW_MS)
  old.rates.take('c', 'k', RATE, NOW_MS)
  const next = createSharedMemory({ workers: 2, seed: SEED, run: memory.run, rateBucketsLog2: 5 })
  t.strictSame(handOver(memory, next), ['rates 16/7/2'])
  t.equal(limitsOf(next).rates.take('c', 'k', RATE, NOW_MS), 0)
  t.equal(limitsOf(next).tallies.read('t', 'k', NOW_MS), 1)
})

t.test('what somebody was about to write is free', async (t) => {
  const memory = memoryOf()
  const old = limitsOf(memory)
  old.rates.take('c', 'k', RATE, NOW_MS)
  const words = new Int32Array(memory.rates)
  const at = words.findIndex((word, i) => i % 2 === 1 && word !== 0)
  // As a worker leaves it that is half way through a claim.
  words[at] = 1
  const next = memoryOf(memory)
  handOver(memory, next)
  t.equal(new Int32Array(next.rates)[at], 0)
  t.equal(limitsOf(next).rates.take('c', 'k', RATE, NOW_MS), 0)
})

t.test('a file that is cut off is told, not believed', async (t) => {
  const memory = memoryOf()
  limitsOf(memory).tallies.add('t', 'k', 60_000, NOW_MS)
  const full = openEstate(tmpdir(), 0)
  const parts = writeEstate(full.file, heirlooms(memory))
  full.close()
  const empty = openEstate(tmpdir(), 0)
  t.throws(() => readEstate(empty.file, parts, heirlooms(memoryOf())), /is not whole/)
  closeSync(empty.file)
})

t.test('where memory has no room for all, it is handed over on the disk', async (t) => {
  const { file, close } = openEstate(tmpdir(), Number.MAX_SAFE_INTEGER)
  t.teardown(close)
  t.match(readlinkSync(`/proc/self/fd/${file}`), join(tmpdir(), 'paart-estate-'))
})
