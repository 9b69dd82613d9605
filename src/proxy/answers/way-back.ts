import { send } from './answers.ts'
import { type Exchange } from '../exchange.ts'
import { askedHost } from '../reading/host.ts'

interface Redirection {
  readonly status: 302 | 303
  readonly location: string
}

/** Leads whoever is at one of the gate's own paths to another page, with the cookies to set or to take away. */
export function sendBack(exchange: Exchange, wayBack: string, cookies: readonly string[]): void {
  const { status, location } = redirectionOf(exchange, wayBack)
  const setCookies = cookies.flatMap((cookie) => ['Set-Cookie', cookie])
  send(exchange, status, ['Location', location, ...setCookies, 'Cache-Control', 'no-store'])
}

/**
 * Two text browsers keep pages that they were told not to keep, and a redirection leads them to the
 * check page in their store. Links does not find it there where the scheme is spelled in capitals,
 * which changes nothing (RFC 3986 section 3.1); Dillo asks anew after 302 alone.
 */
function redirectionOf(exchange: Exchange, wayBack: string): Redirection {
  const userAgent = exchange.header('user-agent') ?? ''
  if (userAgent.startsWith('Links ')) {
    const host = askedHost(exchange)
    // HTTP/1.0 may leave the host out.
    const origin = host === '' ? '' : `${exchange.scheme.toUpperCase()}://${host}`
    return { status: 303, location: origin + wayBack }
  }
  const isDillo = userAgent.startsWith('Dillo/') || userAgent.includes('(compatible; Dillo ')
  return { status: isDillo ? 302 : 303, location: wayBack }
}

/**
 * Leads whoever is at one of the gate's own paths to one of another site. Neither of them learns the address of the
 * other's page, nor does what comes after it.
 */
export function sendElsewhere(
  exchange: Exchange,
  address: string,
  cookies: readonly string[] = [],
): void {
  const setCookies = cookies.flatMap((cookie) => ['Set-Cookie', cookie])
  const headers = ['Location', address, ...setCookies, 'Cache-Control', 'no-store']
  send(exchange, 303, [...headers, 'Referrer-Policy', 'no-referrer'])
}
