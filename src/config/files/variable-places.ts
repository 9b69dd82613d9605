import { type Path, type Place } from '../text/place.ts'
import { configSchema } from '../schema/schema.ts'
import { VARIABLE_NAME, mayBeVariable, schemaTree } from '../schema/json-schema.ts'

/** The one key of a map that stands for a variable of the environment. */
const KEY = 'env'

/** The variable that a place is to be taken from; null where it is none, or could be none. */
export function variableAt({ children }: Place): string | null {
  const name = children.size === 1 ? children.get(KEY)?.value : undefined
  return typeof name === 'string' && VARIABLE_NAME.test(name) ? name : null
}

/** Whether a variable may stand at a path of a configuration. */
export function variablePlaces(): (path: Path) => boolean {
  const tree = schemaTree(configSchema)
  return (path) => mayBeVariable(tree, path)
}

/** The variables that a configuration names where one may stand. */
export function variablesIn(root: Place): readonly string[] {
  let may: ((path: Path) => boolean) | null = null
  const found: string[] = []
  const look = (place: Place, path: Path): void => {
    const name = variableAt(place)
    // Most configurations name none, and need not know where one might stand.
    if (name !== null && (may ??= variablePlaces())(path)) found.push(name)
    for (const [key, child] of place.children) look(child, [...path, key])
  }
  for (const [key, child] of root.children) if (!hasNoVariables(key)) look(child, [key])
  return found
}

/** Policies are most of a large file, and nothing in them is an address of the operator's or a secret. */
export function hasNoVariables(key: string): boolean {
  return key === 'policies'
}
