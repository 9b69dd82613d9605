import { EXTENDS_MAX, POLICIES_MAX } from '../schema/bounds.ts'
import { type Place, listAt, mapAt } from '../text/place.ts'

/** The names of policies that other policies extend. */
export function extendedNames(root: Place): ReadonlySet<string> {
  const policies = [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)
  return new Set(
    policies.flatMap((policy) => referencesOf(policy).map(({ value }) => String(value))),
  )
}

/** The names a policy extends. Of what is no text the check of the shape speaks. */
export function referencesOf(policy: Place): readonly Place[] {
  const written = policy.children.get('extends')
  if (written === undefined) return []
  const list = Array.isArray(written.value) ? listAt(policy, 'extends', EXTENDS_MAX) : [written]
  return list.filter(({ value }) => typeof value === 'string')
}
