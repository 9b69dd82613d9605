import { createHmac } from 'node:crypto'
import { type Scheme } from '../../model/index.ts'

/** What the name of every cookie of a kept form begins with, behind `__Host-` where there is TLS. */
export const KEPT_PREFIX = 'paart-kept-'

/**
 * Cookies of one browser that are read. A browser has eight at most of forms it sent from here, and two
 * of forms that others sent; what is beyond that is no browser.
 */
const KEPT_COOKIES_MAX = 12

/** Half of a kept form's key, which its browser alone has. */
export interface KeptCookie {
  /** The cookie's own name. */
  readonly name: string
  readonly id: string
  readonly half: string
}

/** Characters of a target's tag: by chance one address in sixteen million has another's. */
const TAG_CHARS = 6

/** Behind the name of a form that its own site sent. */
const TAGGED = new RegExp(`-[0-9a-f]{${TAG_CHARS}}$`)

/**
 * Whether a form may have been sent to a target, by its cookie alone: so whoever has not got the form asks nobody else
 * about it but where it matters. Of those that other sites sent it does not say, nor of those of before it did.
 */
export function mayBeSentTo({ name, half }: KeptCookie, target: string): boolean {
  return TAGGED.test(name) && name.endsWith(`-${tagOf(half, target)}`)
}

function tagOf(half: string, target: string): string {
  return createHmac('sha256', half).update(target, 'latin1').digest('hex').slice(0, TAG_CHARS)
}

/** Whether a header may hold such a cookie: a look that costs nearly nothing. */
export function mayHoldKeptCookie(header: string | undefined): boolean {
  return header?.includes(KEPT_PREFIX) === true
}

const VALUE = /^([A-Za-z0-9]{16})\.([\w-]{22})$/

/**
 * The kept forms that a browser has halves of, the oldest first. Over HTTPS only names that a page of the
 * host itself can have set are read.
 */
export function readKeptCookies(header: string | undefined, scheme: Scheme): readonly KeptCookie[] {
  if (header === undefined || !mayHoldKeptCookie(header)) return []
  const start = keptCookiePrefix(scheme)
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .slice(0, KEPT_COOKIES_MAX)
    .flatMap((pair) => {
      const equals = pair.indexOf('=')
      const [, id, half] = VALUE.exec(pair.slice(equals + 1)) ?? []
      return id === undefined || half === undefined
        ? []
        : [{ name: pair.slice(0, equals), id, half }]
    })
}

/**
 * The name of a form's own cookie. Forms that other sites send share two names: however many somebody
 * makes a browser send, none of its own is pushed out.
 */
export function keptCookieName(
  { id, half }: Pick<KeptCookie, 'id' | 'half'>,
  {
    scheme,
    isForeign,
    target,
  }: { readonly scheme: Scheme; readonly isForeign: boolean; readonly target: string },
): string {
  const own = `${id.slice(0, 8)}-${tagOf(half, target)}`
  return keptCookiePrefix(scheme) + (isForeign ? `foreign-${(id.codePointAt(0) ?? 0) % 2}` : own)
}

/** The Set-Cookie value that hands half of a key to the browser that sent the form, and to no other. */
export function keptCookie(
  cookie: KeptCookie,
  { scheme, maxAgeSeconds }: { readonly scheme: Scheme; readonly maxAgeSeconds: number },
): string {
  const { name, id, half } = cookie
  return `${name}=${id}.${half}; Max-Age=${maxAgeSeconds}; ${attributes(scheme)}`
}

/** The Set-Cookie value that takes it away. */
export function expiredKeptCookie(name: string, scheme: Scheme): string {
  return `${name}=; Max-Age=0; ${attributes(scheme)}`
}

/** What the names of all of them begin with. */
export function keptCookiePrefix(scheme: Scheme): string {
  return scheme === 'http' ? KEPT_PREFIX : `__Host-${KEPT_PREFIX}`
}

/** Of a form that another site's page sends it comes with nothing but a claim from a page of ours. */
function attributes(scheme: Scheme): string {
  return `Path=/; HttpOnly; SameSite=Strict${scheme === 'https' ? '; Secure' : ''}`
}
