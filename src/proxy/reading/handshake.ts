import { createHash } from 'node:crypto'
import { type IncomingMessage } from 'node:http'
import { type RawHeaders, headerValues } from '../headers.ts'

/** The fixed text that every accept is made with (RFC 6455 section 1.3). */
const ACCEPT_TEXT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Sixteen bytes in base64, in the one spelling they have (RFC 6455 section 4.1). */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/

/** The only version there is; all before it were drafts. */
export const WEBSOCKET_VERSION = '13'

/** Why a handshake is refused before any backend sees it. */
export type HandshakeFault = 'bad-handshake' | 'websocket-version'

/**
 * Whether a request asks for a WebSocket and nothing else: one that has a body, waits for leave to
 * send it, or names other protocols too is a plain request. That `Connection` names the upgrade has
 * been seen by the parser. Some clients say of no body that it has no length.
 */
export function asksForWebSocket({ method, httpVersion, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    (headers['content-length'] ?? '0') === '0' &&
    headers['transfer-encoding'] === undefined &&
    headers.expect === undefined
  )
}

/** What is wrong with a client's handshake (RFC 6455 section 4.2.1); null where it is good. */
export function handshakeFault(raw: RawHeaders): HandshakeFault | null {
  const [key = '', ...otherKeys] = headerValues(raw, 'sec-websocket-key')
  const [version, ...otherVersions] = headerValues(raw, 'sec-websocket-version')
  if (!KEY.test(key) || otherKeys.length > 0) return 'bad-handshake'
  if (version === undefined || otherVersions.length > 0) return 'bad-handshake'
  return version === WEBSOCKET_VERSION ? null : 'websocket-version'
}

/**
 * Whether a backend's 101 accepts exactly what the client offered (RFC 6455 section 4.1): the accept
 * of its key, and no protocol or extension it did not name. Only then may a byte pass either way.
 */
export function isAccepted(offer: RawHeaders, answer: RawHeaders): boolean {
  const [key = ''] = headerValues(offer, 'sec-websocket-key')
  const [accept, ...others] = headerValues(answer, 'sec-websocket-accept')
  if (accept !== acceptOf(key) || others.length > 0) return false
  const protocols = headerValues(answer, 'sec-websocket-protocol')
  const isOneProtocol = protocols.length <= 1 && !protocols[0]?.includes(',')
  return (
    isOneProtocol &&
    areOffered(protocols, headerValues(offer, 'sec-websocket-protocol')) &&
    areOffered(
      headerValues(answer, 'sec-websocket-extensions').map(namesOnly),
      headerValues(offer, 'sec-websocket-extensions').map(namesOnly),
    )
  )
}

/** The accept that proves a key was read (RFC 6455 section 4.2.2). */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}${ACCEPT_TEXT}`).digest('base64')
}

function areOffered(chosen: readonly string[], offered: readonly string[]): boolean {
  const names = new Set(offered.flatMap(listed))
  return chosen.flatMap(listed).every((name) => names.has(name))
}

function listed(value: string): readonly string[] {
  return value.split(',').map((name) => name.trim())
}

/** `permessage-deflate; client_max_window_bits, x` without what follows a name. */
function namesOnly(value: string): string {
  return value.replaceAll(/;[^,]*/g, '').toLowerCase()
}
