import t from 'tap'
import { spellPath } from '../../../src/policies/index.ts'
import {
  CHARS_MAX,
  READINGS_MAX,
  holdsNul,
  isAmbiguousPath,
  pathReadings,
} from '../../../src/proxy/reading/path-readings.ts'
import { SERVERS } from '../../support/path-servers.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

t.test('every path that some backend could read is there, as sent first', (t) => {
  const cases: readonly { path: string; want: readonly string[] }[] = [
    { path: '/', want: ['/'] },
    { path: '/a/b.html', want: ['/a/b.html'] },
    { path: '/.well-known/x', want: ['/.well-known/x'] },
    { path: '/a/../b', want: ['/a/../b', '/b'] },
    { path: '/../../b', want: ['/../../b', '/b'] },
    { path: '/a/b/..', want: ['/a/b/..', '/a/', '/a'] },
    { path: '/a/./b', want: ['/a/./b', '/a/b'] },
    { path: '/a/.', want: ['/a/.', '/a/', '/a'] },
    { path: '//a', want: ['//a', '/a', '/'] },
    { path: '//host/a', want: ['//host/a', '/host/a', '/a'] },
    { path: '///host//a', want: ['///host//a', '/host/a', '//a', '/a', '/', '/host//a'] },
    { path: '/\\host/a', want: ['/\\host/a', '//host/a', '/host/a', '/a'] },
    { path: '/a//b', want: ['/a//b', '/a/b'] },
    { path: '/a///../b', want: ['/a///../b', '/a/../b', '/a//b', '/b', '/a/b'] },
    { path: '/a/%2e%2e/b', want: ['/a/%2E%2E/b', '/a/../b', '/b'] },
    { path: '/a%2fb', want: ['/a%2Fb', '/a/b'] },
    { path: '/%61%2fb', want: ['/%61%2Fb', '/a%2Fb', '/a/b', '/%61/b'] },
    { path: '/a%5cb', want: ['/a%5Cb', '/a\\b', '/a/b'] },
    { path: '/a\\b', want: ['/a\\b', '/a/b'] },
    { path: '/a\\..\\b', want: ['/a\\..\\b', '/a/../b', '/b'] },
    { path: '/a;x=y/b', want: ['/a;x=y/b', '/a/b', '/a'] },
    { path: '/a;jsessionid=0A.n1', want: ['/a;jsessionid=0A.n1', '/a'] },
    { path: '/a/', want: ['/a/', '/a'] },
    { path: '/a//', want: ['/a//', '/a/', '/a'] },
    { path: '//', want: ['//', '/'] },
    { path: '/%61%62', want: ['/%61%62', '/ab'] },
    { path: '/100%', want: ['/100%'] },
    { path: '/%ZZ', want: ['/%ZZ'] },
    { path: '/a%23b', want: ['/a%23b', '/a#b', '/a'] },
    { path: '/a%3Fb', want: ['/a%3Fb', '/a?b', '/a'] },
    { path: '/"a"', want: ['/"a"'] },
    { path: '/a%20', want: ['/a ', '/a'] },
    { path: '/a%09b', want: ['/a\tb', '/ab'] },
    { path: '/a%252fb', want: ['/a%252Fb', '/a%2Fb', '/a/b'] },
    { path: '/a/%252e%252e/b', want: ['/a/%252E%252E/b', '/a/%2E%2E/b', '/a/../b', '/b'] },
    { path: '/a%25252fb', want: ['/a%25252Fb', '/a%252Fb', '/a%2Fb', '/a/b'] },
    { path: '/a%u002fb', want: ['/a%u002fb', '/a/b'] },
    { path: '/a%C0%AFb', want: ['/aÀ¯b', '/a/b'] },
    { path: '/a%E0%80%AF', want: ['/aà\x80¯', '/a/', '/a'] },
    { path: '/a%F0%80%80%AFb', want: ['/að\x80\x80¯b', '/a/b'] },
    { path: '/a%2500b', want: ['/a%2500b', '/a%00b', '/a\0b', '/a'] },
    {
      path: '//host\\a/b',
      want: ['//host\\a/b', '/a/b', '/b', '//host/a/b', '/host\\a/b', '/host/a/b'],
    },
    {
      path: '/a%2fb\\..\\c',
      want: ['/a%2Fb\\..\\c', '/a/b\\..\\c', '/a%2Fb/../c', '/a/b/../c', '/c', '/a/c'],
    },
  ]
  for (const { path, want } of cases) {
    const got = pathReadings(path, false)
    t.equal(got?.[0], want[0], `${path} is the first`)
    t.strictSame(new Set(got), new Set(want), path)
  }
  t.end()
})

t.test('what means the same is spelled the same, and is no reason for another reading', (t) => {
  const cases: Readonly<Record<string, string>> = {
    '/caf%C3%A9/b': '/café/b',
    '/caf%c3%a9/b': '/café/b',
    '/caf\xc3\xa9/b': '/café/b',
    '/%E9': '/é',
    '/\xe9': '/é',
    '/a%20b': '/a b',
    '/a%40b%3Ac%2Cd': '/a@b:c,d',
    '/%28a%29%5B1%5D%7B2%7D': '/(a)[1]{2}',
    '/%D5%D4%C2.html': '/ÕÔÂ.html',
    '/wiki/C%2B%2B': '/wiki/C++',
    '/100%25': '/100%',
    '/50%25/off': '/50%/off',
    '/%E2%82%AC%20%F0%9F%8F%9B': '/€ 🏛',
  }
  for (const [path, want] of Object.entries(cases)) {
    t.strictSame(pathReadings(path, false), [want], path)
  }
  t.end()
})

t.test('honest paths have few readings', (t) => {
  const cases: Readonly<Record<string, number>> = {
    '/job/x/feature%252Flogin/': 6,
    '/a/50%2525.txt': 2,
    '/%C0%B4.html': 2,
    '/caf%C3%A9%2Fb;jsessionid=A1.n1/': 8,
    '/a%2fb%2fc//d;v=1/': 16,
  }
  for (const [path, want] of Object.entries(cases)) {
    t.equal(pathReadings(path, false)?.length, want, path)
  }
  t.end()
})

t.test('a path with more readings than are judged may be any', (t) => {
  const manyWays = '/%61%62%63/%2e%2e;a/%2fd//..;/'
  t.equal(pathReadings(manyWays, false), null)
  const long = `/a;x/%2e%2e//b%2f${'y'.repeat(8_000)}`
  t.equal(pathReadings(long, false), null, 'a long one with fewer')
  t.equal(pathReadings(`/caf%C3%A9/${'a'.repeat(8_000)}/`, false)?.length, 2)
  t.end()
})

t.test('what the longest path leaves to be judged is bounded, however it is spelled', (t) => {
  const hostile = ['%5C%C0%AF', '%252F%E0%80%AF', '%2541', '%u003b%2541', '%25252525252541%80']
  for (const piece of [...hostile, '\\%c0%a5', '%41;/%2e%2e%5c//%C0%AF']) {
    const path = `/${piece.repeat(8_192)}`.slice(0, 8_192)
    const readings = pathReadings(path, false) ?? []
    const chars = readings.reduce((sum, reading) => sum + reading.length, 0)
    t.ok(readings.length <= READINGS_MAX && chars <= CHARS_MAX, piece)
  }
  t.end()
})

t.test('where case does not count, every reading is in lower case', (t) => {
  t.strictSame(pathReadings('/A/B', true), ['/a/b'])
  t.strictSame(pathReadings('/%41/B', true), ['/%41/b', '/a/b'])
  t.strictSame(pathReadings('/%C3%89', true), ['/é'])
  t.strictSame(pathReadings('/A/B/', true), ['/a/b/', '/a/b'])
  t.strictSame(pathReadings('/A/B', false), ['/A/B'])
  t.end()
})

t.test('a path that servers take for different ones is ambiguous, an honest link is not', (t) => {
  const ambiguous = [
    '/a/../b',
    '/a/..',
    '/./a',
    '/.',
    '//a',
    '/a//',
    '/a\\b',
    '/a;x=y',
    '/a;jsessionid=0',
    '/a%2fb',
    '/a%5Cb',
    '/%2e%2e/a',
    '/a%3Bb',
    '/a%3Fb',
    '/a%23',
    '/%61',
    '/%5A',
    '/%30',
    '/%7Ea',
    '/%5f',
    '/%2d',
    '/a%09b',
    '/a%252fb',
    '/a%25%32f',
    '/a%u002f',
    '/a%c0%af',
    '/a%e0%80%af',
    '/a%F0%80%80%AF',
  ]
  for (const path of ambiguous) t.equal(isAmbiguousPath(path), true, path)
  const honest = [
    '/',
    '/a/',
    '/a.b/..c/.d',
    '/a%20b',
    '/caf%C3%A9',
    '/Ã©',
    '/%E9',
    '/a%40b%3Ac%2C',
    '/%28a%29%5B1%5D%7B2%7D',
    '/100%',
    '/100%25',
    '/%ZZ',
    '/@a',
    '/a..b',
    '/...',
    '/%E2%82%AC',
    '/%F0%9F%8F%9B',
  ]
  for (const path of honest) t.equal(isAmbiguousPath(path), false, path)
  t.end()
})

t.test('NUL is found as sent, and not where it was escaped once more', (t) => {
  for (const path of ['/a%00', '/a\0b', '/%00.png']) t.equal(holdsNul(path), true, path)
  for (const path of ['/a%2500', '/a%0', '/a/00']) t.equal(holdsNul(path), false, path)
  t.end()
})

const PIECES = (
  '/ / / a admin .. . %2e %2F %5c \\ ;x=y ; %61 %C3%A9 ' +
  '%3f %23 %252e %252F %25 %2525 %c0%af %E0%80%AE %u002e %09 %20 %2500'
).split(' ')

/** CI tries more: what a server makes of a path costs more than its readings. */
const PATHS = Number(process.env['PAART_PATH_TARGETS'] ?? 10_000)
const SEED = Number(process.env['PAART_HOSTILE_SEED'] ?? 20_261_122)

t.test('whatever a server makes of a random path is among its readings', (t) => {
  const generator = randomFrom(SEED)
  const random = (below: number): number => wholeBelow(generator, below)
  const missing: string[] = []
  let anyPath = 0
  for (let round = 0; round < PATHS; round++) {
    let path = '/'
    for (let i = random(7); i >= 0; i--) path += PIECES[random(PIECES.length)]
    const readings = pathReadings(path, false)
    if (readings === null) anyPath += 1
    const known = new Set(readings)
    const inAnyCase = new Set(pathReadings(path, true))
    for (const [server, read] of Object.entries(SERVERS)) {
      const page = spelled(read(path))
      const isKnown = known.has(page) && inAnyCase.has(page.toLowerCase())
      if (readings !== null && !isKnown) missing.push(`${path} by ${server}: ${page}`)
    }
  }
  t.strictSame(missing.slice(0, 10), [])
  t.comment(`${PATHS} paths, ${anyPath} with more readings than are judged`)
  t.ok(anyPath < PATHS / 10, `most are read: ${anyPath} of ${PATHS} are not`)
  t.end()
})

/** Bytes, a character each, in the spelling of readings. */
function spelled(page: string): string {
  return spellPath(page.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`))
}
