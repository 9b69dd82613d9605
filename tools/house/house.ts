/** Paths of source files, and of those that each imports: `src/proxy/gate.ts`. */
export type Imports = ReadonlyMap<string, readonly string[]>

/** A folder of the house, or a room of a folder. */
export interface Place {
  readonly name: string
  readonly files: readonly string[]
  /** Names of the places beside it that it imports, the highest first. */
  readonly uses: readonly Use[]
  /** How many places stand below it, one on the other. */
  readonly height: number
}

export interface Use {
  readonly name: string
  /** Whether it goes up, or to and fro on one floor: no import should. */
  readonly isUpward: boolean
}

export interface Folder extends Place {
  /** Its sub-folders, the highest first; what lies in none of them is at its door. */
  readonly rooms: readonly Place[]
}

/** What the files at a folder's door are called, where it has rooms. */
export const DOOR = '(door)'

/** Those at the door that know of no room, while rooms know of them: what all of them speak of. */
export const GROUND = '(ground)'

/** The folders below `src/`, the highest first. */
export function houseOf(imports: Imports): readonly Folder[] {
  return placesOf(imports, folderOf).map(({ name, files, uses, height }) => {
    const inside = new Map([...imports].filter(([path]) => folderOf(path) === name))
    const rooms = placesOf(inside, roomsIn(inside))
    return { name, files, uses, height, rooms: rooms.length > 1 ? rooms : [] }
  })
}

function folderOf(path: string): string {
  return path.split('/')[1] ?? ''
}

/** How a file of one folder is told to be in a room of it. */
function roomsIn(inside: Imports): (path: string) => string {
  const ground = groundOf(inside)
  return (path) => (ground.has(path) ? GROUND : roomOf(path))
}

function roomOf(path: string): string {
  const [, , room = '', ...more] = path.split('/')
  return more.length === 0 ? DOOR : room
}

function isAtDoor(path: string): boolean {
  return roomOf(path) === DOOR
}

function groundOf(inside: Imports): ReadonlySet<string> {
  const ofRooms = [...inside].filter(([path]) => !isAtDoor(path))
  const spokenOf = ofRooms.flatMap(([, targets]) => targets.filter(isAtDoor))
  return new Set(spokenOf.flatMap((path) => reachedFrom(path, inside)).filter(isAtDoor))
}

/** A file and all that it leads to; nothing where it leads into a room. */
function reachedFrom(path: string, inside: Imports): readonly string[] {
  const reached = new Set<string>()
  const waiting = [path]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next) || !inside.has(next)) continue
    if (!isAtDoor(next)) return []
    reached.add(next)
    waiting.push(...(inside.get(next) ?? []))
  }
  return [...reached]
}

function placesOf(imports: Imports, nameOf: (path: string) => string): readonly Place[] {
  const files = Map.groupBy(imports.keys(), nameOf)
  const graph = new Map(
    [...files].map(([name, paths]) => [name, neighbours(name, paths, imports, nameOf)]),
  )
  const heights = heightsOf(graph)
  const heightOf = (name: string): number => heights.get(name) ?? 0
  const byHeight = (a: string, b: string): number => heightOf(b) - heightOf(a) || (a < b ? -1 : 1)
  return [...files.keys()].toSorted(byHeight).map((name) => ({
    name,
    files: files.get(name) ?? [],
    height: heightOf(name),
    uses: [...(graph.get(name) ?? [])].toSorted(byHeight).map((other) => ({
      name: other,
      isUpward: heightOf(other) >= heightOf(name),
    })),
  }))
}

function neighbours(
  name: string,
  paths: readonly string[],
  imports: Imports,
  nameOf: (path: string) => string,
): ReadonlySet<string> {
  const targets = paths.flatMap((path) => imports.get(path) ?? [])
  const names = targets.filter((target) => imports.has(target)).map(nameOf)
  return new Set(names.filter((other) => other !== name).toSorted())
}

/** One more than the highest that it stands on; a way that leads back to itself counts once. */
function heightsOf(graph: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const heights = new Map<string, number>()
  const climb = (name: string, trail: readonly string[]): number => {
    if (trail.includes(name)) return -1
    const known = heights.get(name)
    if (known !== undefined) return known
    const below = [...(graph.get(name) ?? [])].map((other) => climb(other, [...trail, name]))
    const height = 1 + Math.max(-1, ...below)
    heights.set(name, height)
    return height
  }
  for (const name of [...graph.keys()].toSorted()) climb(name, [])
  return heights
}
