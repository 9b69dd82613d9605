import { spawnSync } from 'node:child_process'
import { arch, release, totalmem } from 'node:os'
import { findProgram } from '../servers/nginx.ts'
import { type Report, renderReport } from '../report.ts'

/** Where the figures stand that others are compared with. */
export const BASELINE = new URL('../BASELINE.md', import.meta.url)

/** How each server tells its version, on standard output or error. */
const VERSION_ARGS = { nginx: ['-v'], haproxy: ['-v'], caddy: ['version'] } as const

/** A run as it is kept: where and when it was made, then its tables and ratios as it printed them. */
export function baselineOf(report: Report, made: { day: string; command: string }): string {
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`
  const versions = Object.entries(VERSION_ARGS).flatMap(([name, args]) => versionOf(name, args))
  return `# What a request costs

Made on ${made.day} by \`${made.command}\`, with nothing else running: Linux ${release()} on ${arch()}, ${memory},
${versions.join(', ')}, Debian's packages.
CPU ratios of this one run are what counts; requests a second are those of a machine that also makes the load.
How it is measured says the head of [run.ts](run.ts), what the figures mean [docs/performance.md](../docs/performance.md).

\`\`\`text
${renderReport(report).trimEnd()}
\`\`\`
`
}

function versionOf(name: string, args: readonly string[]): readonly string[] {
  const program = findProgram(name)
  if (program === null) return []
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  const [version = '?'] = /\d+\.\d+(?:\.\d+)?/.exec(stdout + stderr) ?? []
  return [`${name} ${version}`]
}

const RATIO = /^ratio (?<label>\S.*?) (?<value>\d+\.\d\d) /

/** The ratios of a kept run, by their labels. */
export function ratiosIn(baseline: string): ReadonlyMap<string, number> {
  return new Map(
    baseline.split('\n').flatMap((line) => {
      const { label, value } = RATIO.exec(line)?.groups ?? {}
      return label === undefined ? [] : [[label, Number(value)] as const]
    }),
  )
}
