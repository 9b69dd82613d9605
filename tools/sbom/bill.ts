import { createHash } from 'node:crypto'
import { type Component, type Licence, componentOf, licencesOf, purlOf } from './component.ts'
import { type LockFile, type LockedPackage } from './lock-file.ts'

/** A bill of materials, as CycloneDX 1.6 writes it: https://cyclonedx.org/docs/1.6/json/. */
export interface Bill {
  readonly $schema: string
  readonly bomFormat: 'CycloneDX'
  readonly specVersion: '1.6'
  readonly serialNumber: string
  readonly version: 1
  readonly metadata: Metadata
  readonly components: readonly Component[]
  readonly dependencies: readonly Dependency[]
}

export interface Metadata {
  /** Left out unless it is given, so that the same lock file gives the same bytes. */
  readonly timestamp?: string
  readonly lifecycles: readonly [{ readonly phase: 'pre-build' }]
  readonly component: {
    readonly type: 'application'
    readonly 'bom-ref': string
    readonly name: string
    readonly version: string
    readonly licenses: readonly Licence[]
  }
}

export interface Dependency {
  readonly ref: string
  readonly dependsOn: readonly string[]
}

/** What the project is made of, from its lock file alone. */
export function billOf(lock: LockFile, timestamp?: string): Bill {
  const byRef = grouped(lock)
  const content = {
    metadata: metadataOf(lock.root, timestamp),
    components: [...byRef.values()].map(([first, ...more]) => joined(first, more)),
    dependencies: dependenciesOf(lock, byRef),
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(JSON.stringify(content)),
    version: 1,
    ...content,
  }
}

type Group = readonly [LockedPackage, ...LockedPackage[]]

/** The same version of a package may lie in several places: it is one component. */
function grouped({ packages }: LockFile): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const locked of packages.values()) {
    const ref = purlOf(locked)
    const known = groups.get(ref)
    groups.set(ref, known === undefined ? [locked] : [...known, locked])
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** What is needed in one place is needed. */
function joined(first: LockedPackage, more: readonly LockedPackage[]): Component {
  const all = [first, ...more]
  return componentOf({
    ...first,
    isDevelopment: all.every(({ isDevelopment }) => isDevelopment),
    isOptional: all.every(({ isOptional, isDevelopment }) => isOptional || isDevelopment),
  })
}

function metadataOf(root: LockedPackage, timestamp: string | undefined): Metadata {
  const { name, version, license } = root
  return {
    ...(timestamp !== undefined && { timestamp }),
    lifecycles: [{ phase: 'pre-build' }],
    component: {
      type: 'application',
      'bom-ref': rootRef(root),
      name,
      version,
      licenses: license === undefined ? [] : licencesOf(license),
    },
  }
}

/** Not a package of any list, so it gets no address of one. */
function rootRef({ name, version }: LockedPackage): string {
  return `${name}@${version}`
}

function dependenciesOf(lock: LockFile, byRef: ReadonlyMap<string, Group>): readonly Dependency[] {
  const refs = (all: readonly LockedPackage[]): readonly string[] => {
    const places = all.flatMap(({ dependsOn }) => dependsOn)
    const found = places
      .map((place) => lock.packages.get(place))
      .filter((each) => each !== undefined)
    return [...new Set(found.map(purlOf))].toSorted()
  }
  const root = { ref: rootRef(lock.root), dependsOn: refs([lock.root]) }
  return [root, ...[...byRef].map(([ref, group]) => ({ ref, dependsOn: refs(group) }))]
}

/** A UUID of version 8 (RFC 9562, section 5.8), made of what the bill says. */
function serialNumber(content: string): string {
  const bytes = createHash('sha256').update(content).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return `urn:uuid:${parts.join('-')}-${hex.slice(20)}`
}
