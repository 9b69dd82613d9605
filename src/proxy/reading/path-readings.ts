import { spellPath } from '../../policies/index.ts'
import { changed, withEscapes, withoutLastSlash } from './path-changes.ts'

/** Ways to read one path that are judged: honest links with a session, a `//` and a few escapes have some twenty. */
export const READINGS_MAX = 64

/** And their characters together, so that a path made to be odd takes less than a millisecond: two readings of the longest. */
export const CHARS_MAX = 16_384

/**
 * Every path a backend could read in a path as sent, which itself is the first, each in the spelling that
 * patterns have too (`spellPath`). Null where that comes to more than are judged: it may be any path.
 */
export type PathReadings = readonly string[] | null

/** What servers are known to do to a path, in any order, and as often as it changes something. */
export function pathReadings(path: string, ignoreCase: boolean): PathReadings {
  const readings = isPlain(path) ? plainReadings(path) : oddReadings(path)
  if (!ignoreCase || readings === null) return readings
  // Last of all: what is escaped has no case yet.
  return [...new Set(readings.map((reading) => reading.toLowerCase()))]
}

function plainReadings(path: string): readonly string[] {
  const bare = withoutLastSlash(path)
  return bare === path ? [path] : [path, bare]
}

function oddReadings(path: string): PathReadings {
  const first = spellPath(withEscapes(path))
  const readings = new Set([first])
  let chars = first.length
  // What is added on the way comes to its turn as well.
  for (const reading of readings) {
    for (const next of changed(reading)) {
      if (readings.has(next)) continue
      readings.add(next)
      chars += next.length
      // At once: each further step costs the more, the longer the path.
      if (readings.size > READINGS_MAX || chars > CHARS_MAX) return null
    }
  }
  return [...readings]
}

/** NUL ends a text for many programs, and no link of any application has one. */
export function holdsNul(path: string): boolean {
  return path.includes('%00') || path.includes('\0')
}

/**
 * What makes servers take one path for different ones: a backslash, a parameter, an empty or dot
 * segment, an escape of what needs none (RFC 3986 section 2.3) or of a separator, one that was escaped
 * once more, and overlong UTF-8.
 */
const AMBIGUOUS =
  /[\\;]|\/\/|\/\.\.?(?:\/|$)|%(?:2[def]|3[0-9bf]|[46][1-9a-f]|[57][0-9a]|5[cf]|7e|0[09ad]|23|u[0-9a-f]{4})|%25(?:[0-9a-f]{2}|u|%)|%(?:c[01]|e0%[89]|f0%8)/i

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
