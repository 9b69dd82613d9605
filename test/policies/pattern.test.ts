import t from 'tap'
import {
  compilePattern,
  matchGlob,
  partsOfPattern,
  patternCovers,
  patternMistake,
} from '../../src/policies/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

t.test('a pattern matches the paths it describes', async (t) => {
  const cases: { pattern: string; matches: string[]; not: string[] }[] = [
    { pattern: '/', matches: ['/'], not: ['', '//', '/a'] },
    { pattern: '/a/b', matches: ['/a/b'], not: ['/a', '/a/b/', '/a/B', '/a/b/c', 'a/b'] },
    { pattern: '/*', matches: ['/', '/a', '/a.b'], not: ['', 'a', '/a/', '/a/b'] },
    { pattern: '/a/*', matches: ['/a/', '/a/b'], not: ['/a', '/a/b/c', '/b/a', 'a/b'] },
    { pattern: '/*/b', matches: ['/a/b', '//b'], not: ['/b', '/a/a/b', '/a/bb'] },
    { pattern: '/a*', matches: ['/a', '/ab'], not: ['/', '/ba', '/a/b'] },
    { pattern: '/*.css', matches: ['/.css', '/a.b.css'], not: ['/css', '/a.css.b', '/a/b.css'] },
    { pattern: '/a*b*c', matches: ['/abc', '/aXbYc', '/abbcc'], not: ['/acb', '/ab', '/abcd'] },
    { pattern: '/ab*ba', matches: ['/abba', '/abXba'], not: ['/aba', '/ab'] },
    { pattern: '/**', matches: ['/', '/a', '/a/b/c'], not: ['a'] },
    { pattern: '/a/**', matches: ['/a', '/a/', '/a/b', '/a/b/c/'], not: ['/', '/ab', '/b/a'] },
    { pattern: '/a*/**', matches: ['/a', '/ab', '/ab/c', '/a/b/c'], not: ['/', '/b/a', 'ab'] },
    { pattern: '/**/b', matches: ['/b', '/a/b', '/a/a/b', '//b'], not: ['/', '/b/', '/ab', 'b'] },
    {
      pattern: '/a/**/b',
      matches: ['/a/b', '/a/x/b', '/a/b/b', '/a/x/y/b'],
      not: ['/a', '/b', '/a/b/c', '/x/a/b', '/ab'],
    },
    {
      pattern: '/**/a/*/**/b',
      matches: ['/a/x/b', '/a/a/x/b', '/x/a/y/z/b', '/a/x/a/y/b'],
      not: ['/a/b', '/x/b', '/a/x/b/c'],
    },
    { pattern: '/**/**', matches: ['/', '/a', '/a/b'], not: ['a'] },
    { pattern: '/a/**/**', matches: ['/a', '/a/b/c'], not: ['/b'] },
    { pattern: '/a/', matches: ['/a/', '/a'], not: ['/', '/a//', '/ab', '/a/b'] },
    { pattern: '/a/*/', matches: ['/a/b/', '/a/b', '/a/'], not: ['/a', '/a/b/c/'] },
    { pattern: '/**/', matches: ['/', '/a/', '/a/b/'], not: ['/a', '/a/b'] },
  ]
  for (const { pattern, matches, not } of cases) {
    const isMatch = compilePattern(pattern)
    for (const path of matches) t.equal(isMatch(path), true, `${pattern} matches ${path}`)
    for (const path of not) t.equal(isMatch(path), false, `${pattern} does not match "${path}"`)
  }
})

t.test('a pattern that cannot be meant is told', async (t) => {
  const cases: { pattern: string; want: string | null }[] = [
    { pattern: '/', want: null },
    { pattern: '/**', want: null },
    { pattern: '/a*b/**/*.css', want: null },
    { pattern: '/'.repeat(32), want: null },
    { pattern: '/'.repeat(33), want: 'a path has at most 32 segments' },
    { pattern: '', want: 'a path begins with "/"' },
    { pattern: 'a/b', want: 'a path begins with "/"' },
    { pattern: '*', want: 'a path begins with "/"' },
    { pattern: '/a?b', want: 'a path has no query and no fragment' },
    { pattern: '/a#b', want: 'a path has no query and no fragment' },
    { pattern: '/user/{id}', want: '"{" means nothing in it' },
    { pattern: '/[ab]/c', want: '"[" means nothing in it' },
    { pattern: '/a$', want: '"$" means nothing in it' },
    { pattern: '/odata/%24metadata', want: null },
    { pattern: '/café/a b', want: null },
    { pattern: '/a**', want: '"**" stands alone between two "/"' },
    { pattern: '/***', want: '"**" stands alone between two "/"' },
    { pattern: '/**.css', want: '"**" stands alone between two "/"' },
  ]
  for (const { pattern, want } of cases) t.equal(patternMistake(pattern), want, pattern)
})

t.test('a glob matches with any characters for each star', async (t) => {
  const cases: { glob: string; text: string; want: boolean }[] = [
    { glob: '', text: '', want: true },
    { glob: '', text: 'a', want: false },
    { glob: '*', text: '', want: true },
    { glob: '*', text: 'a/b\nc', want: true },
    { glob: '**', text: 'a', want: true },
    { glob: 'a*', text: 'b', want: false },
    { glob: '*sqlmap*', text: 'x sqlmap/1', want: true },
    { glob: '*sqlmap*', text: 'sql map', want: false },
    { glob: 'a*a', text: 'a', want: false },
    { glob: 'a*b*a', text: 'aba', want: true },
    { glob: 'a*ba*a', text: 'aba', want: false },
    { glob: '*ab*ab', text: 'ab', want: false },
    { glob: '.*[x]$', text: '.anything[x]$', want: true },
    { glob: '.*', text: 'a', want: false },
  ]
  for (const { glob, text, want } of cases) t.equal(matchGlob(glob, text), want, `${glob}: ${text}`)
})

t.test('no path takes long, however the pattern is built', async (t) => {
  const longest = 'a'.repeat(100_000)
  const deepest = '/a'.repeat(50_000)
  const cases: { pattern: string; path: string; want: boolean }[] = [
    { pattern: '/a*a*a*a*b', path: `/${longest}`, want: false },
    { pattern: '/a*a*a*a*b', path: `/${longest}b`, want: true },
    { pattern: `/${'*a'.repeat(400)}*b*`, path: `/${longest}`, want: false },
    { pattern: `/${'*aaaaaaaaab'.repeat(30)}*`, path: `/${longest}`, want: false },
    { pattern: '/**/a/**/a/**/a/**/a/**/b', path: deepest, want: false },
    { pattern: '/**/a/**/a/**/a/**/a/**/b', path: `${deepest}/b`, want: true },
    { pattern: `${'/**/a*'.repeat(15)}/b`, path: deepest, want: false },
    { pattern: `/**${'/a'.repeat(30)}/b`, path: deepest, want: false },
  ]
  for (const { pattern, path, want } of cases) {
    // Backtracking would not end within the patience of the test runner.
    t.equal(compilePattern(pattern)(path), want, `${pattern.slice(0, 40)}, want ${want}`)
  }
})

function covers(a: string, b: string): boolean {
  return patternCovers(partsOfPattern(a), partsOfPattern(b))
}

t.test('a pattern covers another where nothing is left over for it', async (t) => {
  const cases: { a: string; b: string; want: boolean }[] = [
    { a: '/**', b: '/a/*/b', want: true },
    { a: '/**', b: '/**/b', want: true },
    { a: '/a/**', b: '/a', want: true },
    { a: '/a/**', b: '/a/b/**', want: true },
    { a: '/a/**', b: '/a/**', want: true },
    { a: '/a/**', b: '/a*/b', want: false },
    { a: '/a/**', b: '/**', want: false },
    { a: '/*', b: '/a', want: true },
    { a: '/*', b: '/a*', want: true },
    { a: '/*', b: '/a/b', want: false },
    { a: '/*', b: '/**', want: false },
    { a: '/a*', b: '/ab', want: true },
    { a: '/a*', b: '/b', want: false },
    { a: '/ab', b: '/a*', want: false },
    { a: '/**/x*', b: '/**/xy', want: true },
    { a: '/**/b', b: '/a', want: false },
    { a: '/a/b', b: '/a', want: false },
    { a: '/a', b: '/a/b', want: false },
  ]
  for (const { a, b, want } of cases) t.equal(covers(a, b), want, `${a} and ${b}`)
})

t.test('a pattern never claims to cover what it does not match', async (t) => {
  const random = randomFrom(2611)
  const pick = (list: readonly string[]): string => list[wholeBelow(random, list.length)] ?? ''
  const build = (segments: readonly string[]): string =>
    Array.from({ length: 1 + wholeBelow(random, 4) }, () => `/${pick(segments)}`).join('')
  const patterns = Array.from({ length: 120 }, () =>
    build(['a', 'b', 'ab', '', '*', 'a*', '*b', 'a*b', '**', '**']),
  )
  const paths = Array.from({ length: 400 }, () => build(['a', 'b', 'ab', 'aab', '', 'ba']))
  const matched = new Map<string, ReadonlySet<string>>()
  for (const pattern of patterns) {
    matched.set(pattern, new Set(paths.filter(compilePattern(pattern))))
  }
  let claims = 0
  for (const [a, byA] of matched) {
    for (const [b, byB] of matched) {
      if (a === b || !covers(a, b)) continue
      claims++
      if (!byB.isSubsetOf(byA)) t.fail(`${a} does not cover ${b}: ${[...byB.difference(byA)][0]}`)
    }
  }
  t.ok(claims > 100, `${claims} claims were tried`)
})
