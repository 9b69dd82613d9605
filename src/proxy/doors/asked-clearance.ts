import { type Clearance, type Site, CLEARANCES } from '../../model/index.ts'
import { routeOf } from '../../policies/index.ts'

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
