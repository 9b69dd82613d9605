import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { CLEARANCES, type Clearance, type Scheme } from '../../model/index.ts'
import { type GateKey } from './keys.ts'

/**
 * What one site asks another by way of a browser: whether it has a pass there. Sealed, so that the site that is asked
 * learns who asks and nothing of the page that was wanted, and so that nobody else writes one.
 */
export interface Asking {
  readonly issuedAtSeconds: number
  /** `SpentBitmap.run` and a serial from `SpentBitmap.issue`, of the site that asks: it takes one answer. */
  readonly run: number
  readonly serial: number
  /** 16-bit tags of the browser family and the platform that are sent on the way. */
  readonly familyTag: number
  readonly platformTag: number
  /** The site that asks, and how the browser reaches it: it is led back there. */
  readonly site: string
  readonly scheme: Scheme
  /** A host, maybe with a port. */
  readonly host: string
  /** The site that is asked. */
  readonly asked: string
  /** What stands for the browser: it shows the same at its return, in a cookie. */
  readonly browser: string
  /** Where the browser wanted to go; the reader holds `isWayBack` against it. */
  readonly wayBack: string
}

/** A pass on its way to another site. */
export interface HandedPass {
  readonly handedAtSeconds: number
  readonly id: string
  readonly clearance: Clearance
  readonly provedAtSeconds: number
  readonly expiresAtSeconds: number
}

const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 4 + IV_BYTES

/** More than any asking with the longest way back that is sent along, each byte of which may be written as two. */
const TEXT_CHARS_MAX = 6_400

/** What is sealed for one purpose opens for no other. */
const PURPOSES = { asking: 'paart asking 1\0', handed: 'paart handed pass 1\0' } as const

type KeyOf = (tag: number) => GateKey | undefined

/** In base64url, under the key that signs. */
export function sealAsking(asking: Asking, key: GateKey): string {
  return seal(asking, key, PURPOSES.asking)
}

/** An asking of a gate with these keys, and the key it was sealed by; null for anything else. Its time is the caller's to check. */
export function openAsking(
  text: string,
  keyOf: KeyOf,
): { readonly asking: Asking; readonly key: GateKey } | null {
  const opened = open(text, keyOf, PURPOSES.asking)
  return opened !== null && isAsking(opened.value)
    ? { asking: opened.value, key: opened.key }
    : null
}

/** The answer to one asking: it opens beside no other. */
export function sealHanded(pass: HandedPass, asking: string, key: GateKey): string {
  return seal(pass, key, PURPOSES.handed + asking)
}

/** The pass that was handed over for an asking; null for anything else. Its times are the caller's to check. */
export function openHanded(text: string, asking: string, keyOf: KeyOf): HandedPass | null {
  const opened = open(text, keyOf, PURPOSES.handed + asking)
  return opened !== null && isHanded(opened.value) ? opened.value : null
}

/** Tag of the key, IV, what is hidden, proof of all (AES-256-GCM, NIST SP 800-38D). */
function seal(value: Asking | HandedPass, key: GateKey, purpose: string): string {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(key.tag, 0)
  randomBytes(IV_BYTES).copy(head, 4)
  const cipher = createCipheriv('aes-256-gcm', key.share, head.subarray(4))
  cipher.setAAD(Buffer.concat([Buffer.from(purpose), head]))
  const hidden = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]
  return Buffer.concat([head, ...hidden, cipher.getAuthTag()]).toString('base64url')
}

function open(
  text: string,
  keyOf: KeyOf,
  purpose: string,
): { readonly value: unknown; readonly key: GateKey } | null {
  if (text.length > TEXT_CHARS_MAX) return null
  const bytes = Buffer.from(text, 'base64url')
  // Of the ways to spell the same bytes one alone is right.
  if (bytes.length <= HEAD_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) return null
  const key = keyOf(bytes.readUInt32BE(0))
  if (key === undefined) return null
  const head = bytes.subarray(0, HEAD_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key.share, head.subarray(4), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.concat([Buffer.from(purpose), head]))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const shown = [decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]
    return { value: JSON.parse(Buffer.concat(shown).toString('utf8')) as unknown, key }
  } catch {
    return null
  }
}

/** What was sealed here has this shape, unless another version of the gate did. */
function isAsking(value: unknown): value is Asking {
  const asking = fieldsOf<Asking>(value)
  return (
    asking !== null &&
    [asking.issuedAtSeconds, asking.run, asking.serial].every(isCount) &&
    [asking.familyTag, asking.platformTag].every(isCount) &&
    [asking.site, asking.host, asking.asked, asking.browser, asking.wayBack].every(isText) &&
    (asking.scheme === 'http' || asking.scheme === 'https')
  )
}

function isHanded(value: unknown): value is HandedPass {
  const pass = fieldsOf<HandedPass>(value)
  return (
    pass !== null &&
    [pass.handedAtSeconds, pass.provedAtSeconds, pass.expiresAtSeconds].every(isCount) &&
    isText(pass.id) &&
    CLEARANCES.some((clearance) => clearance === pass.clearance)
  )
}

function fieldsOf<T>(value: unknown): Partial<Record<keyof T, unknown>> | null {
  return typeof value === 'object' && value !== null ? value : null
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
