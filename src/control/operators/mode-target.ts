import { type ModeTarget, type Snapshot } from '../../model/index.ts'
import { NotFound } from '../system/refused.ts'

/**
 * Finds what a mode is to be about: `all`, a site, `site/route`, or a route whose name no other site has.
 *
 * @throws NotFound where there is no such thing, or more than one.
 */
export function findModeTarget(text: string, { sites }: Pick<Snapshot, 'sites'>): ModeTarget {
  if (text === 'all') return { kind: 'all' }
  const [siteName = '', routeName] = text.split('/')
  const site = sites.find(({ name }) => name === siteName)
  if (routeName === undefined && site !== undefined) return { kind: 'site', site: site.name }
  const wanted = routeName ?? siteName
  const places = routeName === undefined ? sites : site === undefined ? [] : [site]
  const found = places.filter(({ routes }) => routes.some(({ name }) => name === wanted))
  const [only] = found
  if (only !== undefined && found.length === 1) {
    return { kind: 'route', site: only.name, route: wanted }
  }
  throw new NotFound(
    found.length > 1
      ? `several sites have a route of that name: ${found.map(({ name }) => `${name}/${wanted}`).join(', ')}`
      : `there is no site or route of that name; there are all, ${namesIn(sites)}`,
  )
}

/** More of them nobody reads. */
const NAMED_MAX = 20

function namesIn(sites: Snapshot['sites']): string {
  const names = sites.flatMap((site) => [
    site.name,
    ...site.routes.map(({ name }) => `${site.name}/${name}`),
  ])
  const more = names.length > NAMED_MAX ? ', …' : ''
  return names.slice(0, NAMED_MAX).join(', ') + more
}
