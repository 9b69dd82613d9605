import { z } from 'zod'
import { NETWORKS_MAX, PROXY_FIELDS_MAX } from './bounds.ts'
import { orVariable } from './leaf.ts'
import { network } from './words.ts'
import { proxyField } from './words-proxies.ts'

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
