import { textLeaf } from './leaf.ts'
import { TOKEN, readHostAndPort } from './words.ts'

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
    NEVER_TRAILERS.test(text)
      ? 'a field that may stand behind a body (RFC 9110 section 6.5.1)'
      : 'the name of a header (RFC 9110)',
  read: (text) => (TOKEN.test(text) && !NEVER_TRAILERS.test(text) ? text : null),
})
