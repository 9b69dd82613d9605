import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { type FactKeys } from './seal.ts'

/** What gates speak with each other under: a key for each key of the ring, and the one that signs. */
export type AskKeys = Pick<FactKeys, 'sealing' | 'byId'>

const CIPHER = 'aes-256-gcm'
const SALT_BYTES = 12
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Keys of their own, from those of facts: so neither is ever taken for the other. */
export function askKeysOf({ sealing, byId }: FactKeys): AskKeys {
  return {
    sealing,
    byId: new Map([...byId].map(([id, key]) => [id, derived(key, 'paart store questions')])),
  }
}

/**
 * `KEY-ID.` and, in base64url, salt, nonce, what is sealed, and tag (AES-256-GCM, NIST SP 800-38D). Each message has a
 * key of its own by its salt: gates speak oftener than random nonces under one key are good for. `about` is bound to
 * it: who opens it must know the same.
 */
export function sealText(text: string, about: string, { sealing, byId }: AskKeys): string {
  const key = byId.get(sealing)
  if (key === undefined) throw new Error('the ring has no key that signs')
  const head = randomBytes(SALT_BYTES + NONCE_BYTES)
  const nonce = head.subarray(SALT_BYTES)
  const cipher = createCipheriv(CIPHER, derived(key, head.subarray(0, SALT_BYTES)), nonce)
  cipher.setAAD(Buffer.from(about))
  const hidden = cipher.update(text, 'utf8')
  const all = Buffer.concat([head, hidden, cipher.final(), cipher.getAuthTag()])
  return `${sealing}.${all.toString('base64url')}`
}

/** Null for what no key of the ring has sealed about the same. */
export function unsealText(sealed: string, about: string, { byId }: AskKeys): string | null {
  const [id = '', text = ''] = sealed.split('.', 2)
  const key = byId.get(id)
  const all = Buffer.from(text, 'base64url')
  if (key === undefined || all.length < SALT_BYTES + NONCE_BYTES + TAG_BYTES) return null
  const nonce = all.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES)
  try {
    const decipher = createDecipheriv(CIPHER, derived(key, all.subarray(0, SALT_BYTES)), nonce, {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(about))
    decipher.setAuthTag(all.subarray(-TAG_BYTES))
    const shown = decipher.update(all.subarray(SALT_BYTES + NONCE_BYTES, -TAG_BYTES))
    return `${shown.toString('utf8')}${decipher.final('utf8')}`
  } catch {
    return null
  }
}

function derived(key: Uint8Array, purpose: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(purpose).digest()
}
