import { type ConnectionOwner } from '../../backends/index.ts'
import { type Exchange } from '../exchange.ts'
import { type RawHeaders } from '../headers.ts'

/*
 * NTLM, and Negotiate on many servers, sign a connection in and not a request (RFC 4559 section 6): what
 * follows on it is served as the same user's. Such a connection to a backend must be the client's own.
 */

/** One of these schemes wherever it stands: which of several a server reads, nobody can tell. */
const SCHEME = /(?:^|[\s,])(?:ntlm|negotiate)(?:[\s,]|$)/i

/** One of these schemes with a token, among others of a list; a bare name only offers the scheme. */
const SCHEME_WITH_TOKEN = /(?:^|,)\s*(?:ntlm|negotiate)\s+[\w.~+/-]+=*\s*(?:,|$)/i

const AUTHORIZATION = 'authorization'

/** Whether a request begins to sign in on its connection, or goes on to. */
export function signsIn({ request: { rawHeaders } }: Exchange): boolean {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    // By length first: most requests have none.
    if (rawHeaders[i]?.length !== AUTHORIZATION.length) continue
    const isNamed = rawHeaders[i]?.toLowerCase() === AUTHORIZATION
    if (isNamed && SCHEME.test(rawHeaders[i + 1] ?? '')) return true
  }
  return false
}

/** Whether an answer's header fields say that its connection is signed in, or about to be. */
export function tellsOfSignIn(fields: RawHeaders): boolean {
  for (let i = 0; i < fields.length; i += 2) {
    const length = fields[i]?.length
    // By length first: nearly every answer has neither.
    if ((length === PERSISTENT.length || length === CHALLENGE.length) && saysSo(fields, i))
      return true
  }
  return false
}

const PERSISTENT = 'persistent-auth'
const CHALLENGE = 'www-authenticate'

function saysSo(fields: RawHeaders, at: number): boolean {
  const name = fields[at]?.toLowerCase()
  const value = fields[at + 1] ?? ''
  if (name === PERSISTENT) return value.trim().toLowerCase() === 'true'
  return name === CHALLENGE && SCHEME_WITH_TOKEN.test(value)
}

/** What a proxy says, and a browser never does. */
const FORWARDING = ['x-forwarded-for', 'forwarded', 'via'] as const

/**
 * The client's own connection, which one to a backend may belong to. Null where many people may come
 * by it: it is a front proxy's, unless the configuration says that each of its connections is one
 * client's, or a Unix socket's, whose other end nobody knows, or that of a proxy that nobody has named.
 */
export function ownerOf({ request: { socket }, client, header }: Exchange): ConnectionOwner | null {
  if (client === null || socket.remoteAddress === undefined) return null
  if (client.proxy !== null) return client.proxy.ownConnections ? socket : null
  return FORWARDING.some((name) => header(name) !== undefined) ? null : socket
}
