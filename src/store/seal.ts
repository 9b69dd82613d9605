import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { type SealedFact } from './engine.ts'

/** Something that all gates shall know: of two about the same the later one counts. */
export interface Fact {
  /** What it is about; nothing else is of that name. */
  readonly about: string
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** When nobody needs it any more. */
  readonly untilMs: number
  /** What is so; null: nothing any more. */
  readonly text: string | null
}

/** What facts are sealed with: a key for each key of the ring, so that whoever does not have the ring makes none. */
export interface FactKeys {
  readonly sealing: string
  readonly byId: ReadonlyMap<string, Uint8Array>
  /** What their names are made with. */
  readonly names: Uint8Array
}

/** AES-256-GCM (NIST SP 800-38D) with random nonces: far fewer are sealed than 2^32. */
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const NAME_BYTES = 16

/** Ready to lie in the store. */
export function seal(fact: Fact, keys: FactKeys): SealedFact {
  const { about, atMs, untilMs, text } = fact
  const bytes = Buffer.from(JSON.stringify({ about, atMs, untilMs, text }))
  return { name: nameOf(about, keys.names), atMs, untilMs, sealed: sealBytes(bytes, keys) }
}

/** `KEY-ID.` and, in base64url, nonce, tag and what is sealed. `where`: it opens nowhere else. */
export function sealBytes(
  bytes: Uint8Array,
  { sealing, byId }: Pick<FactKeys, 'sealing' | 'byId'>,
  where = '',
): string {
  const key = byId.get(sealing)
  if (key === undefined) throw new Error('the ring has no key that signs')
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(where))
  const hidden = cipher.update(bytes)
  const all = Buffer.concat([nonce, hidden, cipher.final(), cipher.getAuthTag()])
  return `${sealing}.${all.toString('base64url')}`
}

/** What was sealed, and the id of the key that has; null for what no key of the ring has. */
export function unsealBytes(
  sealed: string,
  { byId }: Pick<FactKeys, 'byId'>,
  where = '',
): { readonly bytes: Buffer; readonly by: string } | null {
  const [by = '', text = ''] = sealed.split('.', 2)
  const key = byId.get(by)
  const all = Buffer.from(text, 'base64url')
  if (key === undefined || all.length < NONCE_BYTES + TAG_BYTES) return null
  try {
    const decipher = createDecipheriv(CIPHER, key, all.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(where)).setAuthTag(all.subarray(-TAG_BYTES))
    const shown = decipher.update(all.subarray(NONCE_BYTES, -TAG_BYTES))
    return { bytes: Buffer.concat([shown, decipher.final()]), by }
  } catch {
    return null
  }
}

/** A fact, and the id of the key that has sealed it; null for what no key of the ring has. */
export function unseal(
  sealed: string,
  keys: Pick<FactKeys, 'byId'>,
): { readonly fact: Fact; readonly by: string } | null {
  const opened = unsealBytes(sealed, keys)
  if (opened === null) return null
  try {
    const fact = factFrom(JSON.parse(opened.bytes.toString('utf8')))
    return fact === null ? null : { fact, by: opened.by }
  } catch {
    return null
  }
}

function factFrom(value: unknown): Fact | null {
  if (typeof value !== 'object' || value === null) return null
  const { about, atMs, untilMs, text }: Partial<Record<keyof Fact, unknown>> = value
  if (typeof about !== 'string' || !isTime(atMs) || !isTime(untilMs)) return null
  return typeof text === 'string' || text === null ? { about, atMs, untilMs, text } : null
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function nameOf(about: string, secret: Uint8Array): string {
  const digest = createHmac('sha256', secret).update(`fact\0${about}`).digest()
  return digest.subarray(0, NAME_BYTES).toString('base64url')
}
