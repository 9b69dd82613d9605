import {
  type KeyFile,
  KEYS_READ_MAX,
  READERS_MAX,
  type RevokedKey,
  type StoredKey,
} from './keys.ts'

/**
 * A revoked key is remembered for longer than anybody keeps a copy of the file: whoever brings one back that
 * holds the key does not bring the key back. In seconds.
 */
export const REVOKED_SECONDS = 400 * 86_400

/** Older ones are forgotten: by then somebody revokes keys for sport. */
const REVOKED_MAX = 64

/** What is left when a key has been revoked. */
export function tombstone(id: string, nowSeconds: number): RevokedKey {
  return { id, until: nowSeconds + REVOKED_SECONDS }
}

/**
 * What two gates know together: every key of both, but those that one of them knows to be revoked, and of two that
 * could sign the later one. So whatever is written last, no key is lost by it, and every gate comes to the same.
 */
export function mergeKeyFiles(file: KeyFile, own: KeyFile, nowSeconds: number): KeyFile {
  const revoked = mergeRevoked([...(file.revoked ?? []), ...(own.revoked ?? [])], nowSeconds)
  const gone = new Set(revoked.map(({ id }) => id))
  const byId = new Map<string, StoredKey>()
  for (const key of [...file.keys, ...own.keys]) {
    if (!gone.has(key.id)) byId.set(key.id, mergeKey(byId.get(key.id), key))
  }
  const keys = fitting([...byId.values()].toSorted(byOrder))
  // Nothing can be made of two files that have revoked each other's keys: the gate's own serve on.
  if (keys.length === 0) return own
  const { version, instance, readers } = file
  return {
    version,
    instance,
    signing: signingOf(keys, [file.signing, own.signing]),
    keys,
    ...(revoked.length === 0 ? {} : { revoked }),
    ...(readers === undefined ? {} : { readers }),
  }
}

/**
 * The order in which keys sign. One that began a ring comes before those that others were rotated to, and before an
 * older one of its kind: a gate that knew of nobody when it started makes nobody go over to its key.
 */
function byOrder(a: StoredKey, b: StoredKey): number {
  const [isFirst, isOtherFirst] = [a.isFirst === true, b.isFirst === true]
  if (isFirst !== isOtherFirst) return isFirst ? -1 : 1
  const later = a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
  return isFirst ? -later : later
}

/**
 * As many as a file may hold, where ever more rings were joined: those whose passes last longest, and among those that
 * sign the last in order.
 */
function fitting(keys: readonly StoredKey[]): readonly StoredKey[] {
  if (keys.length <= KEYS_READ_MAX) return keys
  const lasting = keys.toSorted((a, b) => endOf(a) - endOf(b))
  const left = new Set(lasting.slice(-KEYS_READ_MAX))
  return keys.filter((key) => left.has(key))
}

function endOf({ verifyUntil = Number.MAX_VALUE }: StoredKey): number {
  return verifyUntil
}

/** Who has retired it, has: for as long as either says. */
function mergeKey(known: StoredKey | undefined, key: StoredKey): StoredKey {
  const ends = [known?.verifyUntil, key.verifyUntil].filter((until) => until !== undefined)
  const both = { ...key, ...known }
  return ends.length === 0 ? both : { ...both, verifyUntil: Math.max(...ends) }
}

function mergeRevoked(all: readonly RevokedKey[], nowSeconds: number): readonly RevokedKey[] {
  const latest = new Map<string, number>()
  for (const { id, until } of all) latest.set(id, Math.max(until, latest.get(id) ?? 0))
  return [...latest]
    .filter(([, until]) => until > nowSeconds)
    .map(([id, until]) => ({ id, until }))
    .toSorted((a, b) => a.until - b.until || (a.id < b.id ? -1 : 1))
    .slice(-REVOKED_MAX)
}

/** Of those that sign somewhere the newest that nobody has retired; else any that may, the newest. */
function signingOf(keys: readonly StoredKey[], wanted: readonly string[]): string {
  const fresh = keys.filter(({ verifyUntil }) => verifyUntil === undefined)
  const signs = fresh.findLast(({ id }) => wanted.includes(id)) ?? fresh.at(-1)
  return (signs ?? keys.at(-1))?.id ?? ''
}

/**
 * A gate has brought all keys of a file to its workers. Gates that were killed leave their names there, in
 * containers another one each time: where there are too many, those that know the fewest keys are left out, and
 * of them the first. One that lives puts itself back.
 */
export function readBy(file: KeyFile, gate: string, ids: readonly string[]): KeyFile {
  const known = new Set(file.keys.map(({ id }) => id))
  const knows = (read: readonly string[]): number => read.filter((id) => known.has(id)).length
  const others = Object.entries(file.readers ?? {}).filter(([name]) => name !== gate)
  const left = others.toSorted(([, a], [, b]) => knows(a) - knows(b)).slice(1 - READERS_MAX)
  const isLeft = new Set([gate, ...left.map(([name]) => name)])
  const readers = Object.entries({ ...file.readers, [gate]: ids })
  return { ...file, readers: Object.fromEntries(readers.filter(([name]) => isLeft.has(name))) }
}

/** A gate reads it no more, or has not for too long. */
export function notReadBy(file: KeyFile, gates: readonly string[]): KeyFile {
  const { readers = {}, ...rest } = file
  const left = Object.entries(readers).filter(([gate]) => !gates.includes(gate))
  return left.length === 0 ? rest : { ...rest, readers: Object.fromEntries(left) }
}

/** The gates that do not know a key of the file yet. */
export function unreadBy({ readers = {} }: KeyFile, id: string): readonly string[] {
  return Object.entries(readers).flatMap(([gate, ids]) => (ids.includes(id) ? [] : [gate]))
}

/** What workers are told of a file: the keys alone. */
export function keysOf({ version, instance, signing, keys }: KeyFile): KeyFile {
  return { version, instance, signing, keys }
}
