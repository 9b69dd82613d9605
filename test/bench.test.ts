import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { SCENARIOS, readOptions } from '../bench/options.ts'
import { type Report } from '../bench/report.ts'
import { medianRatio } from '../bench/statistics.ts'
import { type RunningCommand, startCommand } from './support/command.ts'
import { eventually } from './support/eventually.ts'

const ROOT = new URL('..', import.meta.url).pathname

/** As short as it works: no figure of it means anything. */
const SHORT = ['--rounds', '1', '--seconds', '0.1', '--scenarios']

/** A dozen processes start and end here; a busy machine takes its time for that. */
t.setTimeout(200_000)

/** Short, for the gate's socket in it: a socket's path has 108 bytes at most. */
function makeFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function startBench(
  args: readonly string[],
  folder: string,
  file = 'bench/run.ts',
): RunningCommand {
  const env = { ...process.env, TMPDIR: folder } as Readonly<Record<string, string>>
  return startCommand([file, ...args], { cwd: ROOT, program: process.execPath, env })
}

t.test('a run ends in one line for each ratio, and leaves nothing behind', async (t) => {
  const folder = makeFolder(t)
  const bench = startBench([...SHORT, 'pass'], folder)
  t.equal(await bench.ended, 0, bench.err())
  const lines = bench.out().trimEnd().split('\n')
  const ratios = lines.slice(lines.findIndex((line) => line.startsWith('ratio')))
  t.match(ratios.shift(), /^ratio gate\/undici \d+\.\d\d target <= 1\.15$/)
  if (!lines.includes('nginx is not installed: not measured')) {
    t.match(ratios.shift(), /^ratio gate\/nginx \d+\.\d\d target <= 2\.40$/)
  }
  t.match(ratios, [/^ratio gate\/http-proxy-3 \d+\.\d\d no target$/])
  t.match(bench.out(), /server +CPU us\/req +req\/s +p50 ms +p99 ms +RSS MiB +peak MiB +errors/)
  t.notOk(bench.isAlive(), 'no server is left')
  t.strictSame(readdirSync(folder), [])
})

t.test('a run in JSON is one object, and every answer was the right one', async (t) => {
  const bench = startBench([...SHORT, 'limit', '--json'], makeFolder(t))
  t.equal(await bench.ended, 0, bench.err())
  const report = JSON.parse(bench.out()) as Report
  t.match(
    report.ratios.map(({ label, target }) => `${label} ${target}`),
    ['limit/hello null'],
  )
  for (const { name, servers } of report.scenarios) {
    t.strictSame(
      servers.map(({ server, errors }) => `${server} ${errors}`),
      ['gate 0', 'hello 0'],
      name,
    )
    for (const { requests, turns } of servers) t.ok(requests > 0 && turns.length === 2, name)
  }
})

t.test('Ctrl-C ends the servers and takes their folder away', async (t) => {
  const folder = makeFolder(t)
  const bench = startBench([...SHORT, 'pass'], folder)
  const files = (): string[] => readdirSync(folder, { recursive: true }).map(String)
  await eventually('the gate has its keys', () => files().some((file) => file.endsWith('.json')))
  bench.signal('SIGINT')
  t.equal(await bench.ended, 130)
  await eventually('every process has ended', () => !bench.isAlive())
  t.strictSame(files(), [])
})

t.test('wrong usage is told, and measures nothing', async (t) => {
  const bench = startBench(['--fast'], makeFolder(t))
  t.equal(await bench.ended, 2)
  t.match(bench.err(), /^usage: npm run bench/)
  t.equal(bench.out(), '')
})

/** A gate that kept a body would need as much. */
const BULK_MIB = 128

function memoryOf(line = ''): number {
  return Number(/(\d+) MiB$/.exec(line)?.[1])
}

t.test('a large body passes whole in both directions, and is nowhere kept', async (t) => {
  const folder = makeFolder(t)
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
  const bench = startBench(['--short'], makeFolder(t), 'bench/policies.ts')
  t.equal(await bench.ended, 0, bench.err())
  t.match(bench.out().trimEnd().split('\n'), [
    /^decision 10 routes and rules: \d+ ns, with a pass$/,
    /^decision 10 routes and rules: \d+ ns, without a pass$/,
    ...Array(4).fill(/^decision 10 routes and rules: \d+ ns, with a pass, .* banned$/),
    /^compile 10000 rules: \d+ ms$/,
    /^limit gate 1000 keys 1 workers: \d+ ns, /,
    /^limit gate 1000 keys 2 workers: \d+ and \d+ ns, /,
    /^limit rate-limiter-flexible 1000 keys 1 worker: \d+ ns, /,
    /^flood 10000 keys: an offender's burst of 20 let through 20, /,
  ])
})

t.test('what sharing out costs is measured, and within its budget of 1.5 us', async (t) => {
  const bench = startBench(['--short'], makeFolder(t), 'bench/shares.ts')
  t.equal(await bench.ended, 0, bench.err())
  const lines = bench.out().trimEnd().split('\n')
  t.match(lines, [
    /^share 1 workers: \d+ ns without a pass, \d+ ns with a pass/,
    ...Array(5).fill(/^share/),
  ])
})

t.test('what several gates let through is measured, and within its bound', async (t) => {
  const bench = startBench(['--short'], makeFolder(t), 'bench/store.ts')
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
  t.match(lines[9], /^real store 2 gates: \d+ requests\/s, 0 failed, [\d.]+ us .* 2 at most 52$/)
})

t.test('the command line is read, or answered with how to use it', async (t) => {
  const defaults = { rounds: 5, seconds: 1, scenarios: SCENARIOS, json: false }
  const cases = [
    { name: 'nothing', args: '', want: defaults },
    {
      name: 'rounds and seconds',
      args: '--rounds 2 --seconds 0.5',
      want: { ...defaults, rounds: 2, seconds: 0.5 },
    },
    {
      name: 'scenarios',
      args: '--scenarios limit,pass --json',
      want: { ...defaults, scenarios: ['limit', 'pass'], json: true },
    },
    { name: 'help', args: '--help', want: /^usage/ },
    { name: 'an unknown scenario', args: '--scenarios pass,all', want: /^usage/ },
    { name: 'no round', args: '--rounds 0', want: /^usage/ },
    { name: 'half a round', args: '--rounds 0.5', want: /^usage/ },
    { name: 'a day', args: '--seconds 86400', want: /^usage/ },
    { name: 'no number', args: '--seconds x', want: /^usage/ },
  ]
  for (const { name, args, want } of cases)
    t.match(readOptions(args.split(' ').filter(Boolean)), want, name)
})

t.test('a ratio compares turns that were neighbours, and takes the middle', async (t) => {
  const cases = [
    { name: 'a machine that gets slower', own: [2, 4, 8], other: [1, 2, 4], want: 2 },
    { name: 'one turn disturbed', own: [3, 90, 3], other: [3, 3, 3], want: 1 },
    { name: 'an even number of turns', own: [1, 3], other: [1, 1], want: 2 },
  ]
  for (const { name, own, other, want } of cases) t.equal(medianRatio(own, other), want, name)
})

t.test('a citizen’s time through the check is measured in a browser', async (t) => {
  const args = ['--visits', '1', '--only', 'chromium 1x', '--json']
  const bench = startBench(args, makeFolder(t), 'bench/check.ts')
  t.equal(await bench.ended, 0, bench.err())
  const { rows } = JSON.parse(bench.out())
  t.match(rows, [{ setting: 'chromium 1x', visits: 1, 'solve variation': 0 }])
  t.ok(rows[0]['pass median'] > rows[0]['solve median'])
})
