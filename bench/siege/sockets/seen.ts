import { quantile } from '../../statistics.ts'
import { shareOf } from '../row.ts'
import { type Visited } from './visits.ts'

/** What one kind of citizens saw in one phase. */
export interface Seen {
  readonly visits: readonly Visited[]
  /** Of what was served. */
  readonly p50Ms: number
  readonly p99Ms: number
}

/** What one kind of citizens saw without the attack and with it. */
export interface Phases {
  readonly who: string
  readonly isHolder: boolean
  readonly control: Seen
  readonly attacked: Seen
}

/** Of what was asked so much has to be as it should. */
const SHARE_MIN = 0.99

/** Beyond what the slowest hundredth takes without an attack. */
const LATER_MS_MAX = 2_000

/** Whoever has to be refused is told so within this. */
const TOLD_MS_MAX = 2_000

export function seenOf(visits: readonly Visited[]): Seen {
  const served = visits.filter(({ isServed }) => isServed)
  const took = Float64Array.from(served, ({ tookMs }) => tookMs).toSorted()
  return { visits, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) }
}

/** Whether nearly all was served, not much later than without an attack. */
export function areServed({ control, attacked: { visits } }: Phases): boolean {
  const latestMs = control.p99Ms + LATER_MS_MAX
  const inTime = visits.filter((visited) => visited.isServed && visited.tookMs <= latestMs)
  return inTime.length >= SHARE_MIN * visits.length
}

/** Whether nearly all was answered soon, if only with a refusal. */
export function areTold({ attacked: { visits } }: Phases): boolean {
  const told = visits.filter(({ status, tookMs }) => status > 0 && tookMs <= TOLD_MS_MAX)
  return told.length >= SHARE_MIN * visits.length
}

/** `holders: 100.0 % of 360 served, p50 3 ms, p99 40 ms; control: …`. */
export function seenLine({ who, control, attacked }: Phases): string {
  return `${who}: ${textOf(attacked)}; control: ${textOf(control)}`
}

function textOf({ visits, p50Ms, p99Ms }: Seen): string {
  const served = visits.filter((visited) => visited.isServed)
  const others = countsOf(visits.filter((visited) => !visited.isServed))
  const times = `p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms`
  return `${shareOf(served.length, visits.length)} of ${visits.length} served, ${times}${others}`
}

/** `, 3 x 503 form`: what was not served, by its status and what was asked for. */
function countsOf(visits: readonly Visited[]): string {
  const counts = new Map<string, number>()
  for (const { status, deed } of visits) {
    const what = `${status === 0 ? 'no answer' : status} ${deed}`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => `, ${count} x ${what}`).join('')
}
