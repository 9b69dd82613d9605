import * as z from 'zod'
import { claimOf, foldName } from '../../client/index.ts'
import { TEXT_CHARS_MAX } from './bounds.ts'
import { textLeaf } from './leaf.ts'
import { TOKEN, filePath, hostName, readHostAndPort } from './words.ts'

/** The kinds of text that only backends are described with. */

export const hostField = textLeaf({
  title: '`preserve`, `backend`, host, host:port',
  expects: () => 'preserve, backend or a host, such as app.example.lu or 127.0.0.1:8081',
  read: readHostAndPort,
})

/**
 * What must stand before the body, or be the gate's own: whoever reads it behind the body as well may
 * be told one thing and do another (RFC 9110 section 6.5.1).
 */
const NEVER_TRAILERS =
  /^(?:accept.*|access-control-.*|age|authorization|cache-control|connection|content-(?:encoding|length|range|type)|cookie|date|early-data|expect|expires|forwarded|host|if-.*|keep-alive|location|max-forwards|origin|paart-.*|pragma|proxy-.*|range|retry-after|set-cookie|te|trailer|transfer-encoding|upgrade|vary|warning|www-authenticate|x-forwarded-.*|x-request-id)$/i

export const trailerName = textLeaf({
  title: 'header name',
  expects: (text) =>
    isNeverTrailer(text)
      ? 'a field that may stand behind a body (RFC 9110 section 6.5.1)'
      : 'the name of a header (RFC 9110)',
  read: (text) => (TOKEN.test(text) && !isNeverTrailer(text) ? text : null),
})

/** Behind a body nobody may claim what he may not claim before it. */
function isNeverTrailer(text: string): boolean {
  return NEVER_TRAILERS.test(text) || claimOf(foldName(text)) !== null
}

/** What frames a message or belongs to one connection, by names in lower case. */
export const FRAMING =
  /^(?:connection|content-length|early-data|expect|keep-alive|proxy-(?:authenticate|authorization|connection)|te|trailer|transfer-encoding|upgrade)$/

/** A connection becomes a WebSocket by them. */
const UPGRADING = /^sec-websocket-/

/** What the gate says itself, in any request. */
const OWN = /^(?:paart-.*|x-forwarded-(?:for|host|proto)|x-real-ip|x-request-id)$/

/** The name of a field that a backend is never sent, or always. */
export const fieldName = textLeaf({
  title: 'header name',
  expects: () => 'the name of a header that is neither framing nor the gate’s own (RFC 9110)',
  read: (text) => (TOKEN.test(text) && fieldNameHint(text) === null ? text : null),
  hint: fieldNameHint,
})

function fieldNameHint(text: string): string | null {
  const folded = foldName(text)
  if (folded === 'host') return 'the key "host" of the backend says it'
  if (OWN.test(folded)) return 'the gate says it itself, in any request'
  const isFraming = FRAMING.test(folded) || UPGRADING.test(folded)
  return isFraming ? 'it frames the message or belongs to one connection' : null
}

/** RFC 9110 section 5.5, but ASCII alone: what other bytes mean nobody has agreed on. */
const FIELD_VALUE = /^[!-~](?:[\t -~]*[!-~])?$/

export const fieldValue = textLeaf({
  title: 'text',
  expects: () => `a text of 1 to ${TEXT_CHARS_MAX} ASCII characters on one line`,
  read: (text) => (text.length <= TEXT_CHARS_MAX && FIELD_VALUE.test(text) ? text : null),
})

/** How a server is spoken to by TLS: a backend's, or a store's. */
export const tlsOfServer = z.strictObject({
  ca: filePath
    .optional()
    .describe('Who may have signed their certificates (PEM). Missing: the authorities Node knows.'),
  certificate: filePath.optional().describe('What the gate shows of itself (PEM), with `key`.'),
  key: filePath.optional().describe('The key of the certificate (PEM), without a passphrase.'),
  serverName: hostName
    .optional()
    .describe('The name that their certificates must have. Missing: that of the server.'),
})
