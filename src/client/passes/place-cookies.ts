import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Scheme } from '../../model/index.ts'
import { type GateKey, type KeyRing } from './keys.ts'

/** What the name of every cookie of a waiting room begins with, behind `__Host-` where there is TLS. */
export const PLACE_PREFIX = 'paart-place-'

/** Somebody's place in a waiting room, as the browser holds it. */
export interface HeldPlace {
  /** 64 random bits. */
  readonly idLow: number
  readonly idHigh: number
  /** When its holder came, in seconds since 1970, and as which of those of that second. */
  readonly joined: number
  readonly number: number
  /** Where the place was last. */
  readonly slot: number
  /** Its holder was in when the cookie was written. */
  readonly isActive: boolean
  /** When it was written, in seconds since 1970. */
  readonly writtenSeconds: number
}

const HEAD_BYTES = 26
const MAC_BYTES = 16
const CHARS = Math.ceil(((HEAD_BYTES + MAC_BYTES) * 4) / 3)
/** The last bit of the slot's word: the slots of a room are fewer than 2^15. */
const ACTIVE_BIT = 0x8000

/** The name of a room's cookie. */
export function placeCookieName(tag: string, scheme: Scheme): string {
  return scheme === 'http' ? PLACE_PREFIX + tag : `__Host-${PLACE_PREFIX}${tag}`
}

/** The value of a room's cookie, signed for that room. */
export function sealPlace(place: HeldPlace, room: string, { signing }: KeyRing): string {
  const bytes = Buffer.alloc(HEAD_BYTES)
  bytes.writeUInt32BE(signing.tag, 0)
  bytes.writeInt32BE(place.idLow, 4)
  bytes.writeInt32BE(place.idHigh, 8)
  bytes.writeUInt32BE(place.joined, 12)
  bytes.writeUInt32BE(place.number, 16)
  bytes.writeUInt32BE(place.writtenSeconds, 20)
  bytes.writeUInt16BE(place.slot | (place.isActive ? ACTIVE_BIT : 0), 24)
  return Buffer.concat([bytes, macOf(bytes, room, signing)]).toString('base64url')
}

/** The place that a value stands for; null for one that this gate has not written for the room. */
export function openPlace(value: string, room: string, { byTag }: KeyRing): HeldPlace | null {
  if (value.length !== CHARS) return null
  const bytes = Buffer.from(value, 'base64url')
  // Of the ways to spell the same bytes one alone is right.
  if (bytes.length !== HEAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== value) return null
  const key = byTag.get(bytes.readUInt32BE(0))
  const head = bytes.subarray(0, HEAD_BYTES)
  if (key === undefined || !timingSafeEqual(macOf(head, room, key), bytes.subarray(HEAD_BYTES))) {
    return null
  }
  const slot = bytes.readUInt16BE(24)
  return {
    idLow: bytes.readInt32BE(4),
    idHigh: bytes.readInt32BE(8),
    joined: bytes.readUInt32BE(12),
    number: bytes.readUInt32BE(16),
    writtenSeconds: bytes.readUInt32BE(20),
    slot: slot & ~ACTIVE_BIT,
    isActive: (slot & ACTIVE_BIT) !== 0,
  }
}

/** The Set-Cookie value that hands a place to the browser. */
export function placeCookie(
  value: string,
  cookie: { readonly tag: string; readonly scheme: Scheme; readonly maxAgeSeconds: number },
): string {
  const { tag, scheme, maxAgeSeconds } = cookie
  const secure = scheme === 'https' ? '; Secure' : ''
  const name = placeCookieName(tag, scheme)
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`
}

function macOf(head: Buffer, room: string, { place }: GateKey): Buffer {
  return createHmac('sha256', place).update(head).update(room).digest().subarray(0, MAC_BYTES)
}
