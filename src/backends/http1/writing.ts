// oxlint-disable unicorn/prefer-code-point -- one character is one byte
import { type Readable } from 'node:stream'
import { HttpFault } from './faults.ts'

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const BLANK = 0x20
const DELETE = 0x7f
const BYTE_MAX = 0xff

/** Methods whose requests are without a meaning where they have no body, and so say that it is empty. */
const WITH_CONTENT: ReadonlySet<string> = new Set([
  'PUT',
  'POST',
  'PATCH',
  'QUERY',
  'PROPFIND',
  'PROPPATCH',
])

const CONTENT_LENGTH = 'content-length'

/** Behind the request line, in the parts of a head. */
const HOST_AT = 4

/** What goes to a backend. */
export interface Message {
  readonly method: string
  /** Path and query, byte for byte. */
  readonly target: string
  /** Names and values in turn, one character a byte, without those of the connection; a length may be among them. */
  readonly fields: readonly string[]
  /** The field that is sent where none of them is a Host. */
  readonly host: string
  readonly body: Buffer | Readable | null
  /** What stands behind the last chunk, known once that has come; null where nothing may. */
  readonly trailers: (() => Trailers) | null
}

/** Names with their values. */
export type Trailers = readonly (readonly [string, string])[]

/** The length that its fields name; null where they name none. */
export function lengthIn(fields: readonly string[]): number | null {
  for (let i = 0; i < fields.length; i += 2) {
    if (isLength(fields[i] ?? '')) return Number(fields[i + 1])
  }
  return null
}

function isLength(name: string): boolean {
  return name.length === CONTENT_LENGTH.length && name.toLowerCase() === CONTENT_LENGTH
}

/**
 * The head of a request: its fields in their order and spelling, and behind them what says how the body ends. `length` is
 * that of the body; null where it comes in chunks.
 *
 * @throws HttpFault Where a byte in it would end a line, or cannot be written: here, once, for whatever comes by.
 */
export function headOf(message: Message, length: number | null): string {
  const { method, target, fields, host } = message
  const parts = [method, ' ', target, ' HTTP/1.1\r\n', '']
  const seen = pushFields(parts, fields, length)
  // The request line, that of the connection, and the empty one.
  let lines = 3 + fields.length / 2
  if (!seen.hasHost) {
    // The first field, where readers look for it (RFC 9110 section 7.2).
    parts[HOST_AT] = `Host: ${host}\r\n`
    lines++
  }
  if (length === null) lines += push(parts, 'Transfer-Encoding', 'chunked')
  else if (!seen.hasLength && (length > 0 || WITH_CONTENT.has(method))) {
    lines += push(parts, 'Content-Length', String(length))
  }
  parts.push('Connection: keep-alive\r\n\r\n')
  const head = parts.join('')
  checkLines(head, lines)
  return head
}

function pushFields(
  parts: string[],
  fields: readonly string[],
  length: number | null,
): { readonly hasHost: boolean; readonly hasLength: boolean } {
  let hasHost = false
  let hasLength = false
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] ?? ''
    let value = fields[i + 1] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hasHost = true
    else if (isLength(name)) {
      if (hasLength || length === null) throw new HttpFault('request-length')
      hasLength = true
      value = String(length)
    }
    parts.push(name, ': ', value, '\r\n')
  }
  return { hasHost, hasLength }
}

function push(parts: string[], name: string, value: string): number {
  parts.push(name, ': ', value, '\r\n')
  return 1
}

/**
 * What a body ends with that comes in chunks (RFC 9112 section 7.1.2).
 *
 * @throws HttpFault
 */
export function lastChunkOf(trailers: Trailers): string {
  const end = `0\r\n${trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  checkLines(end, trailers.length + 2)
  return end
}

/** Whether there are as many lines as were meant, and nothing else ends one or cannot be written. */
function checkLines(head: string, meant: number): void {
  let lines = 0
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at)
    if (code >= BLANK && code < DELETE) continue
    if (code === CR && head.charCodeAt(at + 1) === LF) {
      lines++
      at++
    } else if (code !== TAB && (code <= DELETE || code > BYTE_MAX)) throw new HttpFault('request')
  }
  if (lines !== meant) throw new HttpFault('request')
}
