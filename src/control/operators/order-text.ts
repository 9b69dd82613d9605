import { type Order, isClientOrder, spellTarget } from '../../model/index.ts'
import { table } from './answer.ts'

/** One order, for scripts. */
export interface OrderReport {
  readonly id: number
  readonly kind: Order['kind']
  /** `ban`, `allow`, `drain`, `revoke`, or the mode. */
  readonly does: string
  readonly target: string
  readonly shadow: boolean
  /** ISO 8601, UTC. */
  readonly since: string
  readonly until: string
  readonly by: string
  readonly reason: string
}

export function reportOf(order: Order): OrderReport {
  const { id, kind, by, reason } = order
  return {
    id,
    kind,
    does: kind === 'mode' ? order.mode : kind,
    target: spellTarget(order.target),
    shadow: isClientOrder(order) && order.inShadow,
    since: isoOf(order.madeMs),
    until: isoOf(order.untilMs),
    by,
    reason,
  }
}

/** `ban 7: 203.0.113.0/24, until 2026-01-07T14:00:00.000Z, by anna: scraper`. */
export function lineOf(order: Order): string {
  const { id, does, kind, target, shadow, until, by, reason } = reportOf(order)
  const word = kind === 'mode' ? `mode ${id}: ${does} for ${target}` : `${kind} ${id}: ${target}`
  const why = reason === '' ? '' : `: ${reason}`
  return `${word}${shadow ? ', in shadow' : ''}, until ${until}, by ${by}${why}`
}

/** Longer lists are told by their number. */
const LINES_MAX = 5

/** A line for each order; of many given together the first and how many follow. */
export function linesOf(orders: readonly Order[]): string {
  const shown = orders.length > LINES_MAX ? orders.slice(0, 1) : orders
  const left = orders.length - shown.length
  const more = left === 0 ? '' : `and ${left} more\n`
  return shown.map((order) => `${lineOf(order)}\n`).join('') + more
}

/** All that is in force, or one line that nothing is. */
export function ordersText(orders: readonly Order[], none: string): string {
  if (orders.length === 0) return `${none}\n`
  return table([
    ['number', 'what', 'whom or where', 'until', 'by', 'reason'],
    ...orders.map(reportOf).map(({ id, does, target, shadow, until, by, reason }) => {
      return [id, shadow ? `${does} (in shadow)` : does, target, until, by, reason]
    }),
  ])
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
