import { randomBytes } from 'node:crypto'
import { type Scheme } from '../../model/index.ts'
import { readCookies } from './cookies.ts'

/**
 * Ten minutes: longer than any way to other sites and back, and so long nobody is sent there a second time
 * unless he asks for it.
 */
export const ASK_SECONDS = 600

const VALUE_BYTES = 16

const VALUE = /^[\w-]{21}[AQgw]$/

/** The name of the cookie by which a site knows the browser again that it has sent to another one. */
export function askCookieName(scheme: Scheme): string {
  return scheme === 'http' ? 'paart-ask' : '__Host-paart-ask'
}

/** 128 random bits, which stand for a browser for some minutes. */
export function newAskValue(): string {
  return randomBytes(VALUE_BYTES).toString('base64url')
}

/** The value that a browser shows; null for none that is one of ours. */
export function readAskCookie(header: string | undefined, scheme: Scheme): string | null {
  const values = readCookies(header, askCookieName(scheme))
  return values.find((value) => VALUE.test(value)) ?? null
}

/** The Set-Cookie value that hands it to the browser. It has to come along when another site leads back. */
export function askCookie(value: string, scheme: Scheme): string {
  const secure = scheme === 'https' ? '; Secure' : ''
  return `${askCookieName(scheme)}=${value}; Max-Age=${ASK_SECONDS}; Path=/; HttpOnly; SameSite=Lax${secure}`
}
