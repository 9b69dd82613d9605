import { CLEARANCES, type Clearance, type Pass } from '../../model/index.ts'
import { passNameOf } from './pass-name.ts'

/** A pass is about 350 characters; with twenty sites still below this. */
const TOKEN_CHARS_MAX = 2048

/** Two bits (or four) of the last character mean nothing and must be zero. */
const LAST_OF_TWO = /[AQgw]$/
const LAST_OF_THREE = /[AEIMQUYcgkosw048]$/

/**
 * Whether a text is spelled as the one canonical form of a compact JWS: three segments of
 * base64url without padding whose spare bits are zero (RFC 4648 section 3.5). Other spellings of
 * the same bytes would verify too, so they are refused before any cryptography.
 */
export function isCanonicalToken(text: string): boolean {
  if (text.length > TOKEN_CHARS_MAX) return false
  const segments = text.split('.')
  return segments.length === 3 && segments.every(isCanonicalBase64Url)
}

function isCanonicalBase64Url(text: string): boolean {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return false
  switch (text.length % 4) {
    case 0:
      return true
    case 2:
      return LAST_OF_TWO.test(text)
    case 3:
      return LAST_OF_THREE.test(text)
    default:
      return false
  }
}

/** The claims on the wire: short names, since they travel with every request. */
interface Claims {
  readonly jti: string
  readonly sites: readonly string[]
  readonly clr: Clearance
  readonly prf: number
  readonly iat: number
  readonly exp: number
  readonly fam: number
  readonly plt: number
  readonly ins: string
  readonly via?: string
}

export function writeClaims(pass: Omit<Pass, 'name'>): Uint8Array {
  const claims: Claims = {
    jti: pass.id,
    sites: pass.sites,
    clr: pass.clearance,
    prf: pass.provedAtSeconds,
    iat: pass.issuedAtSeconds,
    exp: pass.expiresAtSeconds,
    fam: pass.familyTag,
    plt: pass.platformTag,
    ins: pass.instance,
    ...(pass.via === undefined ? {} : { via: pass.via }),
  }
  return new TextEncoder().encode(JSON.stringify(claims))
}

/** Reads a payload whose signature has been verified; null where it is not a pass all the same. */
export function readClaims(payload: Uint8Array): Pass | null {
  const claims = parse(payload)
  if (claims === null || !isClaims(claims)) return null
  return Object.freeze({
    id: claims.jti,
    name: passNameOf(claims.jti),
    sites: Object.freeze([...claims.sites]),
    clearance: claims.clr,
    provedAtSeconds: claims.prf,
    issuedAtSeconds: claims.iat,
    expiresAtSeconds: claims.exp,
    familyTag: claims.fam,
    platformTag: claims.plt,
    instance: claims.ins,
    ...(claims.via === undefined ? {} : { via: claims.via }),
  })
}

function parse(payload: Uint8Array): object | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload))
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

function isClaims(value: object): value is Claims {
  const claims: Partial<Record<keyof Claims, unknown>> = value
  return (
    typeof claims.jti === 'string' &&
    Array.isArray(claims.sites) &&
    claims.sites.every((site) => typeof site === 'string') &&
    CLEARANCES.some((clearance) => clearance === claims.clr) &&
    [claims.prf, claims.iat, claims.exp, claims.fam, claims.plt].every(Number.isSafeInteger) &&
    typeof claims.ins === 'string' &&
    (claims.via === undefined || typeof claims.via === 'string')
  )
}
