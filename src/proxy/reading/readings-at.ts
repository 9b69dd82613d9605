import { type AmbiguousPath, type Route, type Site } from '../../model/index.ts'
import { routeOf } from '../../policies/index.ts'
import { type PathReadings, holdsNul, isAmbiguousPath, pathReadings } from './path-readings.ts'

/** What a request asks for. */
interface Asked {
  readonly method: string
  readonly path: string
}

/** The readings of a path at a site, or the word for why it is refused there whatever its policies say. */
export function readingsOf({ method, path }: Asked, site: Site): PathReadings | 'ambiguous-path' {
  const readings = pathReadings(path, site.caseInsensitivePaths)
  // One that can be read in one way only holds nothing that is refused.
  if (readings !== null && readings.length === 1 && readings[0] === path) return readings
  if (holdsNul(path)) return 'ambiguous-path'
  if (!site.rejectsAmbiguous || !isAmbiguousPath(path)) return readings
  return isRejected({ method, readings }, site) ? 'ambiguous-path' : readings
}

/** Where one of its readings leads to a route that refuses such paths, or to none at a site that does. */
function isRejected(
  { method, readings }: { readonly method: string; readonly readings: PathReadings },
  site: Site,
): boolean {
  const routes =
    readings === null ? site.routesFor(null) : readings.map((path) => routeOf(site, method, path))
  return routes.some((route) => wordOf(route, site) === 'reject')
}

function wordOf(route: Route | null, site: Site): AmbiguousPath {
  return route === null ? site.ambiguousPath : route.ambiguousPath
}
