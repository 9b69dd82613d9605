import { KEYS_MAX, type KeyFile, type StoredKey, newKey } from './keys.ts'

/**
 * The first half of a rotation: a key that verifies and does not sign yet. Where an earlier rotation
 * ended here, its key is taken. Null where the file holds as many keys as it may, one more where one is about to go.
 */
export function withNextKey(
  file: KeyFile,
  nowSeconds: number,
  { madeBy, keysMax = KEYS_MAX }: { readonly madeBy?: string; readonly keysMax?: number } = {},
): KeyFile | null {
  if (nextKey(file) !== null) return file
  if (file.keys.length >= keysMax) return null
  // The order of keys is that of their making, also of two within a second.
  const newest = Math.max(...file.keys.map(({ createdAt }) => createdAt))
  const made = Math.max(nowSeconds, newest + 1)
  return { ...file, keys: [...file.keys, newKey(made, madeBy)] }
}

/**
 * The second half, once every worker knows the new key: it signs, and those before it verify until
 * `verifyUntil`, in seconds since 1970. `mayWait`: whether a key is to wait for another time.
 */
export function withNewestSigning(
  file: KeyFile,
  verifyUntil: number,
  mayWait: (id: string) => boolean = () => false,
): KeyFile {
  const next = nextKey(file, mayWait)
  if (next === null) return file
  const at = file.keys.indexOf(next)
  const keys = file.keys.map((key, place) =>
    place < at && key.verifyUntil === undefined ? { ...key, verifyUntil } : key,
  )
  return { ...file, signing: next.id, keys }
}

/** Made after the one that signs, and never retired. */
export function nextKey(
  { keys, signing }: KeyFile,
  mayWait: (id: string) => boolean = () => false,
): StoredKey | null {
  const at = keys.findIndex(({ id }) => id === signing)
  const later = keys.slice(at + 1)
  return later.findLast(({ id, verifyUntil }) => verifyUntil === undefined && !mayWait(id)) ?? null
}

/** Without one key, whatever it signed; the one that signs stays. */
export function withoutKey(file: KeyFile, id: string): KeyFile {
  return { ...file, keys: file.keys.filter((key) => key.id !== id || id === file.signing) }
}

/** Without the keys whose last pass has expired; the same file where there are none. */
export function withoutExpired(file: KeyFile, nowSeconds: number): KeyFile {
  const keys = file.keys.filter(
    ({ id, verifyUntil = Infinity }) => id === file.signing || verifyUntil > nowSeconds,
  )
  return keys.length === file.keys.length ? file : { ...file, keys }
}
