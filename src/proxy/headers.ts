/** Header fields as Node gives and takes them: name, value, name, value, in their order. */
export type RawHeaders = readonly string[]

/** Makes a reader of header fields: the first value of a lower-case name. */
export function headerReader(raw: RawHeaders): (name: string) => string | undefined {
  return (name) => {
    for (let i = 0; i < raw.length; i += 2) {
      if (isNamed(raw[i] ?? '', name)) return raw[i + 1]
    }
    return undefined
  }
}

/** By length and last letter first, which nearly always tell names apart: `Sec-Fetch-Mode` and `Sec-Fetch-Dest`. */
function isNamed(candidate: string, name: string): boolean {
  const last = name.length - 1
  return (
    candidate.length === name.length &&
    letterOf(candidate, last) === letterOf(name, last) &&
    candidate.toLowerCase() === name
  )
}

/** All values of a lower-case name in their order. */
export function headerValues(raw: RawHeaders, name: string): readonly string[] {
  const values: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    if (isNamed(raw[i] ?? '', name)) values.push(raw[i + 1] ?? '')
  }
  return values
}

/** Makes a reader of whole lists: all values of a lower-case name, joined (RFC 9110 section 5.3). */
export function listReader(raw: RawHeaders): (name: string) => string | undefined {
  return (name) => {
    const values = headerValues(raw, name)
    return values.length === 0 ? undefined : values.join(',')
  }
}

/** Whether a list has any element that is not empty (RFC 9110 section 5.6.1). */
export function saysAnything(list: string): boolean {
  return /[^\s,]/.test(list)
}

/** Header fields but those of a lower-case name. */
export function withoutField(raw: RawHeaders, name: string): string[] {
  return raw.filter((_, i) => raw[i - (i % 2)]?.toLowerCase() !== name)
}

/**
 * Whether a field belongs to one connection and is never forwarded (RFC 9110 section 7.6.1). By
 * length first: to look names up in a set, each would have to be hashed.
 */
export function isHopByHop(lowerName: string): boolean {
  switch (lowerName.length) {
    case 2:
      return lowerName === 'te'
    case 7:
      return lowerName === 'trailer' || lowerName === 'upgrade'
    case 10:
      return lowerName === 'connection' || lowerName === 'keep-alive'
    case 16:
      return lowerName === 'proxy-connection'
    case 17:
      return lowerName === 'transfer-encoding'
    case 18:
      return lowerName === 'proxy-authenticate'
    case 19:
      return lowerName === 'proxy-authorization'
    default:
      return false
  }
}

/**
 * Whether a field can be one that is dropped, replaced or looked into, by its first letters alone.
 * Looking names up costs more than all the rest, so what browsers send most is told apart before:
 * `Accept` and its like, `Cache-Control`, `DNT`, `If-None-Match`, `Origin`, `Priority`, `Referer`,
 * `Sec-Fetch-Mode` and its like, `User-Agent`, `Upgrade-Insecure-Requests`.
 */
export function mayBeSpecial(name: string): boolean {
  switch (letterOf(name, 0)) {
    case LOWER_CASE_BIT: // no name at all
      return false
    case 0x61: // ac
      return letterOf(name, 1) !== 0x63
    case 0x63: // ca
      return letterOf(name, 1) !== 0x61
    case 0x64: // dn
      return letterOf(name, 1) !== 0x6e
    case 0x69: // if
      return letterOf(name, 1) !== 0x66
    case 0x6f: // or
      return letterOf(name, 1) !== 0x72
    case 0x70: // pri
      return letterOf(name, 2) !== 0x69
    case 0x72: // ref
      return letterOf(name, 2) !== 0x66
    case 0x73: // se
      return letterOf(name, 1) !== 0x65
    case 0x75: // u, but for `Upgrade`
      return name.length === 7
    default:
      return true
  }
}

/** A letter of a name, whether it is a capital or not. */
export function letterOf(name: string, at: number): number {
  // oxlint-disable-next-line unicorn/prefer-code-point -- names are ASCII
  return name.charCodeAt(at) | LOWER_CASE_BIT
}

/** What tells an ASCII letter from its capital. */
const LOWER_CASE_BIT = 0x20

/** Tokens of Connection fields that are read; more is an attack on the header list. */
const CONNECTION_TOKENS_MAX = 32

/** What must not be forwarded. */
export interface HopByHop {
  /** By a name in lower case. */
  readonly has: (lowerName: string) => boolean
  /** Whether the Connection field names more, so that any name may be one of them. */
  readonly isExtended: boolean
}

const PLAIN_HOP_BY_HOP: HopByHop = { has: isHopByHop, isExtended: false }

/** The hop-by-hop fields and those the Connection field names. */
export function hopByHop(raw: RawHeaders): HopByHop {
  const named = headerValues(raw, 'connection')
  // `keep-alive` names what is dropped anyway, and nearly every connection says just that.
  const [only] = named
  if (named.length === 0 || (named.length === 1 && (only === 'keep-alive' || only === 'close'))) {
    return PLAIN_HOP_BY_HOP
  }
  const tokens = new Set(
    named
      .flatMap((value) => value.split(','))
      .slice(0, CONNECTION_TOKENS_MAX)
      .map((token) => token.trim().toLowerCase()),
  )
  return { has: (name) => isHopByHop(name) || tokens.has(name), isExtended: true }
}
