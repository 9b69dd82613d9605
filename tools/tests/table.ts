import { type Measured } from './measured.ts'

/** Of each file so many subtests, and so many timers. */
const LINES_MAX = 3

/** Shorter subtests need no looking at. */
const PART_MS_MIN = 500

/** The slowest files first: how long each took, worked, and waited, and for what. */
export function tableOf(runs: readonly Measured[], filesMax: number): string {
  const slowest = runs.toSorted((a, b) => b.wallMs - a.wallMs).slice(0, filesMax)
  const rows = slowest.map((run) => [rowOf(run), partRows(run), waitRows(run)])
  return ['seconds    CPU  waits  file', ...rows.flat(2), totalRow(runs)].join('\n')
}

function totalRow(runs: readonly Measured[]): string {
  const total = (of: (run: Measured) => number): string =>
    seconds(runs.reduce((sum, run) => sum + of(run), 0))
  const cpu = total(({ cpuMs }) => cpuMs ?? 0)
  return `${total(({ wallMs }) => wallMs)}${cpu}${total(waitedMs)}  all ${runs.length}, one after the other`
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1).padStart(7)
}

/** Two cores may work at once: then it waited for less than this says, never for more. */
function waitedMs({ wallMs, cpuMs }: Measured): number {
  return cpuMs === null ? 0 : Math.max(0, wallMs - cpuMs)
}

function rowOf(run: Measured): string {
  const cpu = run.cpuMs === null ? '      ?      ?' : seconds(run.cpuMs) + seconds(waitedMs(run))
  return `${seconds(run.wallMs)}${cpu}  ${run.path}${run.ok ? '' : '  FAILED'}`
}

const INDENT = ' '.repeat(23)

function partRows({ parts }: Measured): readonly string[] {
  const long = parts.filter(({ ms }) => ms >= PART_MS_MIN).toSorted((a, b) => b.ms - a.ms)
  return long.slice(0, LINES_MAX).map(({ name, ms }) => `${INDENT}${seconds(ms).trim()} s: ${name}`)
}

function waitRows({ waits }: Measured): readonly string[] {
  return waits
    .slice(0, LINES_MAX)
    .map(
      ({ from, count, longestMs }) => `${INDENT}timers of ${from}: ${count}, up to ${longestMs} ms`,
    )
}
