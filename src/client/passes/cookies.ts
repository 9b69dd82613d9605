import { type Scheme } from '../../model/index.ts'
import { KEPT_PREFIX } from './kept-cookies.ts'
import { PLACE_PREFIX } from './place-cookies.ts'

/** Cookies of one name that are tried: a second copy is a mishap, a tenth an attack. */
const SAME_NAME_MAX = 3

/** A year: a choice of language is asked once. */
export const LANGUAGE_SECONDS = 365 * 24 * 3600

const OWN_NAMES: ReadonlySet<string> = new Set([
  '__Host-paart',
  '__Secure-paart',
  'paart',
  '__Host-paart-language',
  'paart-language',
  '__Host-paart-ask',
  'paart-ask',
])

/** Of those of which there are several. */
const OWN_PREFIXES = [KEPT_PREFIX, PLACE_PREFIX].flatMap((prefix) => [prefix, `__Host-${prefix}`])

/** The pass cookie's name. Over HTTPS the plain name is never read: anybody on http could set it. */
export function passCookieName(scheme: Scheme, domain: string | null): string {
  if (scheme === 'http') return 'paart'
  return domain === null ? '__Host-paart' : '__Secure-paart'
}

export function languageCookieName(scheme: Scheme): string {
  return scheme === 'http' ? 'paart-language' : '__Host-paart-language'
}

/** The values of a cookie in a Cookie header (RFC 6265 section 5.4), at most three of them. */
export function readCookies(header: string | undefined, name: string): readonly string[] {
  if (header === undefined || !header.includes(name)) return []
  const values: string[] = []
  for (let at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + 1)) {
    const semicolon = header.indexOf(';', at)
    const pair = header.slice(
      header.lastIndexOf(';', at) + 1,
      semicolon < 0 ? header.length : semicolon,
    )
    const equals = pair.indexOf('=')
    // The name may as well stand in another name or in a value.
    if (equals > 0 && pair.slice(0, equals).trim() === name)
      values.push(pair.slice(equals + 1).trim())
    if (values.length === SAME_NAME_MAX || semicolon < 0) break
    at = semicolon
  }
  return values
}

/** A Cookie header without the gate's own cookies, all others byte for byte; null when none is left. */
export function withoutOwnCookies(header: string): string | null {
  if (!header.includes('paart')) return header
  let rest = ''
  for (let start = 0; start <= header.length;) {
    const semicolon = header.indexOf(';', start)
    const end = semicolon < 0 ? header.length : semicolon
    const pair = header.slice(start, end)
    if (!isOwn(pair)) rest += `;${pair}`
    start = end + 1
  }
  const bare = rest.startsWith('; ') ? rest.slice(2) : rest.slice(1)
  return bare.trim() === '' ? null : bare
}

/** Looks at one pair alone: a search beyond it would make a long header cost its square. */
function isOwn(pair: string): boolean {
  if (!pair.includes('paart')) return false
  const equals = pair.indexOf('=')
  const name = (equals < 0 ? pair : pair.slice(0, equals)).trim()
  return OWN_NAMES.has(name) || OWN_PREFIXES.some((prefix) => name.startsWith(prefix))
}

/** The Set-Cookie value that hands a pass to the browser. */
export function passCookie(options: {
  readonly token: string
  readonly scheme: Scheme
  readonly domain: string | null
  readonly maxAgeSeconds: number
}): string {
  const { token, scheme, domain, maxAgeSeconds } = options
  const name = passCookieName(scheme, domain)
  const scope = domain === null ? '' : `; Domain=${domain}`
  return `${name}=${token}; Max-Age=${maxAgeSeconds}${scope}; ${attributes(scheme)}`
}

/** The Set-Cookie value that remembers a chosen language. */
export function languageCookie(language: string, scheme: Scheme): string {
  const name = languageCookieName(scheme)
  return `${name}=${language}; Max-Age=${LANGUAGE_SECONDS}; ${attributes(scheme)}`
}

function attributes(scheme: Scheme): string {
  return `Path=/; HttpOnly; SameSite=Lax${scheme === 'https' ? '; Secure' : ''}`
}
