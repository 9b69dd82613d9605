/** Segments of one pattern: more is a mistake in the file, not a path. */
const SEGMENTS_MAX = 32

/** `**`: any number of segments, none included. */
const ANY_DEPTH = '**'

/** What means something in the patterns of others, and what to write here. */
const FOREIGN: Readonly<Record<string, string>> = {
  '{': 'for "{id}" write "*", and for "{css,js}" two patterns; "%7B" is the sign itself',
  '[': 'for one letter of several write "*"; "%5B" is the sign itself',
  '?': 'for one letter write "*"; a rule can look at the query ("when: { query: name }"); "%3F" is the sign itself',
  $: 'a pattern ends where it ends, so leave it out; "%24" is the sign itself',
}

const FOREIGN_SIGN = /[{[?$]/

/** As nginx and Apache write regular expressions. */
const EXPRESSION_AHEAD = /^[~^]/

/**
 * Why a path pattern is not valid, or null. A pattern is a path, escaped or as it reads, whose `*` stands
 * for any characters within one segment and whose segment `**` stands for any number of segments: `/a/**`
 * is `/a`, `/a/` and everything below.
 */
export function patternMistake(pattern: string): string | null {
  if (!pattern.startsWith('/')) return 'a path begins with "/"'
  if (/[?#]/.test(pattern)) return 'a path has no query and no fragment'
  const [sign] = FOREIGN_SIGN.exec(pattern) ?? []
  if (sign !== undefined) return `"${sign}" means nothing in it`
  const segments = pattern.slice(1).split('/')
  if (segments.length > SEGMENTS_MAX) return `a path has at most ${SEGMENTS_MAX} segments`
  if (segments.some((segment) => segment !== ANY_DEPTH && segment.includes(ANY_DEPTH))) {
    return '"**" stands alone between two "/"'
  }
  return null
}

/** What to write in place of a pattern that is none; null where nothing can be told. */
export function patternHint(pattern: string): string | null {
  if (EXPRESSION_AHEAD.test(pattern)) {
    return 'regular expressions are not read here; "/**/*.css" is every path that ends with ".css"'
  }
  const [sign = ''] = FOREIGN_SIGN.exec(pattern) ?? []
  return FOREIGN[sign] ?? null
}

/**
 * Compiles a pattern without a regular expression: time grows with path times pattern, no faster.
 * One that ends with a segment and `/` matches without that `/` too, since many backends show one
 * page at both; the other way round is up to the readings of the path.
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  const matches = compileExactly(pattern)
  if (!forgivesSlash(pattern)) return matches
  const matchesBare = compileExactly(pattern.slice(0, -1))
  return (path) => matches(path) || matchesBare(path)
}

/** Not an empty segment, and not `**`, which would stand for everything. */
function forgivesSlash(pattern: string): boolean {
  return pattern.endsWith('/') && !/(?:^|\/)(?:\*\*)?\/$/.test(pattern)
}

function compileExactly(pattern: string): (path: string) => boolean {
  if (!pattern.includes('*')) return (path) => path === pattern
  const stem = pattern.slice(0, -ANY_DEPTH.length)
  if (pattern.endsWith(`/${ANY_DEPTH}`) && !stem.includes('*')) {
    const itself = stem.slice(0, -1)
    return (path) => path.startsWith(stem) || path === itself
  }
  const segments = pattern.slice(1).split('/')
  return (path) => path.startsWith('/') && matchSegments(segments, path.slice(1).split('/'))
}

/** The usual walk with one place to come back to: the latest `**`. */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let p = 0
  let s = 0
  let star = -1
  let resume = 0
  while (s < path.length) {
    if (pattern[p] === ANY_DEPTH) {
      star = p++
      resume = s
    } else if (p < pattern.length && matchGlob(pattern[p] ?? '', path[s] ?? '')) {
      p++
      s++
    } else if (star >= 0) {
      p = star + 1
      s = ++resume
    } else return false
  }
  while (pattern[p] === ANY_DEPTH) p++
  return p === pattern.length
}

/** Whether `text` is matched by a glob whose `*` stands for any characters. Case counts. */
export function matchGlob(glob: string, text: string): boolean {
  return glob.includes('*') ? matchParts(glob.split('*'), text) : text === glob
}

/** The same for a glob that is asked about many texts. */
export function compileGlob(glob: string): (text: string) => boolean {
  const parts = glob.split('*')
  const [before, middle = '', after] = parts
  if (parts.length === 1) return (text) => text === glob
  if (parts.length === 3 && before === '' && after === '') return (text) => text.includes(middle)
  return (text) => matchParts(parts, text)
}

function matchParts(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let from = first.length
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return from <= text.length - last.length
}

/** A pattern taken apart once, to be compared with many others. */
export interface PatternParts {
  readonly text: string
  readonly segments: readonly string[]
  /** Without the slash at its end, where it matches so too. */
  readonly bare: readonly string[] | null
}

export function partsOfPattern(text: string): PatternParts {
  const segments = text.slice(1).split('/')
  return { text, segments, bare: forgivesSlash(text) ? segments.slice(0, -1) : null }
}

/** Whether `a` surely matches every path that `b` matches. May miss a case, never claims one. */
export function patternCovers(a: PatternParts, b: PatternParts): boolean {
  if (a.text === b.text) return true
  if (b.bare !== null && !segmentsCover(a.segments, b.bare)) return false
  return segmentsCover(a.segments, b.segments)
}

function segmentsCover(a: readonly string[], b: readonly string[]): boolean {
  for (let at = 0; at < a.length; at++) {
    const segment = a[at] ?? ''
    if (segment === ANY_DEPTH && at === a.length - 1) return true
    const other = b[at]
    if (other === undefined || !segmentCovers(segment, other)) return false
  }
  return a.length === b.length
}

function segmentCovers(segment: string, other: string): boolean {
  if (segment === other) return true
  if (segment === ANY_DEPTH || other === ANY_DEPTH) return false
  return segment === '*' || (!other.includes('*') && matchGlob(segment, other))
}
