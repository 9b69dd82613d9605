import { dirname, join } from 'node:path/posix'
import { type Tree } from './tree.ts'

const STATEMENT = /(?:^|\n)(?:import|export)\b([^'"`;]*?)(?:\bfrom )?'(\.[^']+)'/g
const DYNAMIC = /\bimport\('(\.[^']+)'\)/g

interface Import {
  readonly target: string
  /** Without types, of which nothing runs; null where it is all that the file has. */
  readonly names: readonly string[] | null
}

function importsIn(path: string, text: string): readonly Import[] {
  const at = (target: string): string => join(dirname(path), target)
  return [
    ...[...text.matchAll(STATEMENT)].map(([, clause = '', target = '']) => ({
      target: at(target),
      names: namesIn(clause),
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, target = '']) => ({ target: at(target), names: null })),
  ]
}

function namesIn(clause: string): readonly string[] | null {
  const [, outside = '', inside] = /^([^{]*)(?:\{([^}]*)\})?/.exec(clause) ?? []
  if (outside.trim() === 'type') return []
  if (outside.trim() !== '' || inside === undefined) return null
  const names = inside.split(',').map((each) => each.trim())
  return names
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.replace(/ as .*/, ''))
}

/** Which file a folder's door takes each name from. */
type Door = ReadonlyMap<string, string>

/** Null where a file is no door. A name that a door gives under another one counts as the door's own. */
function doorAt(path: string, text: string | null | undefined): Door | null {
  if (!path.endsWith('/index.ts') || typeof text !== 'string') return null
  const pairs = importsIn(path, text).flatMap(({ target, names }) =>
    (names ?? []).map((name): [string, string] => [name, target]),
  )
  return new Map(pairs)
}

/**
 * What each program runs of others. Through a door it is led to the file that has what it asks for: else a
 * door would make neighbours of all that lies behind it. The door itself it stands on as well.
 */
export function importedBy(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const doors = new Map([...tree].map(([path, text]) => [path, doorAt(path, text)]))
  const led = ({ target, names }: Import): readonly string[] => {
    const door = doors.get(target) ?? null
    if (door === null) return [target]
    const asked = [...door].filter(([name]) => names === null || names.includes(name))
    return [target, ...asked.flatMap(([name, behind]) => led({ target: behind, names: [name] }))]
  }
  const targetsOf = (path: string, text: string): readonly string[] => {
    if ((doors.get(path) ?? null) !== null) return []
    const ran = importsIn(path, text).filter(({ names }) => names === null || names.length > 0)
    return [...new Set(ran.flatMap(led))]
  }
  return new Map(
    [...tree].map(([path, text]) => [path, text === null ? [] : targetsOf(path, text)]),
  )
}
