import { existsSync } from 'node:fs'

/** In the order in which they are told. */
const COUNTED = ['statements', 'branches', 'functions', 'lines'] as const

/** The least that has to be reached of each, in per cent: `tap` in `package.json`. */
export type Floors = Readonly<Record<(typeof COUNTED)[number], number>>

/** With what a program ended: its number, or the signal that ended it. */
export type Status = number | NodeJS.Signals

/** A run of all tests: with what it ended, and what it told in TAP. */
export interface TestRun {
  readonly status: Status
  readonly report: string
  readonly floors: Floors
}

export interface Verdict {
  /** What has failed whatever a second run of a file would say. */
  readonly reasons: readonly string[]
  /** Files that failed: a machine that others load as well can starve a test. */
  readonly again: readonly string[]
}

const FAILED = /^not ok \d+ - (.*?)(?: # time=\S+)?$/gm

/** Stands behind the last test. */
const END = /^# \{ total: \d+/m

/**
 * What a run of all tests came to. A file that failed hides nothing else: a run that broke off, and what was not
 * counted, are told beside it.
 */
export function verdictOf({ status, report, floors }: TestRun): Verdict {
  const failed = status === 0 ? [] : [...report.matchAll(FAILED)].map(([, name = '']) => name)
  const again = failed.filter((name) => name.startsWith('test/') && existsSync(name))
  const reasons = [
    ...failed.filter((name) => !again.includes(name)).map((name) => `${name}, which is no file`),
    ...(END.test(report) ? [] : [`npm test ended with ${status} before its last test`]),
    ...uncovered(report, floors),
  ]
  const isTold = status === 0 || reasons.length > 0 || again.length > 0
  return {
    again,
    reasons: isTold ? reasons : [`npm test ended with ${status}, of which it tells nothing`],
  }
}

const ALL = /^All files +\| +([\d.]+) +\| +([\d.]+) +\| +([\d.]+) +\| +([\d.]+) +\|/m

/** The runner ends with 1 where a floor is not reached, and says no word about it. */
function uncovered(report: string, floors: Floors): readonly string[] {
  const reached = ALL.exec(report)?.slice(1).map(Number)
  if (reached === undefined) return ['no coverage was told']
  return COUNTED.flatMap((name, i) => {
    const share = reached[i] ?? 0
    return share >= floors[name]
      ? []
      : [`${share} % of ${name} are reached, ${floors[name]} % have to be`]
  })
}
