import { languageOf, refuse, send } from '../answers/answers.ts'
import { pageHeadersOfOwn } from '../answers/own-pages.ts'
import { wayToken } from '../answers/tokens.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'

/** So long a program need not ask again: a reload of the configuration is known that soon. */
const FRESH_SECONDS = 300

const FILE_HEADERS = [
  'Content-Type',
  'application/json',
  'X-Content-Type-Options',
  'nosniff',
  'X-Robots-Tag',
  'noindex',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
]

/** `GET /.paart/robots`: who is welcome on which paths at which pace; for everybody, a denied client too. */
export function serveRobots(exchange: Exchange, _identified: Identified, gate: Gate): void {
  const language = languageOf(exchange)
  const way = wayToken(exchange, gate)
  const page = gate.pages(exchange.site).robots({ language, wayToken: way })
  if (page === null) return refuse(exchange, gate, 'no-such-page')
  send(exchange, 200, pageHeadersOfOwn(page, language), page.html)
}

/**
 * `GET /.paart/robots.json`: the same for programs. It has an address of its own, and not the page's with another
 * `Accept`: so caches hold it without `Vary`, a link can name it, and a program that accepts anything finds it.
 */
export function serveRobotsFile(exchange: Exchange, _identified: Identified, gate: Gate): void {
  const file = gate.pages(exchange.site).robotsFile
  if (file === null) return refuse(exchange, gate, 'no-such-page')
  const fresh = ['Cache-Control', `public, max-age=${FRESH_SECONDS}`, 'ETag', file.etag]
  if (isKnown(exchange.header('if-none-match'), file.etag)) return send(exchange, 304, fresh)
  send(exchange, 200, [...FILE_HEADERS, ...fresh], file.body)
}

/** If-None-Match (RFC 9110 section 13.1.2), compared weakly. */
function isKnown(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false
  return field.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))
}
