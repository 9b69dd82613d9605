import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** Paths below the project's root, with `/`. */
export type SourcePath = string

export function readProjectFile(path: SourcePath): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** All files of a folder and its folders. */
export function filesIn(folder: SourcePath): readonly SourcePath[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .toSorted()
}

const IMPORT = /(?:^|\n)(?:import|export)\b[^'"]*?\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g

/** The project's own files a file imports, for values or for types. */
export function importsOf(path: SourcePath): readonly SourcePath[] {
  return [...readProjectFile(path).matchAll(IMPORT)].map(([, named, dynamic]) =>
    relative(ROOT, resolve(ROOT, dirname(path), named ?? dynamic ?? '')),
  )
}

const LOADED = /(?:^|\n)(?:import|export)(?! type\b)\b(?:[^'"]*?\bfrom)? '([^']+)'/g

/**
 * What Node loads with a program: files of the project and names of packages, by static imports alone. An import of
 * nothing but types is loaded as well, unless it is written `import type`.
 */
export function loadedWith(program: SourcePath): ReadonlySet<string> {
  const loaded = new Set<string>()
  const waiting = [program]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue
    loaded.add(path)
    for (const [, target = ''] of readProjectFile(path).matchAll(LOADED)) {
      if (target.startsWith('.')) waiting.push(relative(ROOT, resolve(ROOT, dirname(path), target)))
      else loaded.add(target)
    }
  }
  return loaded
}

/** `src/proxy/forwarding/forward.ts` is in `proxy`. */
export function folderOf(path: SourcePath): string {
  return path.split('/')[1] ?? ''
}

/**
 * What each program file of a folder stands on: its imports. What lies at the door of a folder with rooms
 * may name the types of them all, as a table of contents does, and stands on none of them for that.
 */
export function importsIn(folder: SourcePath): ReadonlyMap<SourcePath, readonly SourcePath[]> {
  const programs = filesIn(folder).filter((path) => /\.(ts|js)$/.test(path))
  return new Map(programs.map((path) => [path, standsOn(path)]))
}

function standsOn(path: SourcePath): readonly SourcePath[] {
  const imported = importsOf(path)
  if (roomOf(path) !== '') return imported
  const named = typesOf(path)
  return imported.filter((target) => roomOf(target) === '' || !named.has(target))
}

/** `src/proxy/forwarding/forward.ts` is in `forwarding`, `src/proxy/gate.ts` in none. */
export function roomOf(path: SourcePath): string {
  const [, , room = '', ...more] = path.split('/')
  return more.length === 0 ? '' : room
}

const TYPE_IMPORT = /(?:^|\n)import(?: type [^'"]*?| \{(?:\s*type \w+,?)+\s*\}) from '(\.[^']+)'/g

/** The files of which a file imports types alone. */
function typesOf(path: SourcePath): ReadonlySet<SourcePath> {
  const found = readProjectFile(path).matchAll(TYPE_IMPORT)
  return new Set([...found].map(([, at = '']) => relative(ROOT, resolve(ROOT, dirname(path), at))))
}
