/** What the lock file says of one package. */
export interface LockedPackage {
  /** Its own name, also where it is installed in place of another one. */
  readonly name: string
  readonly version: string
  /** An SPDX expression, or none where its package.json has none. */
  readonly license: string | undefined
  /** As npm writes it: `sha512-` and base64. */
  readonly integrity: string | undefined
  /** Whether it is for building and testing alone. */
  readonly isDevelopment: boolean
  /** Whether the gate runs without it: for another platform, say. */
  readonly isOptional: boolean
  /** Places of the packages that it finds when it asks for its dependencies. */
  readonly dependsOn: readonly string[]
}

export interface LockFile {
  readonly root: LockedPackage
  /** By place: `node_modules/a/node_modules/b`. */
  readonly packages: ReadonlyMap<string, LockedPackage>
}

type Names = Readonly<Record<string, string>>

interface Entry {
  readonly name?: string
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly dependencies?: Names
  readonly devDependencies?: Names
  readonly optionalDependencies?: Names
  readonly peerDependencies?: Names
}

const FOLDER = 'node_modules/'

/** The only form that is read: npm's since its version 7. */
const LOCK_VERSION = 3

/** Reads the text of package-lock.json. @throws Error where it is of another form or has holes. */
export function readLockFile(text: string): LockFile {
  const {
    lockfileVersion,
    packages,
  }: { lockfileVersion?: number; packages?: Record<string, Entry> } = JSON.parse(text)
  const root = packages?.['']
  if (lockfileVersion !== LOCK_VERSION || packages === undefined || root === undefined) {
    throw new Error(`package-lock.json: no lock file of version ${LOCK_VERSION}`)
  }
  const places = Object.keys(packages).filter((place) => place !== '')
  return {
    root: read('', packages),
    packages: new Map(places.map((place) => [place, read(place, packages)])),
  }
}

function read(place: string, packages: Readonly<Record<string, Entry>>): LockedPackage {
  const entry = packages[place] ?? {}
  const name = entry.name ?? place.slice(place.lastIndexOf(FOLDER) + FOLDER.length)
  if (entry.version === undefined) throw new Error(`package-lock.json: ${name} has no version`)
  return {
    name,
    version: entry.version,
    license: entry.license,
    integrity: entry.integrity,
    isDevelopment: entry.dev === true,
    isOptional: entry.optional === true,
    dependsOn: dependenciesOf(place, entry, packages),
  }
}

function dependenciesOf(
  place: string,
  entry: Entry,
  packages: Readonly<Record<string, Entry>>,
): readonly string[] {
  const needed = Object.keys({ ...entry.dependencies, ...entry.devDependencies })
  const offered = Object.keys({ ...entry.optionalDependencies, ...entry.peerDependencies })
  const places = [...needed, ...offered].map((name) => {
    const found = find(name, place, packages)
    if (found !== null || offered.includes(name)) return found
    throw new Error(`package-lock.json: ${place} asks for ${name}, which is missing`)
  })
  return places.filter((found) => found !== null)
}

/** Where Node finds a package for another one: the nearest folder upwards. */
function find(
  name: string,
  from: string,
  packages: Readonly<Record<string, Entry>>,
): string | null {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf(FOLDER) - 1))) {
    const candidate = place === '' ? FOLDER + name : `${place}/${FOLDER}${name}`
    if (Object.hasOwn(packages, candidate)) return candidate
    if (place === '') return null
  }
}
