import { readdirSync } from 'node:fs'
import t from 'tap'
import { benchFolder, startBench } from './support/bench.ts'

/** A dozen processes start and end here; a busy machine takes its time for that. */
t.setTimeout(300_000)

/** A gate that kept a body would need as much. */
const BULK_MIB = 128

function memoryOf(line = ''): number {
  return Number(/(\d+) MiB$/.exec(line)?.[1])
}

t.test('a large body passes whole in both directions, and is nowhere kept', async (t) => {
  const folder = benchFolder(t)
  const bulk = startBench([String(BULK_MIB)], folder, 'bench/bulk.ts')
  t.equal(await bulk.ended, 0, bulk.err())
  const [before, ...ways] = bulk.out().trimEnd().split('\n')
  t.match(ways.join(), /upload, length: .*upload, chunks: .*download, length: .*download, chunks: /)
  for (const way of ways) t.ok(memoryOf(way) - memoryOf(before) < BULK_MIB * 0.75, way)
  t.strictSame(readdirSync(folder), [])
  const wrong = startBench(['much'], folder, 'bench/bulk.ts')
  t.equal(await wrong.ended, 2)
})

t.test('what policies cost is measured to the last line', async (t) => {
  const bench = startBench(['--short'], benchFolder(t), 'bench/policies.ts')
  t.equal(await bench.ended, 0, bench.err())
  t.match(bench.out().trimEnd().split('\n'), [
    /^decision 10 routes and rules: \d+ ns, with a pass$/,
    /^decision 10 routes and rules: \d+ ns, without a pass$/,
    ...Array(4).fill(/^decision 10 routes and rules: \d+ ns, with a pass, .* banned$/),
    /^compile 100 rules: \d+ ms$/,
    /^growth 1 and 10 routes: \d+ and \d+ ns a decision, ratio /,
    /^growth 1 and 1000 clients: \d+ and \d+ ns a decision, ratio /,
    /^limit gate 1000 keys 1 workers: \d+ ns, /,
    /^limit gate 1000 keys 2 workers: \d+ and \d+ ns, /,
    /^limit rate-limiter-flexible 1000 keys 1 worker: \d+ ns, /,
    /^flood 10000 keys: an offender's burst of 20 let through 20, /,
  ])
})

t.test('what sharing out costs is measured, and within its budget of 1.5 us', async (t) => {
  const bench = startBench(['--short'], benchFolder(t), 'bench/shares.ts')
  t.equal(await bench.ended, 0, bench.err())
  const lines = bench.out().trimEnd().split('\n')
  t.match(lines, [
    /^share 1 workers: \d+ ns without a pass, \d+ ns with a pass/,
    ...Array(5).fill(/^share/),
  ])
})

t.test('what several gates let through is measured, and within its bound', async (t) => {
  const bench = startBench(['--short'], benchFolder(t), 'bench/store.ts')
  t.equal(await bench.ended, 0, bench.err())
  const lines = bench.out().trimEnd().split('\n')
  t.equal(
    lines.filter((line) => /^shape .* in 10 s \(one gate 70, bound 250, /.test(line)).length,
    7,
  )
  t.match(
    lines[7],
    /^cost 1000 keys: \d+ ns a taking alone, \d+ ns with a store, \d+ ns of the main/,
  )
  if (/not installed/.test(lines[8] ?? '')) return
  t.match(lines[8], /^real memory 1 gates: \d+ requests\/s, 0 failed, [\d.]+ us of gates/)
  t.match(lines[9], /^real store 2 gates: \d+ requests\/s, 0 failed, [\d.]+ us .* 2 at most 47$/)
})

t.test('a citizen’s time through the check is measured in a browser', async (t) => {
  const args = ['--visits', '1', '--only', 'chromium 1x', '--json']
  const bench = startBench(args, benchFolder(t), 'bench/check.ts')
  t.equal(await bench.ended, 0, bench.err())
  const { rows } = JSON.parse(bench.out())
  t.match(rows, [{ setting: 'chromium 1x', visits: 1, 'solve variation': 0 }])
  t.ok(rows[0]['pass median'] > rows[0]['solve median'])
})
