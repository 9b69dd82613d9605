import { joinBytes, spellPath, unescapeAll } from '../../policies/index.ts'

/** What one server, framework or program is known to do to a path before it looks for its page. */
type Change = (path: string) => string

/** What has to stand in a path for a change to change anything: a path is looked over once for all of them. */
const SIGNS = {
  escape: 1,
  parameter: 2,
  reverse: 4,
  query: 8,
  blank: 16,
  byte: 32,
  segment: 64,
} as const

/** Those of them that make letters of something else; all others only leave out and cut. */
const UNESCAPING: readonly (readonly [needs: number, Change])[] = [
  [SIGNS.escape, decoded],
  [SIGNS.escape, withoutOldEscapes],
  [SIGNS.byte, withJoinedBytes],
  [SIGNS.byte, withoutOverlong],
  [SIGNS.blank, withoutBlanks],
]

const CHANGES: readonly (readonly [needs: number, Change])[] = [
  ...UNESCAPING,
  [SIGNS.segment | SIGNS.reverse, withoutReference],
  [SIGNS.segment, withoutHost],
  [SIGNS.parameter, withoutParameters],
  [SIGNS.parameter, withoutParametersInReverse],
  [SIGNS.parameter, upToFirstParameter],
  [SIGNS.escape, decodedButSlashes],
  [SIGNS.escape, withDots],
  [SIGNS.escape, withSlashesForEscapes],
  [SIGNS.query, upToQuery],
  [SIGNS.blank, upToNul],
  [SIGNS.reverse, withSlashesForReverse],
  [SIGNS.segment, withMergedSlashes],
  [SIGNS.segment, withoutDotSegments],
  [SIGNS.segment, withoutLastSlash],
]

/** What becomes of a path by one step, whoever takes it; none is taken before it is asked for. */
export function* changed(path: string): Generator<string, void> {
  const signs = signsOf(path)
  for (const [needs, change] of CHANGES) {
    const next = (signs & needs) === 0 ? path : change(path)
    if (next !== path) yield next
  }
}

/** With its escapes undone, of whatever kind, once. */
export function unescaped(path: string): string {
  return UNESCAPING.reduce((bare, [, change]) => change(bare), path)
}

/** What a character is a sign of, by its code; of `/` that depends on what is behind it. */
const SIGNS_BY_CODE: readonly number[] = Array.from({ length: 256 }, (_, code) => {
  switch (String.fromCharCode(code)) {
    case '%':
      return SIGNS.escape
    case ';':
      return SIGNS.parameter
    case '\\':
      return SIGNS.reverse
    case '?':
    case '#':
      return SIGNS.query
  }
  if (code <= 0x20) return SIGNS.blank
  return code >= 0x80 ? SIGNS.byte : 0
})

const SLASH = 0x2f

function signsOf(path: string): number {
  let signs = 0
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i)
    if (code > 0xff) continue
    if (code !== SLASH) signs |= SIGNS_BY_CODE[code] ?? 0
    else if (isOddBehind(path[i + 1])) signs |= SIGNS.segment
  }
  return signs
}

/** Whether a segment that begins so may be empty, the last one, or made of dots. */
function isOddBehind(next: string | undefined): boolean {
  return next === undefined || next === '/' || next === '.' || next === '\\'
}

/**
 * As a program does that takes the target for a reference to a page: there `//name` in front is a host
 * (RFC 3986 section 4.2), and to `new URL` of JavaScript, which takes `\` for `/`, so are more slashes.
 */
function withoutReference(path: string): string {
  return /^\/[/\\]/.test(path) ? `/${path.replace(/^[/\\]+[^/\\]*/, '').slice(1)}` : path
}

/** The same where `\` is a letter: `parse_url` of PHP. */
function withoutHost(path: string): string {
  return path.startsWith('//') ? path.replace(/^\/\/[^/]*/, '') || '/' : path
}

/** As a server does that has not yet read `\` as `/`. */
function withoutParameters(path: string): string {
  return path.includes(';') ? path.replace(/;[^/]*/g, '') : path
}

function withoutParametersInReverse(path: string): string {
  return path.includes(';') ? path.replace(/;[^/\\]*/g, '') : path
}

/** As filters do that look for the session of a Java application. */
function upToFirstParameter(path: string): string {
  const end = path.indexOf(';')
  return end < 0 ? path : path.slice(0, end)
}

const NOTHING: ReadonlySet<number> = new Set()
const SLASHES: ReadonlySet<number> = new Set([0x2f, 0x5c])

/** Once. A malformed escape stays as it is. */
function decoded(path: string): string {
  return spellPath(unescapeAll(path, NOTHING))
}

/** As servers do that would not have an escaped slash part a path. */
function decodedButSlashes(path: string): string {
  return spellPath(unescapeAll(path, SLASHES))
}

/** Bytes of one character of which each was escaped in another way: as sent they have not been together. */
function withJoinedBytes(path: string): string {
  return joinBytes(path)
}

/** Bytes beyond ASCII, a character each, as they would stand in a path that is legal. */
export function withEscapes(path: string): string {
  return path.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`)
}

/** The dots of dot segments alone, as `new URL` of JavaScript does, which leaves all other escapes. */
function withDots(path: string): string {
  if (!path.includes('%2E')) return path
  return path.replace(/(?<=[/\\])(?:\.|%2E){1,2}(?![^/\\])/g, (dots) => dots.replaceAll('%2E', '.'))
}

/** `%u002F`, which no standard ever knew and IIS reads. */
function withoutOldEscapes(path: string): string {
  if (!path.includes('%')) return path
  return spellPath(
    path.replace(/%u([0-9a-f]{4})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ),
  )
}

/**
 * A character in more bytes than it needs (RFC 3629 section 10), which some servers read all the same. To
 * us these are bytes that are no UTF-8, each a character.
 */
const OVERLONG = /[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2}/g

function withoutOverlong(path: string): string {
  return path.replace(OVERLONG, (bytes) => {
    let code = bytes.charCodeAt(0) & (0xff >> (bytes.length + 1))
    for (let i = 1; i < bytes.length; i++) code = (code << 6) | (bytes.charCodeAt(i) & 0x3f)
    return String.fromCharCode(code)
  })
}

/**
 * As a server does that decodes the target and hands it on to a program that reads it once more:
 * Apache before 2.4.60 to PHP (CVE-2024-38473). As sent, a path has neither of them.
 */
function upToQuery(path: string): string {
  const end = path.search(/[?#]/)
  return end < 0 ? path : path.slice(0, end)
}

/** As programs do whose texts end there. */
function upToNul(path: string): string {
  const end = path.indexOf('\0')
  return end < 0 ? path : path.slice(0, end)
}

/** As readers of URLs do (WHATWG URL, `urlsplit` of Python): tabs and line ends are nothing, and neither is what is blank at the end. */
function withoutBlanks(path: string): string {
  let end = path.length
  while (end > 1 && path.charCodeAt(end - 1) <= 0x20) end--
  return path.slice(0, end).replace(/[\t\n\r]/g, '')
}

function withSlashesForReverse(path: string): string {
  return path.replaceAll('\\', '/')
}

function withSlashesForEscapes(path: string): string {
  return path.includes('%') ? path.replace(/%(?:2f|5c)/gi, '/') : path
}

function withMergedSlashes(path: string): string {
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path
}

/** RFC 3986 section 5.2.4. */
function withoutDotSegments(path: string): string {
  if (!path.includes('/.')) return path
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

/** Many servers and frameworks show one page at `/a` and at `/a/`; the root is a page of its own. */
export function withoutLastSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
