import { type Clearance } from './clearance.ts'

/** What a verified pass cookie says. Times are whole seconds since 1970 (RFC 7519 NumericDate). */
export interface Pass {
  /** Random; limits and counts are kept by it, never by the token's text. Renewal keeps it. */
  readonly id: string
  /** What operators call it, and revoke it by; it comes of the id and does not tell it. */
  readonly name: string
  /** The names of the sites where the pass counts. */
  readonly sites: readonly string[]
  readonly clearance: Clearance
  /** When the proof behind it was accepted. Renewal keeps it: no pass outlives `proofMaxAge`, but for `grace`. */
  readonly provedAtSeconds: number
  readonly issuedAtSeconds: number
  readonly expiresAtSeconds: number
  /** 16-bit keyed tags of the browser family and the platform it was issued to. */
  readonly familyTag: number
  readonly platformTag: number
  /** The gate that issued it. */
  readonly instance: string
  /** The site where it was earned, and that handed it over; missing where that is the one it counts on. */
  readonly via?: string
}

/** Why a presented cookie is not a pass here. For logs and `explain`; never told to the client. */
export type PassRefusal =
  | 'malformed'
  | 'unknown-key'
  | 'signature'
  | 'expired'
  | 'other-site'
  | 'other-browser'
  | 'revoked'

/**
 * How a pass stands in time: `lasting`, until a form that is loaded now has been filled in; `ending`,
 * before that, and no renewal can help; `lapsed`, a while ago, and shown by a POST, whose form may have
 * been open meanwhile.
 */
export type PassTime = 'lasting' | 'ending' | 'lapsed'

/** What a client showed: nothing, a pass, or something that is not one. */
export type Presented =
  | { readonly kind: 'none' }
  | { readonly kind: 'held'; readonly pass: Pass; readonly time: PassTime }
  | { readonly kind: 'refused'; readonly why: PassRefusal }

/** From where a good pass was shown, as far as a ban asks: never which pass. */
export interface PassSighting {
  readonly network: string
  /** Null where nothing is known. */
  readonly asn: number | null
  readonly fingerprint: string
}
