import { createHash } from 'node:crypto'
import { type PolicyPlan, type RoutePlan, counterOf, placesFor } from '../../building/index.ts'
import { WAITING_ROOMS_MAX } from '../../limits/index.ts'
import { type RoomRate, type WaitingRoom } from '../../model/index.ts'
import { type Config } from '../schema/schema.ts'
import { type WaitingRoomConfig } from '../schema/waiting-room.ts'

type SiteConfig = Config['sites'][number]

/** Eight hex digits tell eight rooms apart. */
const TAG_CHARS = 8

/** The waiting rooms of a configuration, each at the place it had before. */
export class RoomPlan {
  readonly #places: ReadonlyMap<string, number>

  constructor(sites: readonly SiteConfig[], had: ReadonlyMap<string, number>) {
    const names = sites.flatMap((site) => [
      ...(site.waitingRoom === undefined ? [] : [site.name]),
      ...site.routes.filter(hasOwn).map((route) => nameOf(site, route)),
    ])
    this.#places = placesFor(names, had, WAITING_ROOMS_MAX)
  }

  /** The room that a route's requests are for: its own, else that of its site; null for none. */
  roomOf(
    site: SiteConfig,
    route: SiteConfig['routes'][number],
    lines: { readonly site: number; readonly route: number },
  ): WaitingRoom | null {
    const { waitingRoom: own } = route
    if (own === 'none') return null
    if (own !== undefined) return this.#room(nameOf(site, route), own, lines.route)
    const { waitingRoom: shared } = site
    return shared === undefined ? null : this.#room(site.name, shared, lines.site)
  }

  #room(name: string, { activeMax, for: forMs }: WaitingRoomConfig, line: number): WaitingRoom {
    const tag = createHash('sha256').update(name).digest('hex').slice(0, TAG_CHARS)
    const place = this.#places.get(name) ?? 0
    return { name, tag, place, activeMax, forMs, rate: null, line }
  }
}

/**
 * The routes of a site whose rooms know at which rate they let people in: that of the limit with `over: wait` in the
 * policy of a route of the room. A limit in shadow lets nobody wait.
 */
export function withRates(
  site: string,
  routes: readonly RoutePlan[],
  policies: ReadonlyMap<string, PolicyPlan>,
): readonly RoutePlan[] {
  const rates = new Map<string, RoomRate>()
  for (const route of routes) {
    const policy = policies.get(route.policy)
    if (route.waitingRoom === null || policy === undefined) continue
    const rate = rateOf(site, route.name, policy)
    if (rate !== null) rates.set(route.waitingRoom.name, rate)
  }
  return routes.map((route) => {
    const { waitingRoom } = route
    const rate = rates.get(waitingRoom?.name ?? '') ?? null
    return rate === null || waitingRoom === null
      ? route
      : { ...route, waitingRoom: { ...waitingRoom, rate } }
  })
}

/** Its key is `route` or `site`, whoever asks (`checks/waits.ts`). */
function rateOf(site: string, route: string, policy: PolicyPlan): RoomRate | null {
  const limit = policy.limits.find(({ over, share }) => over === 'wait' && share > 0)
  if (limit === undefined || limit.bound.kind !== 'rate' || policy.share === 0) return null
  const { name, key, line, bound } = limit
  const counter = counterOf(site, policy.name, name)
  const { intervalMs, burst } = bound
  return { counter, key: key[0] === 'site' ? site : route, intervalMs, burst, name, line }
}

function hasOwn({ waitingRoom }: SiteConfig['routes'][number]): boolean {
  return waitingRoom !== undefined && waitingRoom !== 'none'
}

function nameOf({ name }: SiteConfig, route: SiteConfig['routes'][number]): string {
  return `${name}/${route.name}`
}
