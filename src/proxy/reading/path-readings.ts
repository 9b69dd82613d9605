/** Ways to read one path that are judged; a path with more is no honest link. */
const READINGS_MAX = 8

/** NUL, a fragment, and an escape that one server alone ever knew. */
const HOSTILE_AS_SENT = /[\0#]|%u/i

/** Where programs that take `\` for `/` go different ways: at the end of a host, beside an escape. */
const BEHIND_HOST = /^\/[/\\][^/]*\\/
const ESCAPED_SLASH = /%(?:2f|5c)/i

function isHostileAsSent(path: string): boolean {
  if (HOSTILE_AS_SENT.test(path)) return true
  return path.includes('\\') && (BEHIND_HOST.test(path) || ESCAPED_SLASH.test(path))
}

/**
 * What must not be left after decoding once, one character a byte: NUL, escapes that were encoded
 * twice, and overlong UTF-8 (RFC 3629 section 10), which some servers read as `/`, `.` or `\`.
 */
const HOSTILE_DECODED =
  /\0|%(?:00|2e|2f|5c|3b|25)|[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f]|\xf0[\x80-\x8f]/i

/**
 * Every path a backend could read in a path as sent, the path itself first: without a host in front,
 * percent-decoded, then without what follows a `?`, without `;parameters`, with `\` (also encoded)
 * and `%2f` as `/`, with `//` merged, with dot segments removed, all of these together, and each
 * without the `/` it ends with. Null where there are more than eight, or where no honest client sends
 * the path and servers are known to disagree: such a path is refused.
 */
export function pathReadings(path: string, ignoreCase: boolean): readonly string[] | null {
  const readings = isPlain(path) ? plainReadings(path) : oddReadings(path)
  if (!ignoreCase || readings === null) return readings
  // Last of all: bytes of a character beyond ASCII are no letters before they are decoded.
  return [...new Set(readings.map((reading) => reading.toLowerCase()))]
}

function plainReadings(path: string): readonly string[] {
  return endsWithSlash(path) ? [path, path.slice(0, -1)] : [path]
}

function oddReadings(path: string): readonly string[] | null {
  if (isHostileAsSent(path) || HOSTILE_DECODED.test(bytesOf(path))) return null
  const readings = new Set([path])
  for (const transform of TRANSFORMS) {
    for (const reading of Array.from(readings)) readings.add(transform(reading))
    if (readings.size > READINGS_MAX) return null
  }
  return [...readings]
}

/** Many servers and frameworks show one page at `/a` and at `/a/`; the root is a page of its own. */
function endsWithSlash(path: string): boolean {
  return path.length > 1 && path.charCodeAt(path.length - 1) === SLASH
}

function withoutLastSlash(path: string): string {
  return endsWithSlash(path) ? path.slice(0, -1) : path
}

/**
 * What makes servers take one path for different ones: a backslash, a parameter, an empty or dot
 * segment, and an escape of what needs none (RFC 3986 section 2.3) or of a separator.
 */
const AMBIGUOUS = /[\\;]|\/\/|\/\.\.?(?:\/|$)|%(?:2[def]|3[0-9b]|[46][1-9a-f]|[57][0-9a]|5[cf]|7e)/i

/**
 * Whether servers may take a path for different ones, whatever the routes. Escapes that a path
 * cannot do without, such as `%20` and `%C3%A9`, and a `/` at its end are the habit of honest links.
 */
export function isAmbiguousPath(path: string): boolean {
  return AMBIGUOUS.test(path)
}

const SLASH = 0x2f
const DOT = 0x2e

/**
 * Whether a path can be read in one way only: no escape, parameter, backslash, empty or dot segment.
 * A scan, not a regular expression: every request comes through here.
 */
function isPlain(path: string): boolean {
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i)
    if (!isPlainCode(code)) return false
    if (code === SLASH && isOddSegment(path.charCodeAt(i + 1), path.charCodeAt(i + 2))) return false
  }
  return true
}

/** Printable ASCII but `"`, `#`, `%`, `;`, `\\`. */
function isPlainCode(code: number): boolean {
  if (code <= 0x20 || code >= 0x7f) return false
  return code !== 0x22 && code !== 0x23 && code !== 0x25 && code !== 0x3b && code !== 0x5c
}

/** Whether a `/` is followed by another, or by a dot that may begin `.` or `..`. */
function isOddSegment(next: number, afterNext: number): boolean {
  if (next === SLASH) return true
  return next === DOT && (afterNext === DOT || afterNext === SLASH || Number.isNaN(afterNext))
}

/**
 * In the order in which servers apply them; each may or may not be applied. Some remove dot segments
 * before they merge slashes, some decode everything but slashes.
 */
const TRANSFORMS: readonly ((path: string) => string)[] = [
  withoutAuthority,
  withoutSentParameters,
  decodedButSlashes,
  decoded,
  withoutDecodedQuery,
  withoutParameters,
  withSlashes,
  withMergedSlashes,
  withoutDotSegments,
  withMergedSlashes,
  withoutLastSlash,
]

/**
 * As a program does that takes the target for a reference to a page: there `//name` in front is a
 * host (RFC 3986 section 4.2; `parse_url` of PHP, `new URL` of JavaScript, which also skips more
 * slashes and takes `\\` for one).
 */
function withoutAuthority(path: string): string {
  if (!AUTHORITY_AHEAD.test(path)) return path
  return path.replace(/^[/\\]+[^/\\]*/, '') || '/'
}

const AUTHORITY_AHEAD = /^[/\\]{2}/

/** As a server does that has not yet read `\` as `/`. */
function withoutSentParameters(path: string): string {
  return path.includes(';') ? path.replace(/;[^/]*/g, '') : path
}

/**
 * As a server does that decodes the target and hands it on to a program that reads it once more:
 * Apache before 2.4.60 to PHP (CVE-2024-38473). As sent, a path has neither of them.
 */
function withoutDecodedQuery(path: string): string {
  const end = path.search(/[?#]/)
  return end < 0 ? path : path.slice(0, end)
}

function withoutParameters(path: string): string {
  return path.includes(';') ? path.replace(/;[^/\\]*/g, '') : path
}

/** Escapes and bytes beyond ASCII, which together may spell one character. */
const BYTES = /(?:%[0-9a-f]{2}|[\x80-\xff])+/gi

const BYTES_BUT_SLASHES = /(?:%(?!2f|5c)[0-9a-f]{2}|[\x80-\xff])+/gi

/** Once, as UTF-8 where it is UTF-8, else as Latin-1. A malformed escape stays as it is. */
function decoded(path: string): string {
  return path.replace(BYTES, textOf)
}

function decodedButSlashes(path: string): string {
  return path.replace(BYTES_BUT_SLASHES, textOf)
}

function textOf(escapes: string): string {
  const bytes = Buffer.from(bytesOf(escapes), 'latin1')
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') ? bytes.toString('latin1') : text
}

/** With every escape replaced by its byte, one character a byte. */
function bytesOf(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escape) =>
    String.fromCharCode(Number.parseInt(escape.slice(1), 16)),
  )
}

function withSlashes(path: string): string {
  return path.replace(/\\|%5c|%2f/gi, '/')
}

function withMergedSlashes(path: string): string {
  return path.replace(/\/{2,}/g, '/')
}

/** RFC 3986 section 5.2.4. */
function withoutDotSegments(path: string): string {
  if (!path.includes('.')) return path
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  for (const [i, segment] of segments.entries()) {
    const isLast = i === segments.length - 1
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
    if (isLast && (segment === '.' || segment === '..')) kept.push('')
  }
  return `/${kept.join('/')}`
}
