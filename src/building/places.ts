import { type Snapshot, type WaitingRoom } from '../model/index.ts'

/**
 * Gives each thing its place in the shared counters, one of `max`. One that had a place keeps it, so
 * that what is known of it stays known over a reload; a newcomer gets one that nobody had, as long as
 * there is one.
 */
export function placesFor(
  names: readonly string[],
  had: ReadonlyMap<string, number>,
  max: number,
): ReadonlyMap<string, number> {
  const kept = new Set(names.map((name) => had.get(name)))
  const taken = new Set(had.values())
  const free = [...freePlaces(taken, max), ...taken].filter((place) => !kept.has(place))
  const places = new Map<string, number>()
  for (const name of names) places.set(name, had.get(name) ?? free.shift() ?? 0)
  return places
}

function freePlaces(taken: ReadonlySet<number>, max: number): readonly number[] {
  return Array.from({ length: max }, (_, place) => place).filter((place) => !taken.has(place))
}

/** Where each backend and each server is counted; a reload hands them on. */
export interface Places {
  /** By name. */
  readonly backends: ReadonlyMap<string, number>
  /** By backend and URL. */
  readonly servers: ReadonlyMap<string, number>
  /** By name. */
  readonly waitingRooms: ReadonlyMap<string, number>
}

export const NO_PLACES: Places = {
  backends: new Map(),
  servers: new Map(),
  waitingRooms: new Map(),
}

/** What tells one server from all others. */
export function serverKey(backend: string, url: string): string {
  return `${backend} ${url}`
}

/** The places that a configuration in force has given. */
export function placesOf({ backends, sites }: Snapshot): Places {
  const servers = backends.flatMap(({ name, servers: own }) =>
    own.map(({ url, place }): [string, number] => [serverKey(name, url), place]),
  )
  return {
    backends: new Map(backends.map(({ name, index }) => [name, index])),
    servers: new Map(servers),
    waitingRooms: new Map(roomsOf(sites).map(({ name, place }) => [name, place])),
  }
}

/** The waiting rooms of all sites, each once. */
export function roomsOf(sites: Snapshot['sites']): readonly WaitingRoom[] {
  const rooms = sites.flatMap(({ routes }) =>
    routes.flatMap(({ waitingRoom }) => waitingRoom ?? []),
  )
  return [...new Map(rooms.map((room) => [room.name, room])).values()]
}
