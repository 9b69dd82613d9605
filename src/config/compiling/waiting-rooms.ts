import { createHash } from 'node:crypto'
import { WAITING_ROOMS_MAX } from '../../limits/index.ts'
import { type WaitingRoom } from '../../model/index.ts'
import { placesFor } from './places.ts'
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
    return { name, tag, place: this.#places.get(name) ?? 0, activeMax, forMs, line }
  }
}

function hasOwn({ waitingRoom }: SiteConfig['routes'][number]): boolean {
  return waitingRoom !== undefined && waitingRoom !== 'none'
}

function nameOf({ name }: SiteConfig, route: SiteConfig['routes'][number]): string {
  return `${name}/${route.name}`
}
