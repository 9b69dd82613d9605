import * as z from 'zod'
import { NETWORKS_MAX, PROXY_FIELDS_MAX } from './bounds.ts'
import { orVariable, textLeaf } from './leaf.ts'
import { TOKEN, network } from './words.ts'
import { FRAMING } from './words-backend.ts'

/** What every trusted proxy may say, so that none has to be named for it. */
const EVERY_PROXY = /^(?:forwarded|x-forwarded-for|x-forwarded-proto|x-request-id)$/i

/** What is the gate's own besides what frames a message: nobody is believed for it. */
const OWN = /^(?:host|paart-.*)$/i

/** What every client says for itself: it would be dropped from all of them. */
const EVERY_CLIENT =
  /^(?:accept.*|access-control-.*|authorization|cache-control|content-.*|cookie|date|dnt|if-.*|max-forwards|origin|pragma|prefer|priority|range|referer|sec-.*|upgrade-insecure-requests|user-agent|via|x-requested-with)$/i

/** The name of a field that a proxy is believed for, in lower case. */
const proxyField = textLeaf({
  title: 'header name',
  expects: () => 'the name of a header that this proxy alone sets (RFC 9110)',
  read: (text) => (TOKEN.test(text) && hintFor(text) === null ? text.toLowerCase() : null),
  hint: hintFor,
})

function hintFor(text: string): string | null {
  if (EVERY_PROXY.test(text)) return 'every trusted proxy may say it: leave it out'
  if (FRAMING.test(text.toLowerCase()) || OWN.test(text))
    return 'it belongs to one connection or to the gate: nobody is believed for it'
  return EVERY_CLIENT.test(text) ? 'clients say it for themselves: it reaches the backend' : null
}

const proxy = z.strictObject({
  network: orVariable(network).describe('Where it connects from.'),
  fields: z
    .array(proxyField)
    .max(PROXY_FIELDS_MAX, { error: `must hold at most ${PROXY_FIELDS_MAX}` })
    .prefault([])
    .describe(
      'Header fields it is the source of and always overwrites, such as `X-SSL-Client-Verify`; from anybody else they are dropped.',
    ),
  ownConnections: z
    .boolean({ error: 'must be true or false' })
    .prefault(false)
    .describe(
      'Whether each of its connections to the gate carries one client only, as NTLM and Negotiate ask.',
    ),
})

/** Read as descriptions, however it is written. */
const proxyOrNetwork = z
  .union([orVariable(network), proxy], {
    error: 'must be a network or { network, fields, ownConnections }',
  })
  .transform((written) =>
    typeof written === 'string' ? { network: written, fields: [], ownConnections: false } : written,
  )

export const trustedProxiesSchema = z
  .array(proxyOrNetwork)
  .max(NETWORKS_MAX, { error: `must hold at most ${NETWORKS_MAX}` })
