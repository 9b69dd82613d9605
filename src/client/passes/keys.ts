import { createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** What the key file holds: one key signs, all verify until the last pass they signed has expired. */
export interface KeyFile {
  readonly version: 1
  /** The gate's own name in the passes it issues. */
  readonly instance: string
  readonly signing: string
  readonly keys: readonly StoredKey[]
  /** No gate that reads the file takes one of these up again. */
  readonly revoked?: readonly RevokedKey[]
  /** Which keys each gate has brought to all its workers, by the gate's name. */
  readonly readers?: Readonly<Record<string, readonly string[]>>
}

export interface RevokedKey {
  readonly id: string
  /** It is remembered until then; seconds since 1970. */
  readonly until: number
}

export interface StoredKey {
  readonly id: string
  /** 32 random bytes, base64url. */
  readonly secret: string
  /** Seconds since 1970. */
  readonly createdAt: number
  /** Set when it signs no more: by then the last pass it signed has expired. Seconds since 1970. */
  readonly verifyUntil?: number
  /** The name of the gate that made it. */
  readonly madeBy?: string
  /** The gate that made it knew of no other: of two rings that are joined, the one that others have rotated counts. */
  readonly isFirst?: true
}

/** One key of the file with everything that is derived from it (HKDF-SHA-256, RFC 5869). */
export interface GateKey {
  readonly id: string
  /** The id as a number, for binary tokens. */
  readonly tag: number
  /** The first segment of every pass this key signs. */
  readonly passHeader: string
  readonly pass: Uint8Array
  readonly token: Uint8Array
  readonly audit: Uint8Array
  readonly browser: Uint8Array
  readonly log: Uint8Array
  readonly code: Uint8Array
  readonly place: Uint8Array
  readonly share: Uint8Array
  /** Of what gates of one ring hand on to each other. */
  readonly hop: Uint8Array
}

export interface KeyRing {
  readonly instance: string
  readonly signing: GateKey
  readonly byId: ReadonlyMap<string, GateKey>
  readonly byTag: ReadonlyMap<number, GateKey>
}

/** Keys in one file: the signing one and those that only verify. */
export const KEYS_MAX = 8

/** Two gates that each made the last of them at the same moment may have made some more. */
export const KEYS_READ_MAX = 2 * KEYS_MAX

/** More gates than that do not share a file; a longer list is none of ours. */
export const READERS_MAX = 64

const SECRET_BYTES = 32

/** Eight hex digits, so that an id is a number as well. */
const KEY_ID = /^[0-9a-f]{8}$/

/** A new key file with one key, for a gate's first start. */
export function newKeyFile(nowSeconds: number, madeBy?: string): KeyFile {
  return keyFileOf({ ...newKey(nowSeconds, madeBy), isFirst: true })
}

/** A key file of one key, for a gate that has none. */
export function keyFileOf(key: StoredKey): KeyFile {
  const instance = randomBytes(6).toString('hex')
  return { version: 1, instance, signing: key.id, keys: [key] }
}

/** A key of 32 random bytes under a random id. */
export function newKey(nowSeconds: number, madeBy?: string): StoredKey {
  const id = randomBytes(4).toString('hex')
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return { id, secret, createdAt: nowSeconds, ...(madeBy === undefined ? {} : { madeBy }) }
}

/** Reads a key file. Throws an Error that says what is wrong with it, never with a secret in it. */
export function parseKeyFile(text: string): KeyFile {
  const file = parseJson(text)
  if (!isKeyFile(file)) throw new Error('it is not a key file of version 1')
  if (file.keys.length > KEYS_READ_MAX) {
    throw new Error(`it holds more than ${KEYS_READ_MAX} keys`)
  }
  const ids = new Set(file.keys.map((key) => key.id))
  if (ids.size < file.keys.length) throw new Error('it holds two keys of one id')
  if (!ids.has(file.signing)) {
    throw new Error(`it names the signing key "${file.signing}" but does not hold it`)
  }
  return file
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
}

function isKeyFile(value: unknown): value is KeyFile {
  if (typeof value !== 'object' || value === null) return false
  const file: Partial<Record<keyof KeyFile, unknown>> = value
  return (
    file.version === 1 &&
    typeof file.instance === 'string' &&
    isKeyId(file.signing) &&
    Array.isArray(file.keys) &&
    file.keys.every(isStoredKey) &&
    isListOf(file.revoked ?? [], isRevokedKey) &&
    isReaders(file.readers ?? {})
  )
}

function isListOf(value: unknown, isOne: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne)
}

function isRevokedKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { id, until }: Partial<Record<keyof RevokedKey, unknown>> = value
  return isKeyId(id) && typeof until === 'number'
}

function isReaders(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const all = Object.values(value)
  return all.length <= READERS_MAX && all.every((ids) => isListOf(ids, isKeyId))
}

/** Whether it is a key of a file. */
export function isStoredKey(value: unknown): value is StoredKey {
  if (typeof value !== 'object' || value === null) return false
  const key: Partial<Record<keyof StoredKey, unknown>> = value
  return (
    isKeyId(key.id) &&
    typeof key.secret === 'string' &&
    Buffer.from(key.secret, 'base64url').length === SECRET_BYTES &&
    typeof key.createdAt === 'number' &&
    (key.verifyUntil === undefined || typeof key.verifyUntil === 'number') &&
    (key.madeBy === undefined || typeof key.madeBy === 'string') &&
    (key.isFirst === undefined || key.isFirst === true)
  )
}

function isKeyId(value: unknown): boolean {
  return typeof value === 'string' && KEY_ID.test(value)
}

/** Derives every secret of every key, once. */
export function keyRing(file: KeyFile): KeyRing {
  const keys = file.keys.map(deriveKey)
  const byId = new Map(keys.map((key) => [key.id, key]))
  const signing = byId.get(file.signing)
  if (signing === undefined) throw new Error('the signing key is missing')
  return {
    instance: file.instance,
    signing,
    byId,
    byTag: new Map(keys.map((key) => [key.tag, key])),
  }
}

const LOT_SEED_BYTES = 16

/**
 * What the lots of clients are drawn with: of the oldest key, so that lots outlive restarts and change
 * only when that key has left the file; and secret, so that nobody looks for a network with a good one.
 */
export function lotSeedOf({ keys }: KeyFile): Uint8Array {
  const oldest = keys.toSorted((a, b) => a.createdAt - b.createdAt)[0]
  const root = Buffer.from(oldest?.secret ?? '', 'base64url')
  return new Uint8Array(hkdfSync('sha256', root, '', 'paart lots', LOT_SEED_BYTES))
}

/**
 * What gates of one ring share a store by: 16 bytes that they hash keys of limits with and 32 that names are made with,
 * from the key that signs; and a key for each, by which they know what one of them has said. Whoever has the store
 * alone learns nothing of who is meant, and can say nothing in their name.
 */
export function storeSecretsOf({ keys, signing }: KeyFile): {
  readonly seed: Uint8Array
  readonly names: Uint8Array
  readonly sealing: string
  readonly byId: ReadonlyMap<string, Uint8Array>
} {
  const own = keys.find(({ id }) => id === signing)
  return {
    seed: derived(own, 'store seed', LOT_SEED_BYTES),
    names: derived(own, 'store names', SECRET_BYTES),
    sealing: signing,
    byId: new Map(keys.map((key) => [key.id, derived(key, 'store facts', SECRET_BYTES)])),
  }
}

function derived(key: StoredKey | undefined, purpose: string, bytes: number): Uint8Array {
  const root = Buffer.from(key?.secret ?? '', 'base64url')
  return new Uint8Array(hkdfSync('sha256', root, '', `paart ${purpose}`, bytes))
}

function deriveKey({ id, secret }: StoredKey): GateKey {
  const root = Buffer.from(secret, 'base64url')
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', root, '', `paart ${purpose}`, SECRET_BYTES))
  return {
    id,
    tag: Number.parseInt(id, 16),
    passHeader: Buffer.from(`{"alg":"HS256","kid":"${id}"}`).toString('base64url'),
    pass: derive('pass'),
    token: derive('token'),
    audit: derive('audit'),
    browser: derive('browser'),
    log: derive('log'),
    code: derive('code'),
    place: derive('place'),
    share: derive('share'),
    hop: derive('hop'),
  }
}

/** A 16-bit keyed tag: enough to notice another browser, too little to recognise a person. */
export function keyedTag(key: Uint8Array, text: string): number {
  return createHmac('sha256', key).update(text).digest().readUInt16BE(0)
}
