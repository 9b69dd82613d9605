import { foldName, spellNetwork } from '../../client/index.ts'
import { BACKENDS_MAX, LISTENERS_MAX } from '../../limits/index.ts'
import { parseHost, parseOrigin } from '../text/addresses.ts'
import {
  ALTERNATIVES_MAX,
  HOSTS_MAX,
  LIMITS_MAX,
  METHODS_MAX,
  NETWORKS_MAX,
  POLICIES_MAX,
  PROXY_FIELDS_MAX,
  REQUEST_FIELDS_MAX,
  ROUTES_MAX,
  RULES_MAX,
  SERVERS_PER_BACKEND_MAX,
  SIGNALS_MAX,
  SITES_MAX,
} from '../schema/bounds.ts'
import { type Place, listAt, mapAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Members of one list, or of several, no two of which may be equal. */
interface Unique {
  /** Completes the sentence "two … are called …". */
  readonly what: string
  readonly places: readonly (Place | undefined)[]
  /** Makes texts equal that mean the same. */
  readonly read?: (text: string) => string | null
}

/** Checks that no two things of one list share a name, a host or a value. */
export function checkLists(root: Place, report: Report): void {
  for (const unique of [
    ...rootLists(root),
    ...backendLists(root),
    ...siteLists(root),
    ...policyLists(root),
  ]) {
    reportTwins(unique, report)
  }
}

function rootLists(root: Place): Unique[] {
  const sites = listAt(root, 'sites', SITES_MAX)
  return [
    { what: 'site', places: named(sites) },
    {
      what: 'host',
      places: sites.flatMap((site) => listAt(site, 'hosts', HOSTS_MAX)),
      read: parseHost,
    },
    {
      what: 'address',
      places: [...listAt(root, 'listen', LISTENERS_MAX), root.children.get('admin')].map((place) =>
        place?.children.get('address'),
      ),
      // Port 0 is another port each time.
      read: (text) => (text.endsWith(':0') ? null : text),
    },
    { what: 'language', places: listAt(root, 'languages', ALTERNATIVES_MAX) },
    ...proxyLists(root),
  ]
}

function proxyLists(root: Place): Unique[] {
  const proxies = listAt(root, 'trustedProxies', NETWORKS_MAX)
  return [
    {
      what: 'network',
      places: proxies.map((proxy) => proxy.children.get('network') ?? proxy),
      read: spellNetwork,
    },
    ...proxies.map((proxy) => ({
      what: 'field',
      places: listAt(proxy, 'fields', PROXY_FIELDS_MAX),
      read: (text: string) => text.toLowerCase(),
    })),
  ]
}

function backendLists(root: Place): Unique[] {
  const backends = [...mapAt(root, 'backends').values()].slice(0, BACKENDS_MAX)
  return backends.flatMap((backend) => {
    const servers = listAt(backend, 'servers', SERVERS_PER_BACKEND_MAX)
    return [
      {
        what: 'server',
        places: servers.map((server) => server.children.get('url') ?? server),
        read: (text: string) => parseOrigin(text) ?? text,
      },
      { what: 'field', places: requestFieldsOf(backend), read: foldName },
      { what: 'name of a server', places: named(servers) },
    ]
  })
}

/** What is set is removed anyway. */
function requestFieldsOf(backend: Place): Place[] {
  const fields = backend.children.get('requestFields')
  if (fields === undefined) return []
  return [
    ...listAt(fields, 'remove', REQUEST_FIELDS_MAX),
    ...[...mapAt(fields, 'set')].slice(0, REQUEST_FIELDS_MAX).map(asName),
  ]
}

/** A key, as if it were a value. */
function asName([name, { keyOffset, children }]: readonly [string, Place]): Place {
  return { value: name.toLowerCase(), offset: keyOffset, keyOffset, children }
}

function siteLists(root: Place): Unique[] {
  const lists: Unique[] = []
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    const routes = listAt(site, 'routes', ROUTES_MAX)
    lists.push({ what: 'route', places: named(routes) })
    lists.push({ what: 'language', places: listAt(site, 'languages', ALTERNATIVES_MAX) })
    for (const route of routes) {
      lists.push({ what: 'method', places: listAt(route, 'methods', METHODS_MAX) })
    }
  }
  return lists
}

function policyLists(root: Place): Unique[] {
  const lists: Unique[] = []
  for (const policy of [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)) {
    const rules = listAt(policy, 'rules', RULES_MAX)
    lists.push({ what: 'limit', places: named(listAt(policy, 'limits', LIMITS_MAX)) })
    lists.push({ what: 'rule', places: named(rules) })
    for (const rule of rules) lists.push(headersOf(rule))
    const signals = policy.children.get('signals')
    if (signals !== undefined) {
      lists.push({ what: 'signal', places: listAt(signals, 'off', SIGNALS_MAX) })
    }
  }
  return lists
}

function named(places: readonly Place[]): (Place | undefined)[] {
  return places.map(({ children }) => children.get('name'))
}

/** Header names are equal in any case, which the file's own keys are not. */
function headersOf(rule: Place): Unique {
  const when = rule.children.get('when')
  const headers = when === undefined ? [] : [...mapAt(when, 'header')].slice(0, ALTERNATIVES_MAX)
  return { what: 'header', places: headers.map(asName) }
}

function reportTwins({ what, places, read = (text) => text }: Unique, report: Report): void {
  const firsts = new Map<string, Place>()
  for (const place of places) {
    const text = typeof place?.value === 'string' ? read(place.value) : null
    if (place === undefined || text === null) continue
    const first = firsts.get(text)
    if (first === undefined) {
      firsts.set(text, place)
      continue
    }
    const { line } = report.positionOf(first.offset)
    report.error(place.offset, {
      code: 'PAART_DUPLICATE',
      message: `the ${what} "${text}" stands twice`,
      hint: `the first stands in line ${line}`,
    })
  }
}
