/**
 * The bytes of every claim's body: enough for the longest, the slow door's, whose token carries the way
 * `/`. All are of one length, so that of the forms citizens send only those are looked into.
 */
export const CLAIM_BYTES = 256

/** `fr-simple` is so much longer than `fr`: a form cannot know which button will be pressed. */
const SIMPLE_SUFFIX_BYTES = '-simple'.length

/** The lengths of bodies that may be claims; no other is looked into. */
export const CLAIM_LENGTHS: ReadonlySet<number> = new Set([
  CLAIM_BYTES,
  CLAIM_BYTES + SIMPLE_SUFFIX_BYTES,
])

/** What the body of every claim begins with. */
export const CLAIM_START = 'paart-claim='

/** 44 bytes of head, the way `/`, 16 of MAC, in base64url. */
export const CLAIM_TOKEN_CHARS_MAX = 82

/**
 * What is asked for: deliver it with the pass in hand (`none`), deliver it after the wait (`slow`, with
 * the slow door's token), deliver it once more although it may have arrived (`again`), throw it away
 * (`delete`), show the answer that was given (`answer`), or show the page where a code is typed (`code`).
 */
export type ClaimDoor = 'none' | 'slow' | 'again' | 'delete' | 'answer' | 'code'

/** A claim, read. Either a door or a language is asked for. */
export interface Claim {
  /** 16 letters and digits. */
  readonly id: string
  /** 22 characters of base64url. */
  readonly pageHalf: string
  /** Null where only the language of the page is to change. */
  readonly door: ClaimDoor | null
  /** Base64url; with the slow door alone. */
  readonly token: string | null
  /** As the button said it, such as `fr` or `fr-simple`; whether it is offered is the reader's to find out. */
  readonly language: string | null
}

const CLAIM =
  /^paart-claim=([A-Za-z0-9]{16})\.([\w-]{22})&(?:paart-door=(none|again|delete|answer|code)|paart-door=(slow)&token=([\w-]{1,82})|paart-language=([a-z]{2}(?:-simple)?))&paart-pad=x*$/

/** Reads the body of a claim as the pages write it, and nothing else: null for every other body. */
export function readClaim(body: Buffer): Claim | null {
  if (!CLAIM_LENGTHS.has(body.length)) return null
  const [, id, pageHalf, door, slow, token, language] = CLAIM.exec(body.toString('latin1')) ?? []
  if (id === undefined || pageHalf === undefined) return null
  return {
    id,
    pageHalf,
    door: (door ?? slow ?? null) as ClaimDoor | null,
    token: token ?? null,
    language: language ?? null,
  }
}

/** The id in `<id>.<pageHalf>`: it proves nothing by itself, and a page may show it. */
export function idOfClaim(claim: string): string {
  return claim.slice(0, claim.indexOf('.'))
}
