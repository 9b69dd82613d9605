import t from 'tap'
import { attachLimits, createSharedMemory, type FadingTable } from '../../src/limits/index.ts'

const FADE_MS = 60_000

function tableOf(rateBucketsLog2 = 6): FadingTable {
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), rateBucketsLog2 })
  return attachLimits(memory, 0).fading
}

t.test('what was taken counts less and less, and at last nothing', async (t) => {
  const table = tableOf()
  t.equal(table.level('c', 'k', FADE_MS, 0), 0)
  for (let i = 0; i < 10; i++) table.add('c', 'k', FADE_MS, 0)
  for (const [afterMs, want] of [
    [0, 10],
    [FADE_MS, 10 / Math.E],
    [2 * FADE_MS, 10 / Math.E ** 2],
  ] as const) {
    t.ok(Math.abs(table.level('c', 'k', FADE_MS, afterMs) - want) < 0.001, `after ${afterMs} ms`)
  }
  t.equal(table.level('c', 'k', FADE_MS, 6 * FADE_MS), 0)
  t.equal(table.level('c', 'other', FADE_MS, 0), 0)
})

t.test('levels of parts add up to the level of the whole at any time', async (t) => {
  const table = tableOf()
  const parts = ['a', 'b', 'c']
  for (let step = 0; step < 100; step++) {
    const part = parts[(step * step) % 3] ?? ''
    const nowMs = step * 700
    table.add('part', part, FADE_MS, nowMs)
    table.add('whole', '', FADE_MS, nowMs)
    const sum = parts.reduce((all, one) => all + table.level('part', one, FADE_MS, nowMs), 0)
    const whole = table.level('whole', '', FADE_MS, nowMs)
    // A part that has faded below a sixteenth is forgotten.
    t.ok(Math.abs(sum - whole) < 0.2, `step ${step}: ${sum} of ${whole}`)
  }
})

t.test('who finds no room is not counted, and nobody for him', async (t) => {
  const table = tableOf(0)
  const keys = Array.from({ length: 7 }, (_, i) => `resident ${i}`)
  for (const key of keys) table.add('c', key, FADE_MS, 0)
  for (let i = 0; i < 50; i++) table.add('c', 'newcomer', FADE_MS, 0)
  t.equal(table.level('c', 'newcomer', FADE_MS, 0), 0)
  for (const key of keys) t.ok(Math.abs(table.level('c', key, FADE_MS, 0) - 1) < 0.001, key)
  table.add('c', 'newcomer', FADE_MS, 3 * FADE_MS)
  t.ok(table.level('c', 'newcomer', FADE_MS, 3 * FADE_MS) > 0.99, 'what has faded makes room')
})

t.test('a level beyond all measure still ends within days', async (t) => {
  const table = tableOf()
  const dayMs = 86_400_000
  for (let i = 0; i < 100_000; i++) table.add('c', 'k', dayMs, 0)
  t.ok(table.level('c', 'k', dayMs, 0) > 99_000)
  t.equal(table.level('c', 'k', dayMs, 3 * dayMs), 0)
})
