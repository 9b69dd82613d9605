import * as z from 'zod'
import {
  BODY_RATE,
  HEADER_BYTES,
  LISTEN_CONNECTIONS_MAX,
  SHUTDOWN_GRACE_MS,
  TIMEOUT_MS,
  UNREADY_MS,
} from './bounds.ts'
import { byteRate, duration, orVariable, size, textLeaf, wholeNumber } from './leaf.ts'
import { listenAddress } from './words.ts'

/*
 * Defaults that no citizen meets: room for Kerberos tickets and many cookies; longer between two
 * requests than the proxies that may stand before the gate wait (commonly 60 s), so that it is they
 * who close; what Debian's Apache asks of a body; some 30 KiB for a connection makes 1 GiB; and no
 * network alone takes it all, though an office or a provider may stand behind one.
 */
const limits = z.strictObject({
  headerTimeout: duration(TIMEOUT_MS)
    .prefault('30s')
    .describe('For the head of a request, from the connection or its first byte on; then 408.'),
  idleTimeout: duration(TIMEOUT_MS)
    .prefault('65s')
    .describe(
      'Between two requests on a connection; longer than the 60 s that proxies commonly wait.',
    ),
  bodyMinRate: byteRate(BODY_RATE)
    .prefault('500B/s')
    .describe(
      'What the body of a request brings in the long run, as Debian’s Apache asks; a minute of silence is forgiven; then 408.',
    ),
  headerBytesMax: size(HEADER_BYTES)
    .prefault('64KiB')
    .describe('All header fields of a request, with room for Kerberos and cookies; then 431.'),
  connectionsMax: wholeNumber(1, LISTEN_CONNECTIONS_MAX)
    .prefault(32_000)
    .describe(
      'Open at once, in all workers together, some 30 KiB each. One more closes the one that is idle longest in the worker it comes to; where none is, it is closed itself.',
    ),
  connectionsPerNetworkMax: wholeNumber(1, LISTEN_CONNECTIONS_MAX)
    .prefault(16_000)
    .describe('The same for one network (/24 or /56). Trusted proxies and Unix sockets have none.'),
})

const FILE_MODE = /^0?[0-7]{3}$/

/** In quotes: without them YAML 1.2 reads the digits as a decimal number. */
const fileMode = textLeaf({
  title: 'file mode',
  pattern: FILE_MODE,
  expects: () => 'a file mode in quotes, such as "0660"',
  read: (text) => (FILE_MODE.test(text) ? Number.parseInt(text, 8) : null),
})

/** As useradd(8) takes them, and as directories of people have them. */
const GROUP = /^[A-Za-z_][\w.-]{0,31}$/

const groupName = textLeaf({
  title: 'group',
  pattern: GROUP,
  expects: () => 'the name of a group, such as www-data',
  read: (text) => (GROUP.test(text) ? text : null),
})

/** One address where citizens arrive. */
export const listenSchema = z.strictObject({
  address: orVariable(listenAddress).describe(
    '`host:port`, `[IPv6]:port` or `unix:/path`; port 0: any.',
  ),
  mode: fileMode
    .optional()
    .describe(
      'Of a Unix socket: who may connect to it, as chmod writes it; whoever connects has to be let write. Missing: `0660` with `group`, else what the umask leaves.',
    ),
  group: groupName
    .optional()
    .describe('Of a Unix socket: the group it is given to. The user of the gate is one of it.'),
  proxyProtocol: z
    .boolean({ error: 'must be true or false' })
    .prefault(false)
    .describe(
      'Every connection begins with a PROXY protocol header, version 1 or 2, and comes from `trustedProxies` or through a Unix socket; any other is closed.',
    ),
  subrequests: z
    .boolean({ error: 'must be true or false' })
    .prefault(false)
    .describe(
      'For proxies that forward requests themselves and ask about each before: nginx with `auth_request`, Traefik and Caddy with forward-auth. Only `trustedProxies` may ask.',
    ),
  limits: limits.prefault({}).describe('How much of everything, and how long.'),
})

/** How the gate ends when it is told to. */
export const shutdownSchema = z.strictObject({
  unreadyFor: duration(UNREADY_MS)
    .prefault('0s')
    .describe(
      'So long `/readyz` answers 503 and all is served as before, so that a balancer sends nobody more. A second signal ends the wait.',
    ),
  grace: duration(SHUTDOWN_GRACE_MS)
    .prefault('30s')
    .describe(
      'Requests under way, downloads and WebSockets may take so long then, and where another gate takes over by `paart upgrade`.',
    ),
})
