import { POLICIES_MAX, ROUTES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { parseDomain, parseHost } from '../text/addresses.ts'
import { extendedNames } from '../files/extended-names.ts'
import { meant, nearest } from '../text/nearest.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { checkRouteOrder } from './routes.ts'

/** Checks what sites and their routes name, and that each part of them can be reached. */
export function checkSites(root: Place, report: Report): void {
  const backends = mapAt(root, 'backends')
  const policies = mapAt(root, 'policies')
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    checkName(site, 'backend', { known: backends, report })
    checkPassDomain(site, report)
    for (const route of listAt(site, 'routes', ROUTES_MAX)) {
      checkName(route, 'policy', { known: policies, report })
      warnOfFewerDoors(route, policies, report)
    }
    checkRouteOrder(site, report)
  }
}

/** Warns of what is described but never named. */
export function checkUnused(root: Place, report: Report): void {
  const sites = listAt(root, 'sites', SITES_MAX)
  const routes = sites.flatMap((site) => listAt(site, 'routes', ROUTES_MAX))
  const extended = extendedNames(root)
  warnUnused(mapAt(root, 'backends'), { word: 'backend', users: sites, extended, report })
  warnUnused(mapAt(root, 'policies'), { word: 'policy', users: routes, extended, report })
}

function warnUnused(
  described: ReadonlyMap<string, Place>,
  {
    word,
    users,
    extended,
    report,
  }: {
    word: string
    users: readonly Place[]
    extended: ReadonlySet<string>
    report: Report
  },
): void {
  const used = new Set(users.map((user) => meantName(textAt(user, word) ?? '', described)))
  for (const [name, place] of [...described].slice(0, POLICIES_MAX)) {
    if (used.has(name) || (word === 'policy' && extended.has(name))) continue
    const message = `the ${word} "${name}" is used by nothing`
    report.warn(place.keyOffset, { code: 'PAART_UNUSED', message })
  }
}

/** A mistyped name is a mistake already: what it means is not unused as well. */
function meantName(name: string, described: ReadonlyMap<string, Place>): string | null {
  return described.has(name) ? name : nearest(name, described.keys())
}

const UNKNOWN = { backend: 'PAART_UNKNOWN_BACKEND', policy: 'PAART_UNKNOWN_POLICY' } as const

function checkName(
  user: Place,
  word: keyof typeof UNKNOWN,
  { known, report }: { known: ReadonlyMap<string, Place>; report: Report },
): void {
  const name = textAt(user, word)
  const place = user.children.get(word)
  if (name === null || place === undefined || known.has(name)) return
  const list =
    known.size === 0 ? null : `described are: ${[...known.keys()].slice(0, 8).join(', ')}`
  report.error(place.offset, {
    code: UNKNOWN[word],
    message: `no ${word} "${name}" is described`,
    hint: meant(name, known.keys()) ?? list,
  })
}

/** Warns where a citizen without JavaScript will find no door. */
function warnOfFewerDoors(
  route: Place,
  policies: ReadonlyMap<string, Place>,
  report: Report,
): void {
  const policy = policies.get(textAt(route, 'policy') ?? '')
  const place = route.children.get('policy')
  if (policy === undefined || place === undefined) return
  if (textAt(policy, 'challenge') === 'never') return
  const said = FEWER_DOORS.get(textAt(policy, 'clearance') ?? '')
  if (said !== undefined) report.warn(place.offset, { code: 'PAART_FEWER_DOORS', ...said })
}

/** What to know about asking for more than `waited`, by what is asked for. */
const FEWER_DOORS: ReadonlyMap<string, { readonly message: string; readonly hint: string }> =
  new Map([
    [
      'worked',
      {
        message:
          'the route asks for more than "waited": its page offers only the doors that reach it',
        hint: 'with "clearance: waited" citizens without JavaScript come through as well',
      },
    ],
    [
      'vouched',
      {
        message: 'the route asks for "vouched": only a code of the helpdesk leads to it',
        hint: 'the helpdesk gets codes by "paart pass issue"',
      },
    ],
  ])

/** A browser keeps a cookie only for a domain that the host lies in (RFC 6265 section 5.3). */
function checkPassDomain(site: Place, report: Report): void {
  const place = site.children.get('pass')?.children.get('domain')
  const domain = typeof place?.value === 'string' ? parseDomain(place.value) : null
  if (place === undefined || domain === null) return
  const code = 'PAART_PASS_DOMAIN'
  if (textAt(site, 'scheme') === 'http') {
    const hint = 'leave "domain" out, or the scheme'
    report.error(place.offset, { code, message: 'passes are shared over https alone', hint })
  }
  for (const host of hostsOf(site)) {
    const name = host.replace(/^\*\./, '')
    if (name === '*' || name === domain || name.endsWith(`.${domain}`)) continue
    report.error(place.offset, { code, message: `the host "${host}" does not lie in "${domain}"` })
  }
}

function hostsOf(site: Place): string[] {
  const hosts = [...(site.children.get('hosts')?.children.values() ?? [])]
  return hosts.flatMap(({ value }) => (typeof value === 'string' ? (parseHost(value) ?? []) : []))
}
