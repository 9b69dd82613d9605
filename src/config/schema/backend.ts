import * as z from 'zod'
import {
  BUFFER_BYTES,
  CHECKS_MAX,
  CONNECTIONS_MAX,
  HEALTH_MS,
  IN_FLIGHT_MAX,
  REQUEST_FIELDS_MAX,
  SERVERS_PER_BACKEND_MAX,
  TIMEOUT_MS,
  TRAILERS_MAX,
  WEBSOCKET_IDLE_MS,
} from './bounds.ts'
import { duration, listOf, orVariable, size, wholeNumber } from './leaf.ts'
import { backendServer, cookieName, healthPath, hostAndPort, rate, routeName } from './words.ts'
import { fieldName, fieldValue, hostField, tlsOfServer, trailerName } from './words-backend.ts'

const STICKY = 'must be address or { cookie: NAME }'

const health = z.strictObject({
  path: healthPath.describe('Asked with GET; well is an answer with 2xx or 3xx.'),
  host: hostAndPort.optional().describe('The Host that is asked for. Missing: that of the server.'),
  interval: duration(HEALTH_MS).prefault('5s').describe('From one question to the next.'),
  timeout: duration(HEALTH_MS).prefault('2s').describe('How long the answer may take.'),
  healthyAfter: wholeNumber(1, CHECKS_MAX)
    .prefault(2)
    .describe('Good answers in a row that bring a server back.'),
  unhealthyAfter: wholeNumber(1, CHECKS_MAX)
    .prefault(3)
    .describe('Bad ones in a row after which it gets no requests.'),
})

const server = z
  .union(
    [
      orVariable(backendServer),
      z.strictObject({
        url: orVariable(backendServer).describe('An origin or `unix:/path`.'),
        name: routeName
          .optional()
          .describe('What its session cookies end in, behind a dot: `jvmRoute` in Tomcat.'),
      }),
    ],
    { error: 'must be an origin, unix:/path or { url, name }' },
  )
  .transform((written) => {
    if ('origin' in written) return { ...written, name: null }
    return { ...written.url, name: written.name ?? null }
  })

const sticky = z.union(
  [
    z.literal('address', { error: STICKY }),
    z.strictObject({
      cookie: cookieName.describe(
        "The application's own session cookie, or `;name=` in paths; the gate sets none.",
      ),
    }),
  ],
  { error: STICKY },
)

const fieldValues = z
  .record(fieldName, orVariable(fieldValue))
  .refine((map) => Object.keys(map).length <= REQUEST_FIELDS_MAX, {
    error: `must hold at most ${REQUEST_FIELDS_MAX}`,
  })

const requestFields = z.strictObject({
  remove: z
    .array(fieldName)
    .max(REQUEST_FIELDS_MAX, { error: `must hold at most ${REQUEST_FIELDS_MAX}` })
    .prefault([])
    .describe('Fields that no client and no proxy gets there, in any case and with `_` for `-`.'),
  set: fieldValues
    .prefault({})
    .describe('Fields that every request has there, whatever the client wrote in them.'),
})

export const backendSchema = z.strictObject({
  servers: listOf(server, SERVERS_PER_BACKEND_MAX).describe(
    'Where the application listens: each an origin or `unix:/path`. Each request goes to the server with the fewest under way.',
  ),
  tls: tlsOfServer
    .optional()
    .describe('How servers with `https://` are spoken to. Missing: as by anybody.'),
  health: health
    .optional()
    .describe('Asks every server at intervals whether it is well. Missing: requests show it.'),
  sticky: sticky
    .optional()
    .describe('Which requests go to one server as long as it is well. Missing: none.'),
  connections: wholeNumber(1, CONNECTIONS_MAX)
    .prefault(128)
    .describe(
      'Connections to each server; each worker opens at most its share. They are shared out among networks: one alone has 44 % of them, one address a quarter (two in any case: give each worker eight or more), answers that wait for their readers half, bodies beyond `bufferMax` that still come three quarters. Where all are in use, or all of a portion, the next free one goes to the network or the pass that has the fewest.',
    ),
  inFlightMax: wholeNumber(1, IN_FLIGHT_MAX)
    .prefault(1024)
    .describe(
      'Requests under way in all workers; beyond it the gate answers 503. One network alone has 44 % of them, many have less each; the last eighth, where they are eight or more, is one for each network that has none.',
    ),
  webSocketsMax: wholeNumber(1, IN_FLIGHT_MAX)
    .prefault(1024)
    .describe(
      'WebSockets that are open in all workers, shared out as requests under way are; one more is answered with 503.',
    ),
  webSocketsIdle: duration(WEBSOCKET_IDLE_MS)
    .prefault('1h')
    .describe('Silence in both directions after which a WebSocket is told to go.'),
  webSocketsRate: rate
    .prefault('600/min')
    .describe('How many one network opens, 600 of them at once; one more is answered with 503.'),
  connectTimeout: duration(TIMEOUT_MS).prefault('5s').describe('To open a connection; then 504.'),
  headersTimeout: duration(TIMEOUT_MS)
    .prefault('60s')
    .describe('From the end of the request to the head of the answer; then 504.'),
  bodyTimeout: duration(TIMEOUT_MS)
    .prefault('5m')
    .describe('Silence within the body of the answer; then the connection is closed.'),
  bufferMax: size(BUFFER_BYTES)
    .prefault('64KiB')
    .describe(
      'What of the body of a request is received before the backend is asked, so that slow senders keep no connection; 0B: nothing.',
    ),
  host: hostField
    .prefault('preserve')
    .describe(
      'The `Host` the backend sees: `preserve`: as the client sent it, `backend`: that of the server, or a name.',
    ),
  trailers: z
    .array(trailerName)
    .max(TRAILERS_MAX, { error: `must hold at most ${TRAILERS_MAX}` })
    .prefault([])
    .describe('Fields behind a body that are passed on, both ways; all others are dropped.'),
  requestFields: requestFields
    .prefault({})
    .describe('Header fields of requests, beyond those that claim an identity.'),
})

export type BackendConfig = z.output<typeof backendSchema>

export type ServerConfig = BackendConfig['servers'][number]
