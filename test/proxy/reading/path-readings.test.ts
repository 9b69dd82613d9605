import t from 'tap'
import { isAmbiguousPath, pathReadings } from '../../../src/proxy/reading/path-readings.ts'
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
    { path: '///host//a', want: ['///host//a', '/host/a', '//a', '/a'] },
    { path: '/\\host/a', want: ['/\\host/a', '//host/a', '/host/a', '/a'] },
    { path: '/a//b', want: ['/a//b', '/a/b'] },
    { path: '/a///../b', want: ['/a///../b', '/a/../b', '/a//b', '/b', '/a/b'] },
    { path: '/a/%2e%2e/b', want: ['/a/%2e%2e/b', '/a/../b', '/b'] },
    { path: '/a/.%2E/b', want: ['/a/.%2E/b', '/a/../b', '/b'] },
    { path: '/a%2fb', want: ['/a%2fb', '/a/b'] },
    { path: '/%61%2fb', want: ['/%61%2fb', '/a%2fb', '/a/b', '/%61/b'] },
    { path: '/a%5cb', want: ['/a%5cb', '/a\\b', '/a/b'] },
    { path: '/a\\b', want: ['/a\\b', '/a/b'] },
    { path: '/a\\..\\b', want: ['/a\\..\\b', '/a/../b', '/b'] },
    { path: '/a;x=y/b', want: ['/a;x=y/b', '/a/b'] },
    { path: '/a;jsessionid=0A.n1', want: ['/a;jsessionid=0A.n1', '/a'] },
    { path: '/a/..;x=y/b', want: ['/a/..;x=y/b', '/a/../b', '/b'] },
    { path: '/a%3bx/b', want: ['/a%3bx/b', '/a;x/b', '/a/b'] },
    { path: '/a;x\\b', want: ['/a;x\\b', '/a', '/a\\b', '/a;x/b', '/a/b'] },
    { path: '/a/', want: ['/a/', '/a'] },
    { path: '/a//', want: ['/a//', '/a/', '/a'] },
    { path: '/a/;x', want: ['/a/;x', '/a/', '/a'] },
    { path: '//', want: ['//', '/'] },
    { path: '/%61%62', want: ['/%61%62', '/ab'] },
    { path: '/%E9', want: ['/%E9', '/é'] },
    { path: '/%C3%A9', want: ['/%C3%A9', '/é'] },
    { path: '/\xc3\xa9', want: ['/\xc3\xa9', '/é'] },
    { path: '/\xe9', want: ['/\xe9'] },
    { path: '/%ZZ', want: ['/%ZZ'] },
    { path: '/100%', want: ['/100%'] },
    { path: '/a%23b', want: ['/a%23b', '/a#b', '/a'] },
    { path: '/a%3Fb', want: ['/a%3Fb', '/a?b', '/a'] },
    { path: '/a.php%3f/b', want: ['/a.php%3f/b', '/a.php?/b', '/a.php'] },
    { path: '/"a"', want: ['/"a"'] },
  ]
  for (const { path, want } of cases) {
    const got = pathReadings(path, false)
    t.equal(got?.[0], path, `${path} is the first`)
    t.strictSame(new Set(got), new Set(want), path)
  }
  t.end()
})

t.test('a path that no honest client sends and servers disagree on is refused', (t) => {
  const paths = [
    '/a%00b',
    '/a\0b',
    '/a#b',
    '/a/%252e%252e/b',
    '/a%252fb',
    '/a%255Cb',
    '/a%253bb',
    '/a%2500',
    '/a%25252e',
    '/a%%32e',
    '/a%2%65',
    '/a%u002f',
    '//host\\a/b',
    '/\\host\\a',
    '/a%2fb\\..\\c',
    '/a\\b%5c..%2Fc',
    '/a%C0%AF',
    '/a%c0%ae%c0%ae/b',
    '/a%C1%9C',
    '/a\xc0\xaf',
    '/a%C0\xaf',
    '/a%E0%80%AF',
    '/a%F0%80%80%AF',
  ]
  for (const path of paths) t.equal(pathReadings(path, false), null, JSON.stringify(path))
  t.end()
})

t.test('there are at most eight readings; a path with more is refused', (t) => {
  const manyWays = '/a;x/%2e%2e//b%2f;y/../%41'
  t.equal(pathReadings(manyWays, false), null)
  t.equal(pathReadings('/a//../b;x', false)?.length, 8)
  t.end()
})

t.test('where case does not count, every reading is in lower case', (t) => {
  t.strictSame(pathReadings('/A/B', true), ['/a/b'])
  t.strictSame(pathReadings('/%41/B', true), ['/%41/b', '/a/b'])
  t.strictSame(pathReadings('/%C3%89', true), ['/%c3%89', '/é'])
  t.strictSame(pathReadings('/\xc3\x89', true)?.at(-1), '/é', 'bytes are decoded first')
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
    '/%61',
    '/%5A',
    '/%30',
    '/%7Ea',
    '/%5f',
    '/%2d',
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
    '/%ZZ',
    '/@a',
    '/a..b',
    '/...',
  ]
  for (const path of honest) t.equal(isAmbiguousPath(path), false, path)
  t.end()
})

/** Removes dot segments; `..` at the root stays there. */
function resolve(path: string): string {
  const out: string[] = []
  const segments = path.split('/').slice(1)
  segments.forEach((segment, i) => {
    const isDot = segment === '.' || segment === '..'
    if (segment === '..') out.pop()
    if (!isDot) out.push(segment)
    else if (i === segments.length - 1) out.push('')
  })
  return '/' + out.join('/')
}

const toLatin1 = (path: string, keep: RegExp): string =>
  path.replace(/%[0-9a-f]{2}/gi, (escape) =>
    keep.test(escape) ? escape : String.fromCharCode(parseInt(escape.slice(1), 16)),
  )
const inUtf8 = (path: string): string => Buffer.from(path, 'latin1').toString('utf8')
const NOTHING = /^$/
const SLASHES = /%2f|%5c/i

/** What well-known servers make of a path, each in its own order. */
const SERVERS: Readonly<Record<string, (path: string) => string>> = {
  'like Tomcat': (path) =>
    resolve(inUtf8(toLatin1(path.replace(/;[^/]*/g, ''), NOTHING)).replace(/\/{2,}/g, '/')),
  'like Tomcat on Windows': (path) =>
    resolve(
      inUtf8(toLatin1(path.replace(/;[^/]*/g, ''), NOTHING))
        .replaceAll('\\', '/')
        .replace(/\/{2,}/g, '/'),
    ),
  'like nginx': (path) => resolve(inUtf8(toLatin1(path, NOTHING)).replace(/\/{2,}/g, '/')),
  'like nginx that keeps empty segments': (path) => resolve(inUtf8(toLatin1(path, NOTHING))),
  'like Apache that keeps encoded slashes': (path) =>
    resolve(inUtf8(toLatin1(path, SLASHES)).replace(/\/{2,}/g, '/')),
  'like an old Apache, dots first': (path) =>
    resolve(inUtf8(toLatin1(path, NOTHING))).replace(/\/{2,}/g, '/'),
  'like a file server that decodes nothing': (path) => resolve(path),
  'like JavaScript that reads a reference, then a file': (path) => {
    const host = /^[/\\]+([^/\\]*)/.exec(path)?.[1] ?? ''
    const isRead = !/^[/\\]{2}/.test(path) || URL.canParse(`http://${host}`)
    if (!isRead) return path
    const read = decodeURIComponent(new URL(path, 'http://a').pathname)
    return resolve(read.replaceAll('\\', '/').replace(/\/{2,}/g, '/'))
  },
  'like an old Apache before PHP': (path) =>
    resolve(
      inUtf8(toLatin1(path, NOTHING))
        .replace(/\/{2,}/g, '/')
        .replace(/[?#].*$/, ''),
    ),
  'like PHP that reads a reference, then a file': (path) =>
    resolve(path.replace(/^\/\/[^/]+(?=\/)/, '').replace(/\/{2,}/g, '/')),
  'like a framework that forgives a slash at the end': (path) =>
    resolve(inUtf8(toLatin1(path, NOTHING)).replace(/\/{2,}/g, '/')).replace(/(.)\/$/, '$1'),
}

t.test('whatever a server makes of a random path is among its readings, or it is refused', (t) => {
  const pieces = [
    '/',
    '/',
    'a',
    'admin',
    '..',
    '.',
    '%2e',
    '%2F',
    '%5c',
    '\\',
    ';x=y',
    ';',
    '%61',
    '%C3%A9',
    '%3f',
  ]
  const generator = randomFrom(20_261_122)
  const random = (below: number): number => wholeBelow(generator, below)
  const missing: string[] = []
  let kept = 0
  for (let round = 0; round < 20_000; round++) {
    let path = '/'
    for (let i = random(7); i >= 0; i--) path += pieces[random(pieces.length)]
    const readings = pathReadings(path, false)
    if (readings === null) continue
    kept += 1
    if (readings.length > 8) missing.push(`${path} has ${readings.length} readings`)
    for (const [server, read] of Object.entries(SERVERS)) {
      if (!readings.includes(read(path))) missing.push(`${path} ${server}: ${read(path)}`)
    }
  }
  t.strictSame(missing.slice(0, 10), [])
  t.ok(kept > 10_000, `most paths are served: ${kept}`)
  t.end()
})
