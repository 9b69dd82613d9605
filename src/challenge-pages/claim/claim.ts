/**
 * The bytes of every claim's body, whatever it asks for: of the forms citizens send, only those of this
 * length are looked into. Enough for the longest, which carries a token whose way back is `/`.
 */
export const CLAIM_BYTES = 256

/** What the body of every claim begins with. */
export const CLAIM_START = 'paart-claim='

/** 44 bytes of head, the way `/`, 16 of MAC, in base64url. */
const TOKEN_CHARS_MAX = 82

/**
 * What is asked for, as the pages spell it: each in four letters, since no form knows which of its
 * buttons will be pressed.
 */
const DOORS = {
  /** Deliver it, with the pass in hand. */
  none: 'none',
  /** Deliver it after the wait; the token is the slow door's. */
  slow: 'slow',
  /** Deliver it once more, although it may have arrived. */
  again: 'redo',
  /** Throw it away. */
  delete: 'drop',
  /** Show the answer that was given. */
  answer: 'seen',
  /** Show the page where a code is typed. */
  code: 'code',
} as const

export type ClaimDoor = keyof typeof DOORS

/** A claim, read: a door is asked for, or another language of the page. */
export interface Claim {
  /** 16 letters and digits. */
  readonly id: string
  /** 22 characters of base64url. */
  readonly pageHalf: string
  /** The page's token in base64url, where the page had one. */
  readonly token: string | null
  /** Null where a language is asked for. */
  readonly door: ClaimDoor | null
  /** `fr` or `fr-simple`; whether the site offers it is not known here. */
  readonly language: string | null
}

/** The button comes last, so all before it is the same whichever is pressed. */
const CLAIM = new RegExp(
  '^paart-claim=([A-Za-z0-9]{16})\\.([\\w-]{22})' +
    `(?:&token=([\\w-]{1,${TOKEN_CHARS_MAX}}))?` +
    '&paart-pad=x*&paart-door=(?:([a-z]{4})|([ls])-([a-z]{2}))$',
)

/** Reads the body of a claim as the pages write it; null for every other body. */
export function readClaim(body: Buffer): Claim | null {
  if (body.length !== CLAIM_BYTES) return null
  const [, id, pageHalf, token = null, word, words, code] =
    CLAIM.exec(body.toString('latin1')) ?? []
  if (id === undefined || pageHalf === undefined) return null
  if (word === undefined) {
    return {
      id,
      pageHalf,
      token,
      door: null,
      language: words === 's' ? `${code}-simple` : `${code}`,
    }
  }
  const door = DOOR_NAMES.find((name) => DOORS[name] === word)
  return door === undefined ? null : { id, pageHalf, token, door, language: null }
}

const DOOR_NAMES: readonly ClaimDoor[] = ['none', 'slow', 'again', 'delete', 'answer', 'code']

/** What a button says that asks for a door. */
export function wordOfDoor(door: ClaimDoor): string {
  return DOORS[door]
}

/** What a button says that asks for a language, `fr` or `fr-simple`. */
export function wordOfLanguage(language: string): string {
  return `${language.endsWith('-simple') ? 's' : 'l'}-${language.slice(0, 2)}`
}

/**
 * The hidden fields of a form that claims, in their order; the pressed button follows as `paart-door`.
 * @throws RangeError where the token carries a longer way than `/`
 */
export function claimFields(
  claim: string,
  token: string | null,
): readonly (readonly [name: string, value: string])[] {
  const fields: (readonly [string, string])[] = [['paart-claim', claim]]
  if (token !== null) fields.push(['token', token])
  const rest = '&paart-pad=&paart-door=none'.length
  const written = fields.reduce(
    (bytes, [name, value]) => bytes + name.length + value.length + 2,
    -1,
  )
  return [...fields, ['paart-pad', 'x'.repeat(CLAIM_BYTES - written - rest)]]
}

/** The id in `<id>.<pageHalf>`: it proves nothing by itself, and a page may show it. */
export function idOfClaim(claim: string): string {
  return claim.slice(0, claim.indexOf('.'))
}
