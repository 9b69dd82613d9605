import { importedBy } from './imports.ts'
import { namedBy } from './names.ts'
import { type Tree, isTest } from './tree.ts'

/** What every test stands on: the packages, and how programs are read. */
const UNDER_ALL = new Set(['package.json', 'package-lock.json', 'tsconfig.json'])

/** The tests that a change reaches, by what they import or by what they name. */
export function testsReached(tree: Tree, changed: readonly string[]): readonly string[] {
  const tests = [...tree.keys()].filter(isTest).toSorted()
  if (changed.some((path) => UNDER_ALL.has(path))) return tests
  const dependents = turned([importedBy(tree), namedBy(tree, changed)])
  const reached = new Set<string>()
  const waiting = [...changed]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    waiting.push(...(dependents.get(path) ?? []))
  }
  return tests.filter((path) => reached.has(path))
}

type Edges = ReadonlyMap<string, readonly string[]>

/** Who stands on each file, of what each stands on. */
function turned(graphs: readonly Edges[]): Edges {
  const edges = graphs.flatMap((graph) => [...graph])
  const pairs = edges.flatMap(([path, targets]) => targets.map((target) => ({ path, target })))
  const grouped = Map.groupBy(pairs, ({ target }) => target)
  return new Map([...grouped].map(([target, found]) => [target, found.map(({ path }) => path)]))
}
