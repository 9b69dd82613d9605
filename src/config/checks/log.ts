import { type Place, placeAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Why the log cannot be opened: found out by who may look at files. */
export interface LogProblem {
  readonly why: string
  /** Whether it is so for every user. */
  readonly isCertain: boolean
}

/** An error where it is so for the gate's user as well. */
export function checkLog(root: Place, report: Report, problem: LogProblem | null): void {
  if (problem === null) return
  const { offset } = placeAt(root, ['log', 'to']) ?? root
  const said = { code: 'PAART_LOG', message: `the log cannot be opened: ${problem.why}` } as const
  if (problem.isCertain) report.error(offset, { ...said, hint: 'name a file that can be written' })
  else report.warn(offset, { ...said, hint: 'it is the user of the gate that must be able to' })
}
