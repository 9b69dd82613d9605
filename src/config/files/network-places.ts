import { NETWORK_LISTS_MAX, NETWORKS_MAX, POLICIES_MAX, RULES_MAX } from '../schema/bounds.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'

/** The files of networks that lists and conditions name, as they are written. */
export function networkFilesOf(root: Place): readonly string[] {
  return [...networkListsOf(root).values(), ...networkEntriesOf(root)].flatMap(
    (place) => textAt(place, 'file') ?? [],
  )
}

/** Lists of networks by name. */
export function networkListsOf(root: Place): ReadonlyMap<string, Place> {
  return new Map([...mapAt(root, 'networks')].slice(0, NETWORK_LISTS_MAX))
}

/** What the conditions of all rules name: networks, lists and files. */
export function networkEntriesOf(root: Place): readonly Place[] {
  const policies = [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)
  const rules = policies.flatMap((policy) => listAt(policy, 'rules', RULES_MAX))
  return rules.flatMap((rule) => {
    const place = rule.children.get('when')?.children.get('network')
    if (place === undefined) return []
    return Array.isArray(place.value)
      ? [...place.children.values()].slice(0, NETWORKS_MAX)
      : [place]
  })
}
