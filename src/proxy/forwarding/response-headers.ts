import { STATUS_CODES } from 'node:http'
import { type CookieOffer } from '../answers/renewal.ts'
import { hopByHop, mayBeSpecial, withoutField } from '../headers.ts'

/** The head of a backend's answer as the client gets it. */
export interface AnswerHead {
  readonly fields: string[]
  /** Its Content-Length; -1 where it has none. */
  readonly length: number
  /**
   * Whether its body would arrive in a coding that the gate does not undo, and of which the client
   * would not be told (RFC 9112 section 6.1).
   */
  readonly isCoded: boolean
}

/**
 * The registered codings that would have to be undone (RFC 9112 section 7), and chunks within chunks:
 * the gate's own client undoes chunks once. What is not registered changes nothing that anybody knows.
 */
const CODINGS = /\b(?:x-)?(?:gzip|compress)\b|\bdeflate\b|\bchunked\b.*\bchunked\b/

/**
 * A backend's header fields for the client, in their order and spelling: without hop-by-hop fields
 * and those that only the gate may set. `setCookie` is the only thing ever added; it is told whether a shared
 * cache may keep the answer.
 */
export function answerHead(rawHeaders: unknown, setCookie: CookieOffer | null): AnswerHead {
  const raw = fieldTexts(rawHeaders)
  const hops = hopByHop(raw)
  const fields: string[] = []
  let length = -1
  let coding = ''
  let isLengthLast = false
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    if (!hops.isExtended && !mayBeSpecial(name)) {
      fields.push(name, value)
      continue
    }
    const lower = name.toLowerCase()
    if (lower === 'transfer-encoding') coding += `,${value.toLowerCase()}`
    if (hops.has(lower) || lower.startsWith('paart-')) continue
    if (lower === 'content-length') length = Number(value)
    else if (isForeignName(lower, value)) isLengthLast = true
    fields.push(name, value)
  }
  if (isLengthLast) moveLast(fields, 'content-length')
  addCookie(fields, setCookie)
  return { fields, length, isCoded: isCoded(coding) }
}

function addCookie(fields: string[], setCookie: CookieOffer | null): void {
  if (setCookie === null) return
  for (const cookie of setCookie(isPubliclyCacheable(fields))) fields.push('Set-Cookie', cookie)
}

function isCoded(coding: string): boolean {
  const isUsual = coding === '' || coding === ',chunked'
  return !isUsual && CODINGS.test(coding)
}

/** The fields of early hints for the client: those of an answer, without a length it has not. */
export function hintFields(rawHeaders: unknown): string[] {
  return withoutField(answerHead(rawHeaders, null).fields, 'content-length')
}

/**
 * Node (`processHeader` in `_http_outgoing.js`) reads a Content-Disposition as UTF-8 once it has seen a
 * length, which changes its bytes or is refused; what is before the length is written as it is.
 */
function moveLast(fields: string[], lowerName: string): void {
  for (let i = 0, left = fields.length; i < left;) {
    if (fields[i]?.toLowerCase() !== lowerName) {
      i += 2
      continue
    }
    fields.push(...fields.splice(i, 2))
    left -= 2
  }
}

/** Whether a field names a file, and not in ASCII alone. */
function isForeignName(lowerName: string, value: string): boolean {
  return lowerName === 'content-disposition' && /[\x80-\xff]/.test(value)
}

/** What `toString('latin1')` comes to in the end; it is called for some twenty short texts. */
const { latin1Slice } = Buffer.prototype

/** undici gives the bytes as they came; Latin-1 turns each into one character and back. */
export function fieldTexts(rawHeaders: unknown): readonly string[] {
  if (!Array.isArray(rawHeaders)) return []
  const texts: string[] = []
  for (const bytes of rawHeaders as readonly unknown[]) {
    texts.push(bytes instanceof Uint8Array ? latin1Slice.call(bytes) : '')
  }
  return texts
}

/**
 * Whether a shared cache might keep the answer and hand one citizen's cookie to another (RFC 9111
 * section 3). Only `private` and `no-store` without a field name forbid it; `no-cache` allows
 * keeping.
 */
function isPubliclyCacheable(fields: readonly string[]): boolean {
  let isCacheable = false
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase()
    if (name === 'expires') isCacheable = true
    if (name !== 'cache-control') continue
    const directives = (fields[i + 1] ?? '').toLowerCase().split(',')
    for (const directive of directives) {
      const word = directive.trim()
      if (word === 'private' || word === 'no-store') return false
      if (/^(?:public|s-maxage|max-age)\b/.test(word)) isCacheable = true
    }
  }
  return isCacheable
}

/** undici reads a status text as UTF-8; what was anything else cannot be written again. */
export function writableText(status: number, text: string): string {
  return text === STATUS_CODES[status] || /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : ''
}
