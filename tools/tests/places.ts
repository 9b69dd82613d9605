/** Where the files of a project are found. */
export interface Places {
  readonly files: ReadonlySet<string>
  /** By the last part of their paths. */
  readonly byName: ReadonlyMap<string, readonly string[]>
  /** Folders, and all that lies in each. */
  readonly folders: ReadonlyMap<string, readonly string[]>
}

export function placesOf(paths: readonly string[]): Places {
  const files = new Set(paths)
  const pairs = [...files].flatMap((path) => foldersOf(path).map((folder) => ({ folder, path })))
  const inside = Map.groupBy(pairs, ({ folder }) => folder)
  return {
    files,
    byName: Map.groupBy(files, (path) => path.slice(path.lastIndexOf('/') + 1)),
    folders: new Map([...inside].map(([folder, found]) => [folder, found.map(({ path }) => path)])),
  }
}

/** `src/model/index.ts` lies in `src` and in `src/model`. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}

/** All that lies in a folder; nothing of one around whoever names it, who goes up to find the way. */
export function below(folder: string, by: string, { folders }: Places): readonly string[] {
  return by.startsWith(`${folder}/`) ? [] : (folders.get(folder) ?? [])
}
