import { isIPv4, isIPv6 } from 'node:net'
import { type ClientAddress } from '../../model/index.ts'
import { parseAddress } from './address.ts'

/*
 * What a proxy that knows nothing of HTTP says first on a connection: for whom it is. The PROXY
 * protocol, versions 1 (a line of text) and 2 (binary), as HAProxy's proxy-protocol.txt has it.
 */

/**
 * A header of version 2 may carry 64 KiB of further values. Addresses need 232 bytes, and with a few
 * names and a certificate's subject the headers of today's load balancers stay far below this.
 */
const HEADER_BYTES_MAX = 4_096

/** Version 1, its CR LF included: the longest line that two IPv6 addresses make. */
const LINE_BYTES_MAX = 107

/** No request begins like this, nor does a TLS handshake. */
const LINE_START = Buffer.from('PROXY ')
const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')

/** The signature, version and command, family and transport, length. */
const FIXED_BYTES = 16

export type ProxyHeader =
  /** So far it may become one. */
  | { readonly kind: 'unfinished' }
  /** It is none, or says what cannot be: nobody knows whose bytes these are. */
  | { readonly kind: 'unusable' }
  | {
      readonly kind: 'read'
      /** Of the header; what follows is the client's. */
      readonly bytes: number
      /** Null where the proxy speaks for itself (`LOCAL`), or of somebody without an address. */
      readonly source: ClientAddress | null
    }

const UNFINISHED: ProxyHeader = { kind: 'unfinished' }
const UNUSABLE: ProxyHeader = { kind: 'unusable' }

/** Reads the header at the start of a connection from what has arrived of it. Both versions are taken. */
export function readProxyHeader(arrived: Buffer): ProxyHeader {
  if (isStartOf(SIGNATURE, arrived)) return readBinary(arrived)
  return isStartOf(LINE_START, arrived) ? readLine(arrived) : UNUSABLE
}

/** Whether as much as has arrived is the same. */
function isStartOf(start: Buffer, arrived: Buffer): boolean {
  const length = Math.min(start.length, arrived.length)
  return arrived.compare(start, 0, length, 0, length) === 0
}

function readLine(arrived: Buffer): ProxyHeader {
  const line = arrived.toString('latin1', 0, LINE_BYTES_MAX)
  const end = line.indexOf('\r\n')
  if (end < 0) return arrived.length < LINE_BYTES_MAX ? UNFINISHED : UNUSABLE
  const bytes = end + 2
  const [, family = '', ...ends] = line.slice(0, end).split(' ')
  // Whatever else stands on such a line is to be ignored.
  if (family === 'UNKNOWN') return { kind: 'read', bytes, source: null }
  if (!areEnds(ends, IS_ADDRESS.get(family))) return UNUSABLE
  return { kind: 'read', bytes, source: parseAddress(ends[0] ?? '') }
}

const IS_ADDRESS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['TCP4', isIPv4],
  ['TCP6', (text) => isIPv6(text) && !text.includes('%')],
])

function areEnds(ends: readonly string[], isAddress?: (text: string) => boolean): boolean {
  const [source = '', destination = '', ...ports] = ends
  const isWhole = ports.length === 2 && ports.every(isPort)
  return isWhole && isAddress !== undefined && isAddress(source) && isAddress(destination)
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}

const LOCAL = 0
const PROXY = 1

/** Bytes of both ends' addresses in each family: unspecified, IPv4, IPv6, Unix. */
const ADDRESS_BYTES = [0, 12, 36, 216] as const
const IPV4 = 1
const IPV6 = 2

const STREAM = 1
const DATAGRAM = 2

function readBinary(arrived: Buffer): ProxyHeader {
  if (arrived.length < FIXED_BYTES) return UNFINISHED
  const [version, command] = halvesOf(arrived.readUInt8(12))
  const [family, transport] = halvesOf(arrived.readUInt8(13))
  const bytes = FIXED_BYTES + arrived.readUInt16BE(14)
  if (version !== 2 || command > PROXY || bytes > HEADER_BYTES_MAX) return UNUSABLE
  // Of a connection of the proxy's own the rest means nothing, but it is there.
  if (command !== LOCAL) {
    const needed = ADDRESS_BYTES[family]
    if (needed === undefined || transport > DATAGRAM || bytes < FIXED_BYTES + needed)
      return UNUSABLE
  }
  if (arrived.length < bytes) return UNFINISHED
  const isTold = command === PROXY && transport === STREAM
  return { kind: 'read', bytes, source: isTold ? sourceOf(arrived, family) : null }
}

function halvesOf(byte: number): readonly [high: number, low: number] {
  return [byte >> 4, byte & 15]
}

function sourceOf(arrived: Buffer, family: number): ClientAddress | null {
  if (family === IPV4) return parseAddress(arrived.subarray(16, 20).join('.'))
  if (family !== IPV6) return null
  const groups = Array.from({ length: 8 }, (_, i) => arrived.readUInt16BE(16 + 2 * i).toString(16))
  return parseAddress(groups.join(':'))
}
