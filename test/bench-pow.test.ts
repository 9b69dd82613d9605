import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startCitizen } from '../bench/pow/citizen.ts'
import { judge, type Rates } from '../bench/pow/judge.ts'
import { readOptions } from '../bench/pow/options.ts'
import { renderReport } from '../bench/pow/report.ts'
import { tryCitizen } from '../bench/pow/trial.ts'
import { startCommand } from './support/command.ts'

const ROOT = new URL('..', import.meta.url).pathname

/** A browser starts here, on a machine that may be busy. */
t.setTimeout(200_000)

/** Round figures, so that whoever reads this can do the sums. */
const RATES: Rates = {
  native: { walk: 20_000, derivation: 30_000, search: 60e6 },
  browser: { walk: 12_000, derivation: 5_000, subtle: 180_000, script: 3e6, wasm: 6e6 },
}

const ASSUMED = {
  vcpuEuros: 0.036,
  gpuEuros: 0.36,
  gpu: { walk: 1e6, derivation: 5e6, search: 20e9 },
  waitSeconds: 2,
  slowdown: 6,
}

t.test('what a pass costs follows from rates, wait and prices', async (t) => {
  const { ours, peers } = judge(RATES, ASSUMED)
  const [walk, derivation] = ours
  t.match(walk, {
    advantage: 20_000 / 12_000,
    work: 4_000,
    passesPerCoreSecond: 5,
    cpuSeconds: 0.2,
  })
  t.equal(
    walk?.cpuEurosPerMillion.toFixed(9),
    '2.000000000',
    '0.2 s of 3600 at 0.036, a million times',
  )
  t.equal(
    walk?.gpuEurosPerMillion.toFixed(9),
    '0.400000000',
    '4 ms of 3600 at 0.36, a million times',
  )
  t.match(derivation, { work: 12_000, cpuSeconds: 0.4, passesPerCoreSecond: 2.5 })
  t.equal(derivation?.gpuEurosPerMillion.toFixed(9), '0.240000000', 'three units for one')
  t.strictSame(
    peers.map(({ work, advantage }) => [work, advantage.toFixed(2)]),
    [
      [60_000, '333.33'],
      [1e6, '20.00'],
      [2e6, '10.00'],
    ],
  )
  t.equal(peers[0]?.cpuEurosPerMillion.toFixed(9), '0.010000000')
  t.equal(peers[0]?.gpuEurosPerMillion.toFixed(9), '0.000300000')
})

t.test('a goal compares the cheapest ways in', async (t) => {
  const { goals } = judge(RATES, ASSUMED)
  t.strictSame(
    goals.map(({ label, value, least }) => [label, value.toFixed(3), least]),
    [
      ['SHA-256, WebCrypto for each number, on rented cores alone', '200.000', 100],
      ['SHA-256, WebCrypto for each number, on cores or graphics cards', '800.000', 300],
      ['SHA-256, WebAssembly, four at a time, on rented cores alone', '6.000', 100],
      ['SHA-256, WebAssembly, four at a time, on cores or graphics cards', '24.000', 300],
    ],
  )
  const doubled = judge(RATES, { ...ASSUMED, waitSeconds: 4, vcpuEuros: 0.072, gpuEuros: 0.72 })
  t.strictSame(
    doubled.goals.map(({ value }) => value.toFixed(3)),
    goals.map(({ value }) => value.toFixed(3)),
    'neither the wait nor the price of everything moves a ratio',
  )
  const cheapDoor = judge({ ...RATES, native: { ...RATES.native, derivation: 6e6 } }, ASSUMED)
  t.equal(cheapDoor.goals[0]?.value.toFixed(3), '2.000', 'an attacker takes the cheaper door')
})

t.test('the pass as the gate asks for it has the units of a token', async (t) => {
  const { passes } = judge(RATES, ASSUMED)
  t.match(passes, [
    { units: 2048, algorithm: 1, cpuSeconds: 2048 / 20_000 },
    { units: 6144, algorithm: 2, cpuSeconds: 6144 / 30_000 },
  ])
})

t.test('a report says all it assumes, and reached or missed', async (t) => {
  const text = renderReport({
    machine: { node: 'v26', cores: 2, cpu: 'a processor' },
    load: { before: 0.04, after: 2 },
    compiler: 'gcc 12',
    flags: '-O3',
    browser: '156',
    kernels: ['walk by fours-4'],
    rounds: 5,
    seconds: 1,
    assumed: ASSUMED,
    ...judge(RATES, ASSUMED),
  })
  t.match(text, 'waits 2 s, with one worker on a phone 6 times slower')
  t.match(text, 'a core costs EUR 0.036, of a graphics card (RTX 4090) EUR 0.36')
  t.match(text, /20,000,000,000 SHA-256 a second and 5,000,000 .*published/)
  t.match(text, '1,000,000 units of algorithm 1 (estimated, never measured)')
  t.match(text, /ours, algorithm 1 +20,000 +12,000 +1\.67 +4,000 +5\.00 +0\.200 +2\.00 +0\.400/)
  t.match(text, /costs 200 times as much as SHA-256, WebCrypto .* goal >= 100: reached/)
  t.match(text, /costs 6\.00 times as much as SHA-256, WebAssembly.* goal >= 100: missed/)
})

const read = (args: string): ReturnType<typeof readOptions> =>
  readOptions(args.split(' ').filter(Boolean), 1800)

t.test('the command line is read, or answered with how to use it', async (t) => {
  t.match(read(''), {
    rounds: 5,
    seconds: 1,
    json: false,
    assumed: { vcpuEuros: 0.012, gpuEuros: 0.48, waitSeconds: 1, slowdown: 6 },
  })
  t.match(read('--rounds 2 --gpu-iterations 1.8e9 --json'), {
    rounds: 2,
    json: true,
    assumed: { gpu: { derivation: 1e6 } },
  })
  const wrong = [
    '--help',
    '--fast',
    '--rounds 0',
    '--rounds 1.5',
    '--seconds 61',
    '--wait x',
    'now',
  ]
  for (const args of wrong) t.match(read(args), /^usage: npm run bench:pow/, args)
})

t.test("a browser does what is measured, the gate's work and that of others", async (t) => {
  const citizen = await startCitizen()
  t.teardown(citizen.close)
  await t.resolves(tryCitizen(citizen))
  for (const way of ['walk', 'derivation', 'subtle', 'script', 'wasm'] as const) {
    t.ok((await citizen.rate(way, 0.01)) > 0, way)
  }
  const lies = { ...citizen, find: async () => 1 }
  await t.rejects(tryCitizen(lies), { message: /^the browser's subtle finds 1, not 1\d{15}$/ })
  await t.rejects(tryCitizen({ ...citizen, tags: async () => [1] }), { message: /^wrong tags/ })
})

t.test('without a compiler it says so in a sentence, and wrong usage is told', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pow-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const program = { cwd: ROOT, program: process.execPath, env: { PATH: folder, TMPDIR: folder } }
  const bench = startCommand(['bench/pow.ts'], program)
  t.equal(await bench.ended, 1)
  t.match(
    bench.err(),
    /^the attacker is in C, and there is no gcc: apt-get install gcc libc6-dev\n$/,
  )
  t.strictSame(readdirSync(folder), [])
  const wrong = startCommand(['bench/pow.ts', '--fast'], program)
  t.equal(await wrong.ended, 2)
  t.match(wrong.err(), /^usage: npm run bench:pow/)
})
