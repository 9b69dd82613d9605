/** How bytes stand in a text. */
export interface ByteForm {
  /** Characters of the text for each. */
  readonly step: number
  /** The byte that begins at a place; what is no byte where none does. */
  readonly byteAt: (text: string, at: number) => number
}

export const NO_BYTE = -1

const PERCENT = 0x25

/** `%E9`. */
export const ESCAPED: ByteForm = {
  step: 3,
  byteAt(text, at) {
    if (text.charCodeAt(at) !== PERCENT) return NO_BYTE
    const high = digitOf(text.charCodeAt(at + 1))
    const low = digitOf(text.charCodeAt(at + 2))
    return high < 0 || low < 0 ? NO_BYTE : high * 16 + low
  },
}

/** What a hexadecimal digit is worth. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const small = code | 0x20
  return small >= 0x61 && small <= 0x66 ? small - 0x57 : NO_BYTE
}

/** A character for each byte, as in Latin-1. */
export const BARE: ByteForm = { step: 1, byteAt: (text, at) => text.charCodeAt(at) }

/** The character of several bytes (RFC 3629 section 4) that begins at a place of a text; empty where none does. */
export function characterAt(text: string, at: number, { step, byteAt }: ByteForm): string {
  const first = byteAt(text, at)
  const length = lengthBy(first)
  const second = byteAt(text, at + step)
  // `!` also of what is no number: the text ends there.
  if (length === 1 || !(second >= leastSecond(first) && second <= mostSecond(first))) return ''
  let code = ((first & (0x7f >> length)) << 6) | (second & 0x3f)
  for (let i = 2; i < length; i++) {
    const next = byteAt(text, at + i * step)
    if (!(next >= 0x80 && next <= 0xbf)) return ''
    code = (code << 6) | (next & 0x3f)
  }
  return String.fromCodePoint(code)
}

/** Bytes of a character by its first one. */
export function lengthBy(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

/** Not those of overlong spellings. */
function leastSecond(first: number): number {
  if (first === 0xe0) return 0xa0
  return first === 0xf0 ? 0x90 : 0x80
}

/** Not those of surrogates, and of what lies beyond Unicode. */
function mostSecond(first: number): number {
  if (first === 0xed) return 0x9f
  return first === 0xf4 ? 0x8f : 0xbf
}
