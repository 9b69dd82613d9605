/** A subtest at the top of a file's report. */
export interface Part {
  readonly name: string
  readonly ok: boolean
  readonly ms: number
}

const LINE = /^(not )?ok \d+ - (.*?) # time=([\d.]+)(ms|s)$/

/** The subtests that a report in TAP tells, and how long each took; those that were skipped took none. */
export function partsIn(report: string): readonly Part[] {
  return report.split('\n').flatMap((line) => {
    const [, not, name = '', time, unit] = LINE.exec(line) ?? []
    if (time === undefined) return []
    return [{ name, ok: not === undefined, ms: Number(time) * (unit === 's' ? 1000 : 1) }]
  })
}
