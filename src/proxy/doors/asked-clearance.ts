import {
  type Clearance,
  type Pass,
  type Route,
  type Site,
  CLEARANCES,
  reaches,
} from '../../model/index.ts'
import { routeOf } from '../../policies/index.ts'
import { hasBought } from '../answers/order.ts'
import { standingOf } from '../bounds/ledger.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type PathReadings } from '../reading/path-readings.ts'
import { readingsOf } from '../reading/readings-at.ts'

/** What a target asks for. */
interface Target {
  readonly method: string
  /** Of its path. */
  readonly readings: PathReadings
}

/** The most that a route asks for which takes a reading of the target, or that is named besides; counts nothing. */
export function askedClearance(
  site: Site | null,
  { method, readings }: Target,
  named: string | null = null,
): Clearance {
  const routes = site === null ? [] : routesAt(site, { method, readings })
  const asked = routes.map((route) => route?.policy.clearance)
  const wanted = new Set<string | null | undefined>([...asked, named])
  return CLEARANCES.findLast((clearance) => wanted.has(clearance)) ?? CLEARANCES[0]
}

function routesAt(site: Site, { method, readings }: Target): readonly (Route | null)[] {
  if (readings !== null) return readings.map((reading) => routeOf(site, method, reading))
  return site.routesFor(null).filter((route) => route.matches(method, null))
}

/** What is asked for where a page is loaded at `way`, or by a request that was stopped, whichever is more. */
export function clearanceAt(
  way: string,
  site: Site | null,
  named: string | null = null,
): Clearance {
  const [path = ''] = way.split(/[?#]/, 1)
  const method = 'GET'
  const read = site === null ? [] : readingsOf({ method, path }, site)
  const readings = read === 'ambiguous-path' ? [] : read
  return askedClearance(site, { method, readings }, named)
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
