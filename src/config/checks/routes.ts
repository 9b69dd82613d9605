import {
  type PatternParts,
  partsOfPattern,
  patternCovers,
  spellPattern,
} from '../../policies/index.ts'
import { METHODS_MAX, ROUTES_MAX } from '../schema/bounds.ts'
import { type Place, listAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { isPathPattern } from '../schema/words.ts'

/** The requests a route takes; null stands for every method. */
interface Reach {
  readonly name: string
  readonly pattern: PatternParts
  readonly methods: ReadonlySet<unknown> | null
  readonly place: Place
}

/** What a route without a path takes. */
const EVERY_PATH = partsOfPattern('/**')

/** Finds routes that no request reaches, and requests that no route takes. */
export function checkRouteOrder(site: Place, report: Report): void {
  const routes = listAt(site, 'routes', ROUTES_MAX)
  const isLoose = site.children.get('caseInsensitivePaths')?.value === true
  const reaches = routes.flatMap((route) => reachOf(route, isLoose) ?? [])
  for (const later of reaches) {
    const earlier = reaches.find((candidate) => covers(candidate, later))
    // Each covers itself, and only who stands before it takes something away.
    if (earlier !== undefined && earlier !== later) reportUnreachable(later, earlier, report)
  }
  const isSure = routes.length > 0 && reaches.length === routes.length
  if (!isSure || reaches.some(takesEverything)) return
  report.warn(site.children.get('routes')?.keyOffset ?? site.keyOffset, {
    code: 'PAART_NO_CATCH_ALL',
    message: 'no route takes every request: one that none matches is answered 404',
    hint: 'end with a route that has neither "path" nor "methods"',
  })
}

function reportUnreachable(later: Reach, earlier: Reach, report: Report): void {
  const { line } = report.positionOf(earlier.place.offset)
  report.error(later.place.offset, {
    code: 'PAART_UNREACHABLE_ROUTE',
    message: `no request reaches the route "${later.name}"`,
    hint: `the route "${earlier.name}" in line ${line} takes them all; put it after this one`,
  })
}

/** Null where the route is written wrongly, so that nothing can be said about it. */
function reachOf(place: Place, isLoose: boolean): Reach | null {
  const path = place.children.get('path')
  const methods = place.children.get('methods')
  const pattern = path === undefined ? EVERY_PATH.text : path.value
  if (typeof pattern !== 'string' || !isPathPattern(pattern)) return null
  if (methods !== undefined && !Array.isArray(methods.value)) return null
  const spelled = spellPattern(pattern)
  return {
    name: textAt(place, 'name') ?? '',
    pattern: partsOfPattern(isLoose ? spelled.toLowerCase() : spelled),
    methods:
      methods === undefined
        ? null
        : new Set(listAt(place, 'methods', METHODS_MAX).map(({ value }) => value)),
    place,
  }
}

function covers(earlier: Reach, later: Reach): boolean {
  const { methods } = earlier
  const isEveryMethod =
    methods === null || (later.methods !== null && later.methods.isSubsetOf(methods))
  return isEveryMethod && patternCovers(earlier.pattern, later.pattern)
}

function takesEverything({ methods, pattern }: Reach): boolean {
  return methods === null && patternCovers(pattern, EVERY_PATH)
}
