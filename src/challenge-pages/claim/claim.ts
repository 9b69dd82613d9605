/**
 * The bytes of every claim's body, whatever it asks for: of the forms citizens send, only those of this
 * length are looked into. Enough for the longest, which carries a token whose way back is `/`.
 */
export const CLAIM_BYTES = 256

/** 44 bytes of head, 12 of an order, the way `/`, 16 of MAC, in base64url. */
const TOKEN_CHARS_MAX = 98

/**
 * What is asked for, as the pages spell it: each in four letters, since no form knows which of its
 * buttons will be pressed. As values: a button without one is sent with its words by w3m, links, elinks and
 * edbrowse. EWW (Emacs 28) shows them in place of the words.
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

/** What each field of a claim may say. `paart-door` is the pressed button's. */
const FIELDS = {
  'paart-claim': /^([A-Za-z0-9]{16})\.([\w-]{22})$/,
  token: new RegExp(`^[\\w-]{1,${TOKEN_CHARS_MAX}}$`),
  'paart-pad': /^x*$/,
  'paart-door': /^(?:([a-z]{4})|([ls])-([a-z]{2}))$/,
} as const

type Field = keyof typeof FIELDS

/**
 * Reads the body of a claim as browsers send the pages' forms; null for every other body. The order of the
 * fields is the browser's: EWW (Emacs 28) sends the hidden ones backwards.
 */
export function readClaim(body: Buffer): Claim | null {
  if (body.length !== CLAIM_BYTES) return null
  const found = fieldsOf(body.toString('latin1'))
  const [, id, pageHalf] = found?.get('paart-claim') ?? []
  const asked = askedBy(found?.get('paart-door'))
  if (id === undefined || pageHalf === undefined || asked === null) return null
  return { id, pageHalf, token: found?.get('token')?.[0] ?? null, ...asked }
}

function askedBy(
  button: readonly (string | undefined)[] = [],
): Pick<Claim, 'door' | 'language'> | null {
  const [, word, words, code] = button
  if (code !== undefined) {
    return { door: null, language: words === 's' ? `${code}-simple` : code }
  }
  const door = DOOR_NAMES.find((name) => DOORS[name] === word)
  return door === undefined ? null : { door, language: null }
}

/** Each field once and as a page has it; null where anything else stands there. */
function fieldsOf(body: string): ReadonlyMap<Field, RegExpExecArray> | null {
  const found = new Map<Field, RegExpExecArray>()
  for (const field of body.split('&')) {
    const name = field.slice(0, field.indexOf('='))
    if (!isField(name) || found.has(name)) return null
    const value = FIELDS[name].exec(field.slice(name.length + 1))
    if (value === null) return null
    found.set(name, value)
  }
  return found
}

function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name)
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

/** The same of what somebody sent; null where no page of ours has written it. */
export function idOfSentClaim(text: string): string | null {
  return FIELDS['paart-claim'].exec(text)?.[1] ?? null
}
