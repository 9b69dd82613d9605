const ESCAPES = /(?:%[0-9a-f]{2})+/gi

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

/**
 * One spelling of a path for all that mean the same. What a path cannot hold but escaped is written as it
 * reads (`/caf%C3%A9`, `/caf%c3%a9` and `/café`; bytes that are no UTF-8 as Latin-1), and so is what may
 * stand there either way (`%40`). Escapes that servers go different ways with stay, in capitals: of
 * separators, of letters and dots that need none, and `%25` before what would make an escape of it.
 */
export function spellPath(path: string): string {
  return path.includes('%') ? respell(path, isTelling) : path
}

/** The same of a pattern, in which letters that need no escape are written without. */
export function spellPattern(pattern: string): string {
  return pattern.includes('%') ? respell(pattern, (byte) => TELLING.has(byte)) : pattern
}

function isTelling(byte: number): boolean {
  return TELLING.has(byte) || UNRESERVED.test(String.fromCharCode(byte))
}

/** What was escaped more than once. */
const NESTED = /%(?:25)+[0-9a-f]{2}/gi

function respell(text: string, isKept: (byte: number) => boolean): string {
  return unescaped(text, isKept).replace(NESTED, (escape) => escape.toUpperCase())
}

function unescaped(text: string, isKept: (byte: number) => boolean): string {
  return text.replace(ESCAPES, (escapes, offset: number) => {
    const bytes = Buffer.from(escapes.replaceAll('%', ''), 'hex')
    let spelled = ''
    for (let at = 0; at < bytes.length;) {
      const byte = bytes[at] ?? 0
      const length = lengthOfCharacter(bytes, at)
      if (length > 1) spelled += bytes.toString('utf8', at, at + length)
      else spelled += byte < 0x80 && isKept(byte) ? escapeOf(byte) : String.fromCharCode(byte)
      at += length
    }
    const end = offset + escapes.length
    const wouldBeOne =
      bytes.at(-1) === PERCENT && CODE_AHEAD.test(text.slice(end, end + CODE_CHARS_MAX))
    return wouldBeOne ? `${spelled}25` : spelled
  })
}

function escapeOf(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

/** Bytes of the UTF-8 character that begins there (RFC 3629 section 4); 1 where none does. */
function lengthOfCharacter(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  const length = lengthBy(first)
  const [least, most] = secondBytes(first)
  const second = bytes[at + 1] ?? 0
  if (length === 1 || second < least || second > most) return 1
  for (let i = 2; i < length; i++) {
    const next = bytes[at + i] ?? 0
    if (next < 0x80 || next > 0xbf) return 1
  }
  return length
}

function lengthBy(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

/** Not those of overlong spellings, of surrogates, and of what lies beyond Unicode. */
function secondBytes(first: number): readonly [least: number, most: number] {
  switch (first) {
    case 0xe0:
      return [0xa0, 0xbf]
    case 0xed:
      return [0x80, 0x9f]
    case 0xf0:
      return [0x90, 0xbf]
    case 0xf4:
      return [0x80, 0x8f]
    default:
      return [0x80, 0xbf]
  }
}
