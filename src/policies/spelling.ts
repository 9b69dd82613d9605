import { BARE, ESCAPED, characterAt, lengthBy } from './utf8.ts'

const PERCENT = 0x25

/** What two digits, or four of an old kind, make an escape of. */
const CODE_AHEAD = /^(?:[0-9a-f]{2}|u[0-9a-f]{4})/i
const CODE_CHARS_MAX = 5

/**
 * What means another thing unescaped, to one server at least: NUL, `#`, the `*` of a pattern, `/`, `;`, `?`
 * and `\`.
 */
const TELLING: ReadonlySet<number> = new Set([0x00, 0x23, 0x2a, 0x2f, 0x3b, 0x3f, 0x5c])

/** What needs no escape (RFC 3986 section 2.3): no honest link escapes it. */
const UNRESERVED = /[A-Za-z0-9._~-]/

/** What each byte is spelled as that is no part of a character of several. */
type Spelling = readonly string[]

const IN_PATHS = spellingBut((byte, sign) => TELLING.has(byte) || UNRESERVED.test(sign))
const IN_PATTERNS = spellingBut((byte) => TELLING.has(byte))

function spellingBut(isKept: (byte: number, sign: string) => boolean): Spelling {
  return Array.from({ length: 256 }, (_, byte) => {
    const sign = String.fromCharCode(byte)
    return byte < 0x80 && isKept(byte, sign) ? escapeOf(byte) : sign
  })
}

function escapeOf(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

/**
 * One spelling of a path for all that mean the same. What a path cannot hold but escaped is written as it
 * reads (`/caf%C3%A9`, `/caf%c3%a9` and `/café`; bytes that are no UTF-8 as Latin-1), and so is what may
 * stand there either way (`%40`). Escapes that servers go different ways with stay, in capitals: of
 * separators, of letters and dots that need none, and `%25` before what would make an escape of it.
 */
export function spellPath(path: string): string {
  return path.includes('%') ? respell(path, IN_PATHS) : path
}

/** The same of a pattern, in which letters that need no escape are written without. */
export function spellPattern(pattern: string): string {
  return pattern.includes('%') ? respell(pattern, IN_PATTERNS) : pattern
}

/** What was escaped more than once and is not in capitals. */
const NESTED = /%(?:25)+(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])/g

function respell(text: string, spelling: Spelling): string {
  return unescaped(text, spelling).replace(NESTED, (escape) => escape.toUpperCase())
}

/** A scan, not a regular expression: paths may be made of escapes, and each is spelled many times. */
function unescaped(text: string, spelling: Spelling): string {
  let spelled = ''
  let from = 0
  let at = text.indexOf('%')
  while (at >= 0) {
    let byte = ESCAPED.byteAt(text, at)
    if (byte < 0) {
      at = text.indexOf('%', at + 1)
      continue
    }
    spelled += text.slice(from, at)
    let last = byte
    while (byte >= 0) {
      last = byte
      const character = characterAt(text, at, ESCAPED)
      spelled += character === '' ? (spelling[byte] ?? '') : character
      at += character === '' ? ESCAPED.step : ESCAPED.step * lengthBy(byte)
      byte = ESCAPED.byteAt(text, at)
    }
    if (last === PERCENT && CODE_AHEAD.test(text.slice(at, at + CODE_CHARS_MAX))) spelled += '25'
    from = at
    at = text.indexOf('%', at)
  }
  return spelled + text.slice(from)
}

/** Bytes as they read, of a text that has a character for each: those of one character joined. */
export function joinBytes(text: string): string {
  let joined = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = characterAt(text, at, BARE)
    if (character === '') continue
    const end = at + lengthBy(text.charCodeAt(at))
    joined += text.slice(from, at) + character
    from = end
    at = end - 1
  }
  return from === 0 ? text : joined + text.slice(from)
}

/** With escapes undone once and nothing else; `but` names those that stay. */
export function unescapeAll(text: string, but: ReadonlySet<number>): string {
  let bare = ''
  let from = 0
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at)) {
    const byte = ESCAPED.byteAt(text, at)
    if (byte < 0 || but.has(byte)) {
      at++
      continue
    }
    bare += text.slice(from, at) + String.fromCharCode(byte)
    at += ESCAPED.step
    from = at
  }
  return from === 0 ? text : bare + text.slice(from)
}
