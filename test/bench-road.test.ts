import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { baselineOf, ratiosIn } from '../bench/beside/baseline.ts'
import { SCENARIOS, readOptions } from '../bench/options.ts'
import { type Report } from '../bench/report.ts'
import { medianRatio } from '../bench/statistics.ts'
import { benchFolder, startBench } from './support/bench.ts'
import { eventually } from './support/eventually.ts'

/** As short as it works: no figure of it means anything. */
const SHORT = [...'--rounds 1 --seconds 0.1 --warm-ups 2'.split(' '), '--scenarios']

/** A server that others starve may need less in a turn than the system counts. */
const FIGURE = '(?:\\d+\\.\\d\\d|Infinity|NaN)'

/** Dozens of processes start and end here; a busy machine takes its time for that. */
t.setTimeout(300_000)

t.test('a run ends in one line for each ratio, and leaves nothing behind', async (t) => {
  const folder = benchFolder(t)
  const bench = startBench([...SHORT, 'pass'], folder)
  t.equal(await bench.ended, 0, bench.err())
  const lines = bench.out().trimEnd().split('\n')
  const ratios = lines.slice(lines.findIndex((line) => line.startsWith('ratio')))
  t.match(ratios.shift(), new RegExp(`^ratio gate/undici ${FIGURE} target <= 1\\.15$`))
  if (!lines.includes('nginx is not installed: not measured')) {
    t.match(ratios.shift(), new RegExp(`^ratio gate/nginx ${FIGURE} target <= 2\\.40$`))
  }
  for (const name of ['haproxy', 'caddy']) {
    if (lines.includes(`${name} is not installed: not measured`)) continue
    t.match(ratios.shift(), new RegExp(`^ratio gate/${name} ${FIGURE} no target$`))
  }
  t.match(ratios, [new RegExp(`^ratio gate/http-proxy-3 ${FIGURE} no target$`)])
  t.match(bench.out(), /server +CPU us\/req +req\/s +p50 ms +p99 ms +RSS MiB +peak MiB +errors/)
  t.notOk(bench.isAlive(), 'no server is left')
  t.strictSame(readdirSync(folder), [])
})

t.test('a run in JSON is one object, and every answer was the right one', async (t) => {
  const bench = startBench([...SHORT, 'limit', '--json'], benchFolder(t))
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

t.test('another gate is measured beside the others, with the pass that it gives', async (t) => {
  const folder = benchFolder(t)
  const file = join(folder, 'outsider.mjs')
  writeFileSync(
    file,
    `export default {
      name: 'another gate',
      command: ({ port, originPort }) => ({
        program: process.execPath,
        args: ['--input-type=module', '--eval', \`
          import { createServer, request } from 'node:http'
          createServer((asked, answer) => {
            if (!asked.headers.cookie?.endsWith('earned=' + process.env.SECRET)) return answer.writeHead(403).end()
            const { url, method } = asked
            asked.resume()
            request({ port: \${originPort}, path: url, method }, (found) => {
              answer.writeHead(found.statusCode)
              found.pipe(answer)
            }).end()
          }).listen(\${port}, '127.0.0.1')\`],
        env: { SECRET: 'dear' },
      }),
      earnPass: async ({ url, headers }) => {
        if (!url.endsWith('/page') || headers['User-Agent'] === undefined) throw new Error(url)
        return 'earned=dear'
      },
    }`,
  )
  const bench = startBench([...SHORT, 'browser', '--with', file, '--json'], folder)
  t.equal(await bench.ended, 0, bench.err())
  const report = JSON.parse(bench.out()) as Report
  t.equal(report.ratios.at(-1)?.label, 'browser/another gate')
  const measured = report.scenarios[0]?.servers.find(({ server }) => server === 'another gate')
  t.equal(measured?.errors, 0)
  t.ok((measured?.requests ?? 0) > 0)
  writeFileSync(file, 'export default { name: 1 }')
  const wrong = startBench([...SHORT, 'browser', '--with', file], folder)
  t.equal(await wrong.ended, 1)
  t.match(
    wrong.err(),
    /outsider\.mjs: its default export is to have name, command\(\) and earnPass\(\)/,
  )
})

t.test('requests that each have a connection are counted', async (t) => {
  const bench = startBench([...SHORT, 'connect', '--json'], benchFolder(t))
  t.equal(await bench.ended, 0, bench.err())
  const report = JSON.parse(bench.out()) as Report
  for (const { server, requests, errors } of report.scenarios[0]?.servers ?? []) {
    t.ok(requests > 0, server)
    t.equal(errors, 0, server)
  }
})

t.test('a kept run is read back as it was', async (t) => {
  const machine = { node: 'v26', cores: 2, cpu: 'a CPU' }
  const ratios = [
    { label: 'gate/undici', value: 1.234, target: 1.15 },
    { label: 'browser/another gate', value: 12, target: null },
  ]
  const report = {
    machine,
    rounds: 1,
    seconds: 1,
    scenarios: [],
    proof: [],
    remarks: [],
    missing: [],
  }
  const text = baselineOf(
    { ...report, ratios },
    { day: '2026-01-02', command: 'npm run bench:save' },
  )
  t.match(text, /^Made on 2026-01-02 by `npm run bench:save`/m)
  t.strictSame(
    [...ratiosIn(text)],
    [
      ['gate/undici', 1.23],
      ['browser/another gate', 12],
    ],
  )
})

t.test('Ctrl-C ends the servers and takes their folder away', async (t) => {
  const folder = benchFolder(t)
  const bench = startBench([...SHORT, 'pass'], folder)
  const files = (): string[] => readdirSync(folder, { recursive: true }).map(String)
  await eventually('the gate has its keys', () => files().some((file) => file.endsWith('.json')))
  bench.signal('SIGINT')
  t.equal(await bench.ended, 130)
  await eventually('every process has ended', () => !bench.isAlive())
  t.strictSame(files(), [])
})

t.test('wrong usage is told, and measures nothing', async (t) => {
  const bench = startBench(['--fast'], benchFolder(t))
  t.equal(await bench.ended, 2)
  t.match(bench.err(), /^usage: npm run bench/)
  t.equal(bench.out(), '')
})

t.test('the command line is read, or answered with how to use it', async (t) => {
  const defaults = {
    rounds: 5,
    seconds: 1,
    'warm-ups': 8,
    scenarios: SCENARIOS,
    files: {},
    json: false,
  }
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
    { name: 'another gate', args: '--with FILE', want: { ...defaults, files: { with: 'FILE' } } },
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
