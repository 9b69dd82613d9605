import { AGENTS_MAX } from '../schema/bounds.ts'
import { type Place, mapAt, textAt } from '../text/place.ts'

/** The crawlers that are described. */
export function agentPlacesOf(root: Place): readonly Place[] {
  return [...mapAt(root, 'agents').values()].slice(0, AGENTS_MAX)
}

/** The files of ranges that crawlers name, as they are written. */
export function rangeFilesOf(root: Place): readonly string[] {
  return agentPlacesOf(root).flatMap((agent) => textAt(agent, 'ranges') ?? [])
}

/** The lists of names that replace ours, as they are written. */
export function wordListsOf(root: Place): readonly string[] {
  const lists = root.children.get('lists')
  if (lists === undefined) return []
  return ['aiCrawlers', 'machines'].flatMap((key) => textAt(lists, key) ?? [])
}
