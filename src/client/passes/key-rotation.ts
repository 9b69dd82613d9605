import { KEYS_MAX, type KeyFile, type StoredKey, newKey } from './keys.ts'

/**
 * The first half of a rotation: a key that verifies and does not sign yet. Where an earlier rotation
 * ended here, its key is taken. Null where the file holds as many keys as it may.
 */
export function withNextKey(file: KeyFile, nowSeconds: number): KeyFile | null {
  if (nextKey(file) !== null) return file
  if (file.keys.length >= KEYS_MAX) return null
  return { ...file, keys: [...file.keys, newKey(nowSeconds)] }
}

/**
 * The second half, once every worker knows the new key: it signs, and the one before it verifies
 * until `verifyUntil`, in seconds since 1970.
 */
export function withNewestSigning(file: KeyFile, verifyUntil: number): KeyFile {
  const next = nextKey(file)
  if (next === null) return file
  const keys = file.keys.map((key) => (key.id === file.signing ? { ...key, verifyUntil } : key))
  return { ...file, signing: next.id, keys }
}

/** Made after the one that signs, and never retired. */
function nextKey({ keys, signing }: KeyFile): StoredKey | null {
  const at = keys.findIndex(({ id }) => id === signing)
  return keys.slice(at + 1).findLast(({ verifyUntil }) => verifyUntil === undefined) ?? null
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
