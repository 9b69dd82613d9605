import { type Clearance, type Pass, type Site, CLEARANCES, reaches } from '../../model/index.ts'
import { routeOf } from '../../policies/index.ts'
import { hasBought } from '../answers/order.ts'
import { standingOf } from '../bounds/ledger.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { readingsOf } from '../reading/identify.ts'

/** What a target asks for. */
interface Target {
  readonly method: string
  /** Of its path. */
  readonly readings: readonly string[]
}

/** The most that a route asks for which takes a reading of the target, or that is named besides; counts nothing. */
export function askedClearance(
  site: Site | null,
  { method, readings }: Target,
  named: string | null = null,
): Clearance {
  const asked = readings.map((reading) =>
    site === null ? undefined : routeOf(site, method, reading)?.policy.clearance,
  )
  const wanted = new Set<string | null | undefined>([...asked, named])
  return CLEARANCES.findLast((clearance) => wanted.has(clearance)) ?? CLEARANCES[0]
}

/** What is asked for where a page is loaded at `way`, or by a request that was stopped, whichever is more. */
export function clearanceAt(
  way: string,
  site: Site | null,
  named: string | null = null,
): Clearance {
  const [path = ''] = way.split(/[?#]/, 1)
  const readings = (site === null ? null : readingsOf(path, site)) ?? []
  return askedClearance(site, { method: 'GET', readings }, named)
}

/** Whether a pass that is not used up reaches the clearance, and has bought what was asked for. */
export function isEnough(
  pass: Pass,
  clearance: Clearance,
  { snapshot, order }: Exchange,
  gate: Gate,
): boolean {
  const { limits, clock } = gate
  const nowMs = clock.steadyMs()
  const standing = standingOf(pass, { limits, nowMs, settings: snapshot.pass })
  if (!reaches(pass.clearance, clearance) || standing !== 'good') return false
  return order === null || hasBought(order, pass, gate)
}
