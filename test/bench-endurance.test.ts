import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type FaultCell } from '../bench/endurance/faults.ts'
import { type Line } from '../bench/endurance/lines.ts'
import { SCENARIOS, readOptions } from '../bench/endurance/options.ts'
import { quantile, slope } from '../bench/statistics.ts'
import { type RunningCommand, startCommand } from './support/command.ts'
import { eventually } from './support/eventually.ts'

const ROOT = new URL('..', import.meta.url).pathname

/** As short as it works: no latency of it means anything. */
const SHORT = '--rounds 1 --seconds 0.3 --rate 100 --idle 50 --minutes 0.1'.split(' ')

/** Dozens of processes start and end here; a busy machine takes its time for that. */
t.setTimeout(180_000)

/** Short, for the gate's socket in it: a socket's path has 108 bytes at most. */
function makeFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'end-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function startBench(args: readonly string[], folder: string): RunningCommand {
  const env = { ...process.env, TMPDIR: folder } as Readonly<Record<string, string>>
  const program = { cwd: ROOT, program: process.execPath, env }
  return startCommand(['bench/endurance/run.ts', ...args], program)
}

interface Report {
  readonly lines: readonly Line[]
  readonly faults: readonly FaultCell[]
  readonly missing: readonly string[]
}

t.test('a run tells what every server endured, and leaves nothing behind', async (t) => {
  const folder = makeFolder(t)
  const bench = startBench([...SHORT, '--scenarios', 'idle,faults,soak', '--json'], folder)
  t.equal(await bench.ended, 0, bench.err())
  const { lines, faults, missing } = JSON.parse(bench.out()) as Report
  const servers = ['gate', 'haproxy', 'nginx'].filter(
    (name) => !missing.includes(`${name} is not installed: left out`),
  )
  const of = (scenario: string): Line[] => lines.filter((line) => line.scenario === scenario)

  t.strictSame(
    of('idle')
      .map(({ server }) => server)
      .toSorted(),
    servers,
  )
  for (const { server, figures } of of('idle')) {
    t.match(figures, { failed: Number, held: 50 }, server)
    t.ok((figures['p99-beside-ms'] ?? 0) > 0, `${server} answered`)
  }

  t.strictSame(
    of('faults')
      .map(({ server }) => server)
      .toSorted(),
    servers,
  )
  t.match(of('faults')[0], { server: 'gate', figures: { faults: 29, 'as-aimed': 29, hung: 0 } })
  const hang = faults.find(({ server, fault }) => server === 'gate' && fault === 'hang')
  t.match(hang, { seen: '504', logged: '504 backend: backend-slow' })

  // How many fail says how busy the machine is that tests run on.
  t.match(of('soak'), [{ server: 'gate', figures: { failed: Number, requests: 600 }, aim: null }])
  t.match(bench.err(), /^soak gate minutes 0\.\d+ requests 600 failed \d+ mib-an-hour /m)
  t.notOk(bench.isAlive(), 'no server is left')
  t.strictSame(readdirSync(folder), [])
})

t.test('Ctrl-C ends the servers and takes their folders away', async (t) => {
  const folder = makeFolder(t)
  const bench = startBench([...SHORT, '--scenarios', 'idle'], folder)
  const files = (): string[] => readdirSync(folder, { recursive: true }).map(String)
  await eventually('the gate has its keys', () => files().some((file) => file.endsWith('.json')))
  bench.signal('SIGINT')
  t.equal(await bench.ended, 130)
  await eventually('every process has ended', () => !bench.isAlive())
  t.strictSame(files(), [])
})

t.test('the command line is read, or answered with how to use it', async (t) => {
  const defaults = { rounds: 5, rate: 300, crowd: 1_000, idle: 10_000, minutes: 30, json: false }
  const cases = [
    { name: 'nothing', args: '', want: { ...defaults, scenarios: SCENARIOS } },
    {
      name: 'a short soak',
      args: '--scenarios soak --minutes 0.5 --json',
      want: { ...defaults, scenarios: ['soak'], minutes: 0.5, json: true },
    },
    { name: 'help', args: '--help', want: /^usage/ },
    { name: 'an unknown scenario', args: '--scenarios fast', want: /^usage/ },
    { name: 'an unknown option', args: '--fast', want: /^usage/ },
    { name: 'half a connection', args: '--idle 0.5', want: /^usage/ },
    { name: 'too many connections', args: '--crowd 100000', want: /^usage/ },
    { name: 'no number', args: '--rate x', want: /^usage/ },
  ]
  for (const { name, args, want } of cases)
    t.match(readOptions(args.split(' ').filter(Boolean)), want, name)
})

t.test('a slope is that of the line through all points', async (t) => {
  const line = [1, 2, 3, 4].map((x) => ({ x, y: 3 * x + 7 }))
  t.equal(slope(line), 3)
  t.equal(slope([...line, { x: 2.5, y: 102 }]), 3, 'a point in the middle lifts it, no more')
  t.equal(slope(line.slice(0, 1)), 0)
})

t.test('a quantile is one of the values', async (t) => {
  const values = Float64Array.from({ length: 100 }, (_, i) => i)
  t.equal(quantile(values, 0.5), 50)
  t.equal(quantile(values, 0.99), 99)
  t.equal(quantile(values, 1), 99)
  t.equal(quantile(new Float64Array(), 0.5), 0)
})
