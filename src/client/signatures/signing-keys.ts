import { createHash } from 'node:crypto'
import { type SigningKey } from '../../model/index.ts'

/** Keys of one signer: the one in use, the next one, and some that end. */
export const SIGNING_KEYS_MAX = 32

/** An Ed25519 key has 32 bytes, which is 43 characters of base64url without padding. */
const X = /^[A-Za-z0-9_-]{43}$/

/** The keys of a file or a directory, or what is wrong with it: completes `the file …`. */
export type SigningKeysRead =
  | { readonly ok: true; readonly keys: readonly SigningKey[] }
  | { readonly ok: false; readonly why: string }

/**
 * Reads a JWK Set (RFC 7517), or one JWK. `others: 'skip'` leaves out keys of other kinds, as a directory may have
 * them for others, and takes a set without any for what it says: its signer has taken back its keys. Else each is a
 * mistake.
 */
export function readSigningKeys(text: string, others: 'skip' | 'refuse'): SigningKeysRead {
  const listed = listedIn(text)
  if (typeof listed === 'string') return { ok: false, why: listed }
  const keys = new Map<string, SigningKey>()
  for (const [index, jwk] of listed.entries()) {
    const key = keyOf(jwk)
    if (typeof key !== 'string') keys.set(key.id, key)
    else if (others === 'refuse') return { ok: false, why: `${key} (key ${index + 1} of it)` }
  }
  const mayBeNone = others === 'skip' && isSet(text)
  if (keys.size === 0 && !mayBeNone) return { ok: false, why: 'holds no Ed25519 key' }
  return { ok: true, keys: [...keys.values()] }
}

function listedIn(text: string): readonly unknown[] | string {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return PRIVATE
  if (text.includes('-----BEGIN ')) return 'holds PEM, where a JWK Set is expected'
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return 'holds no JSON object'
  const { keys }: { readonly keys?: unknown } = value
  const listed = keys === undefined ? [value] : keys
  if (!Array.isArray(listed)) return 'has "keys" that are no list'
  if (listed.length > SIGNING_KEYS_MAX) return `holds more than ${SIGNING_KEYS_MAX} keys`
  return listed
}

function isSet(text: string): boolean {
  const value = parsed(text)
  return typeof value === 'object' && value !== null && 'keys' in value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const PRIVATE = 'holds a private key: whoever reads it can sign as its owner'

function keyOf(jwk: unknown): SigningKey | string {
  if (typeof jwk !== 'object' || jwk === null) return 'holds what is no JWK'
  const { kty, crv, x, d }: Partial<Record<'kty' | 'crv' | 'x' | 'd', unknown>> = jwk
  if (d !== undefined) return PRIVATE
  if (kty !== 'OKP' || crv !== 'Ed25519') return 'holds a key that is not of Ed25519'
  if (typeof x !== 'string' || !X.test(x)) return 'holds a key whose "x" is not 32 bytes'
  return { id: thumbprintOf(x), x }
}

/** The thumbprint of an Ed25519 key: SHA-256 of its required members in order (RFC 7638, RFC 8037 A.3). */
function thumbprintOf(x: string): string {
  const members = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x })
  return createHash('sha256').update(members).digest('base64url')
}
