import { BACKENDS_MAX } from '../limits/index.ts'

/**
 * Gives each backend its place in the shared counters. One that had a place keeps it, so that what
 * it has in flight stays counted over a reload; a newcomer gets one that nobody had, as long as
 * there is one.
 */
export function placesFor(
  names: readonly string[],
  had: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const kept = new Set(names.map((name) => had.get(name)))
  const free = [...freePlaces([...had.values()]), ...had.values()].filter(
    (place) => !kept.has(place),
  )
  const places = new Map<string, number>()
  for (const name of names) places.set(name, had.get(name) ?? free.shift() ?? 0)
  return places
}

function freePlaces(taken: readonly number[]): readonly number[] {
  const all = Array.from({ length: BACKENDS_MAX }, (_, place) => place)
  return all.filter((place) => !taken.includes(place))
}
