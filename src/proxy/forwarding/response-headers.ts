import { STATUS_CODES } from 'node:http'
import { type CookieOffer } from '../answers/renewal.ts'
import { type RawHeaders, hopByHop, mayBeSpecial, withoutField } from '../headers.ts'

/** The head of a backend's answer as the client gets it. */
export interface AnswerHead {
  readonly fields: string[]
  /** Its Content-Length; -1 where it has none. */
  readonly length: number
}

/**
 * A backend's header fields for the client, in their order and spelling: without hop-by-hop fields
 * and those that only the gate may set. `setCookie` is the only thing ever added; it is told whether a shared
 * cache may keep the answer.
 */
export function answerHead(raw: RawHeaders, setCookie: CookieOffer | null): AnswerHead {
  const hops = hopByHop(raw)
  const fields: string[] = []
  const framing = { length: -1, isCoded: false }
  let isLengthLast = false
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const value = raw[i + 1] ?? ''
    if (!hops.isExtended && !mayBeSpecial(name)) {
      fields.push(name, value)
      continue
    }
    const lower = name.toLowerCase()
    if (!goesOn(framing, lower, value) || hops.has(lower)) continue
    isLengthLast ||= isForeignName(lower, value)
    fields.push(name, value)
  }
  if (isLengthLast) moveLast(fields, 'content-length')
  addCookie(fields, setCookie)
  const { length, isCoded } = framing
  // What comes in a coding is as long as it turns out to be (RFC 9112 section 6.3).
  if (isCoded && length >= 0) return { fields: withoutField(fields, 'content-length'), length: -1 }
  return { fields, length }
}

/** Whether a field is for the client, by what it says; what it says of the body's end is noted. */
function goesOn(
  framing: { length: number; isCoded: boolean },
  lower: string,
  value: string,
): boolean {
  if (lower === 'transfer-encoding') framing.isCoded = true
  if (lower !== 'content-length') return !lower.startsWith('paart-')
  // Of two lengths that are the same one is enough (RFC 9112 section 6.3).
  if (framing.length >= 0) return false
  framing.length = Number(value)
  return true
}

function addCookie(fields: string[], setCookie: CookieOffer | null): void {
  if (setCookie === null) return
  for (const cookie of setCookie(isPubliclyCacheable(fields))) fields.push('Set-Cookie', cookie)
}

/** The fields of early hints for the client: those of an answer, without a length it has not. */
export function hintFields(raw: RawHeaders): string[] {
  return withoutField(answerHead(raw, null).fields, 'content-length')
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

/** A reason phrase with a byte that Node does not write is left out: nothing depends on it. */
export function writableText(status: number, text: string): string {
  return text === STATUS_CODES[status] || /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : ''
}
