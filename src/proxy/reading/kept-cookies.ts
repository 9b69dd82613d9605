import { type KeptCookie, readKeptCookies } from '../../client/index.ts'
import { type Exchange } from '../exchange.ts'
import { cookieHeader } from './identify.ts'

/** The kept forms that the browser shows its halves of, the oldest first. */
export function keptCookiesOf(exchange: Exchange): readonly KeptCookie[] {
  return readKeptCookies(cookieHeader(exchange), exchange.scheme)
}

/** Its half of one form's key. */
export function keptCookieOf(exchange: Exchange, formId: string | null): KeptCookie | undefined {
  return keptCookiesOf(exchange).find(({ id }) => id === formId)
}
