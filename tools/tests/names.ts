import { dirname, join } from 'node:path/posix'
import { type Places, below, placesOf } from './places.ts'
import { type Tree } from './tree.ts'

/** In quotes; or, in a program of the shell, from where it lies itself. */
const QUOTED = /(['"`])([\w.@-]*(?:\/[\w.@-]+)*)\/?\1|(?<="\$here\/)([\w./-]+)(?=")/g

/** `../golden/pages/${kind}.html`: the folder, and what its files end with. */
const PATTERN = /`((?:[\w.@-]+\/)*)[\w.@-]*\$\{[^`]*\}(\.\w[\w.-]*|)`/g

/** Told apart from names: who is imported is known better. */
const IMPORTED = /\b(?:from|import) '[^']+'|\bimport\('[^']+'\)/g

const LISTS = /\b(?:filesIn|importsIn|readdirSync)\b/

/** What is sent to a browser is asked for without its ending. */
const SCRIPT = '.client.js'

/**
 * What each program starts, reads or sends: whoever opens a file names it somewhere, from its own folder,
 * from the root, or by the last part of its path; a folder is named for all that lies in it. Rather one
 * too many than one too few: a name that is something else as well costs a test that need not have run.
 */
export function namedBy(
  tree: Tree,
  removed: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const places = placesOf([...tree.keys(), ...removed])
  return new Map(
    [...tree].map(([path, text]) => [path, text === null ? [] : targetsOf(path, text, places)]),
  )
}

function targetsOf(path: string, text: string, places: Places): readonly string[] {
  const rest = text.replaceAll(IMPORTED, '')
  const names = [...rest.matchAll(QUOTED)].map(([, , quoted, ofShell]) => quoted ?? ofShell ?? '')
  // One word alone names a folder only to who lists folders: else every `test` would name them all.
  const isLister = LISTS.test(text)
  const meant = [...new Set(names)].filter((name) => isLister || !places.folders.has(name))
  const found = [
    ...meant.flatMap((name) => placesNamed(name, path, places)),
    ...[...rest.matchAll(PATTERN)].flatMap(([, folder = '', ending = '']) =>
      placesLike(join(dirname(path), folder), ending, { by: path, places }),
    ),
  ]
  return [...new Set(found)].filter((target) => target !== path)
}

function placesNamed(name: string, by: string, places: Places): readonly string[] {
  const { files, folders, byName } = places
  const near = join(dirname(by), name)
  if (files.has(near)) return [near]
  // What is put into use knows nothing of what tests it, nor of a root around it.
  if (by.startsWith('src/')) return byName.get(name + SCRIPT) ?? below(near, by, places)
  if (files.has(name)) return [name]
  const inside = [...(folders.get(name) ?? []), ...below(near, by, places)]
  if (inside.length > 0) return inside
  const last = name.slice(name.lastIndexOf('/') + 1)
  return (last.includes('.') ? byName.get(last) : undefined) ?? []
}

interface Namer {
  readonly by: string
  readonly places: Places
}

function placesLike(at: string, ending: string, { by, places }: Namer): readonly string[] {
  const folder = at.replace(/\/$/, '')
  if (ending === '') return below(folder, by, places)
  const inside = places.folders.get(folder) ?? []
  return inside.filter((path) => dirname(path) === folder && path.endsWith(ending))
}
