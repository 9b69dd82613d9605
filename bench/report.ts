import { availableParallelism, cpus } from 'node:os'
import { type Figures } from './measure.ts'
import { type ProofFigures } from './proof.ts'
import { type RatioAim } from './scenarios.ts'
import { medianRatio } from './statistics.ts'

/** One scenario as it was measured. */
export interface Measured {
  readonly name: string
  readonly title: string
  readonly servers: readonly Figures[]
}

export interface Ratio {
  readonly label: string
  readonly value: number
  readonly target: number | null
}

/** Everything one run found out. */
export interface Report {
  readonly machine: { readonly node: string; readonly cores: number; readonly cpu: string }
  readonly rounds: number
  readonly seconds: number
  readonly scenarios: readonly Measured[]
  readonly proof: readonly ProofFigures[]
  readonly ratios: readonly Ratio[]
  /** What else was found out, a line each. */
  readonly remarks: readonly string[]
  /** What could not be measured, and why. */
  readonly missing: readonly string[]
}

export function describeMachine(): Report['machine'] {
  const cpu = cpus()[0]?.model ?? 'unknown'
  return { node: process.version, cores: availableParallelism(), cpu }
}

/** The ratios of a scenario whose servers were there. */
export function ratiosOf(figures: readonly Figures[], aims: readonly RatioAim[]): readonly Ratio[] {
  const turnsOf = (name: string): readonly number[] | undefined =>
    figures.find(({ server }) => server === name)?.turns
  return aims.flatMap(({ label, of = 'gate', against, target }) => {
    const [own, others] = [turnsOf(of), turnsOf(against)]
    if (own === undefined || others === undefined) return []
    return [{ label, value: medianRatio(own, others), target }]
  })
}

const PROOF_AIMS = [
  { operation: 'issue', against: 'hmac', target: 2 },
  { operation: 'bogus', against: 'unit', target: 1.2 },
  { operation: 'valid', against: 'unit', target: 2.4 },
  { operation: 'bogus-derived', against: 'derivation', target: 1.2 },
  { operation: 'valid-derived', against: 'derivation', target: 2.4 },
] as const

export function proofRatios(figures: readonly ProofFigures[]): readonly Ratio[] {
  const turnsOf = (name: string): readonly number[] =>
    figures.find(({ operation }) => operation === name)?.turns ?? []
  return PROOF_AIMS.map(({ operation, against, target }) => ({
    label: `proof-${operation}/${against}`,
    value: medianRatio(turnsOf(operation), turnsOf(against)),
    target,
  }))
}

/** Tables, then what is missing, then one line for each ratio. */
export function renderReport(report: Report): string {
  const { node, cores, cpu } = report.machine
  const blocks = [
    `node ${node}, ${cores} cores, ${cpu}; ${report.rounds} rounds of ${report.seconds} s`,
    ...report.scenarios.map(({ title, servers }) => `${title}\n${table(serverRows(servers))}`),
  ]
  if (report.proof.length > 0) {
    blocks.push(`proof: CPU of one operation\n${table(proofRows(report.proof))}`)
  }
  blocks.push([...report.missing, ...report.remarks, ...report.ratios.map(ratioLine)].join('\n'))
  return `${blocks.join('\n\n')}\n`
}

export function ratioLine({ label, value, target }: Ratio): string {
  const aim = target === null ? 'no target' : `target <= ${target.toFixed(2)}`
  return `ratio ${label} ${value.toFixed(2)} ${aim}`
}

function serverRows(figures: readonly Figures[]): readonly (readonly string[])[] {
  const head = 'server,CPU us/req,req/s,p50 ms,p99 ms,RSS MiB,peak MiB,errors'.split(',')
  const rows = figures.map((row) => [
    row.server,
    row.cpuMicroseconds.toFixed(1),
    row.requestsPerSecond.toFixed(0),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
    row.rssMiB.toFixed(0),
    row.rssPeakMiB.toFixed(0),
    String(row.errors),
  ])
  return [head, ...rows]
}

function proofRows(figures: readonly ProofFigures[]): readonly (readonly string[])[] {
  const rows = figures.map((row) => [row.operation, row.cpuMicroseconds.toFixed(2)])
  return [['operation', 'CPU us'], ...rows]
}

/** Columns as wide as their widest cell; names to the left, figures to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  return rows.map((row) => `  ${line(row)}`).join('\n')
}
