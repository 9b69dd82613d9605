/** One value of the file and where it stands. */
export interface Place {
  /** Plain data: text, number, boolean, null, list or map. */
  readonly value: unknown
  /** Where the value begins. */
  readonly offset: number
  /** Where its key begins; in a list, the value itself. */
  readonly keyOffset: number
  /** The variable of the environment that said it, where one did: its value may be a secret. */
  readonly variable?: string
  /** Where it was written, where that is another file, such as a preset. */
  readonly origin?: Origin
  /** What it holds, by key or by position in the list. */
  readonly children: ReadonlyMap<string, Place>
}

/** A line of another file than the one that is read. */
export interface Origin {
  /** As messages name it: `preset/feeds`. */
  readonly file: string
  /** From 1. */
  readonly line: number
}

/** A path into the file, as zod writes it. */
export type Path = readonly PropertyKey[]

/*
 * The readers below are lenient: of what has not the right type they say nothing, for the check of
 * the shape has spoken of it already. So that every check can run on every file.
 */

/** The place at a path, if the file has it. */
export function placeAt(root: Place, path: Path): Place | undefined {
  let place: Place | undefined = root
  for (const key of path) place = place?.children.get(String(key))
  return place
}

/** The text at a key, or null. */
export function textAt(place: Place, key: string): string | null {
  const value = place.children.get(key)?.value
  return typeof value === 'string' ? value : null
}

/** The members of the list at a key, at most `max`. */
export function listAt(place: Place, key: string, max: number): readonly Place[] {
  const list = place.children.get(key)
  return Array.isArray(list?.value) ? [...list.children.values()].slice(0, max) : []
}

/** The members of the map at a key, by name. */
export function mapAt(place: Place, key: string): ReadonlyMap<string, Place> {
  const map = place.children.get(key)
  return map === undefined || Array.isArray(map.value) ? new Map() : map.children
}
