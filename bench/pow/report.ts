import { type describeMachine, table } from '../report.ts'
import { type Assumptions, type Cost } from './cost.ts'
import { type Goal, type Judgement, type Pass } from './judge.ts'

/** Everything one run found out. */
export interface CostReport extends Judgement {
  readonly machine: ReturnType<typeof describeMachine>
  readonly load: { readonly before: number; readonly after: number }
  readonly compiler: string
  readonly flags: string
  readonly browser: string
  /** The kernels that were fastest. */
  readonly kernels: readonly string[]
  readonly rounds: number
  readonly seconds: number
  readonly assumed: Assumptions
}

const HEAD = [
  'way to be let in',
  'native/s core',
  'browser/s',
  'advantage',
  'work a pass',
  'passes/s core',
  'CPU s/pass',
  'EUR/M on CPU',
  'EUR/M on GPU',
]

/** The machine, what is assumed, the table, and one line for each goal. */
export function renderReport(report: CostReport): string {
  const { machine, load, assumed, rounds, seconds } = report
  const loads = `${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after`
  const blocks = [
    [
      `node ${machine.node}, ${machine.cores} cores, ${machine.cpu}; Chromium ${report.browser}`,
      `${report.compiler}, ${report.flags}`,
      `the fastest here: ${report.kernels.join(', ')}; all reproduce docs/vectors.json`,
      `medians of ${rounds} rounds of ${seconds} s; load of the machine ${loads}`,
    ].join('\n'),
    assumptionsIn(assumed),
    table([HEAD, ...[...report.ours, ...report.peers].map(rowOf)]),
    report.passes.map(passLine).join('\n'),
    report.goals.map(goalLine).join('\n'),
  ]
  return `${blocks.join('\n\n')}\n`
}

function assumptionsIn({ vcpuEuros, gpuEuros, gpu, waitSeconds, slowdown }: Assumptions): string {
  return `assumed:
  a citizen waits ${waitSeconds} s, with one worker on a phone ${slowdown} times slower than Chromium here
  an hour of a core costs EUR ${vcpuEuros}, of a graphics card (RTX 4090) EUR ${gpuEuros}
  the card does ${figure(gpu.search)} SHA-256 a second and ${figure(gpu.derivation)} units of algorithm 2 (published, hashcat 6.2.6),
  and ${figure(gpu.walk)} units of algorithm 1 (estimated, never measured); no graphics card is measured here`
}

function rowOf(cost: Cost): readonly string[] {
  const figures = [
    cost.corePerSecond,
    cost.browserPerSecond,
    cost.advantage,
    cost.work,
    cost.passesPerCoreSecond,
    cost.cpuSeconds,
    cost.cpuEurosPerMillion,
    cost.gpuEurosPerMillion,
  ]
  return [cost.name, ...figures.map(figure)]
}

function passLine({ units, algorithm, cpuSeconds, cpuEurosPerMillion }: Pass): string {
  const cost = `${figure(cpuSeconds)} CPU s, EUR ${figure(cpuEurosPerMillion)} a million`
  return `a pass as the gate asks for it by ${units} units of algorithm ${algorithm}: ${cost}`
}

function goalLine({ label, value, least }: Goal): string {
  const verdict = value >= least ? 'reached' : 'missed'
  return `a pass costs ${figure(value)} times as much as ${label}; goal >= ${least}: ${verdict}`
}

/** Three digits that count; more is noise. */
function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
