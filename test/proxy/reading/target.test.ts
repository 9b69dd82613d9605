import t from 'tap'
import { plainHost } from '../../../src/client/index.ts'
import { readHost } from '../../../src/proxy/reading/host.ts'
import { type Target, readTarget } from '../../../src/proxy/reading/target.ts'

function understood(target: ReturnType<typeof readTarget>): Target {
  if (typeof target === 'string') throw new Error(target)
  return target
}

t.test('a target is understood in origin and absolute form, byte for byte', (t) => {
  const cases = [
    { name: 'a path', target: '/a', want: ['/a', '/a'] },
    { name: 'a query stays', target: '/a?b=c%20d', want: ['/a?b=c%20d', '/a'] },
    { name: 'an empty query stays', target: '/a?', want: ['/a?', '/a'] },
    { name: 'a second question mark is the query’s', target: '/?a?b', want: ['/?a?b', '/'] },
    { name: 'empty segments stay', target: '//a//b', want: ['//a//b', '//a//b'] },
    { name: 'dot segments stay', target: '/a/../b', want: ['/a/../b', '/a/../b'] },
    { name: 'a backslash stays', target: '/\\', want: ['/\\', '/\\'] },
    { name: 'a parameter stays', target: '/a;s=1?q', want: ['/a;s=1?q', '/a;s=1'] },
    {
      name: 'an address in a query',
      target: '/go?to=http://x/',
      want: ['/go?to=http://x/', '/go'],
    },
    { name: 'absolute form', target: 'http://a.lu/b?c', want: ['/b?c', '/b'] },
    { name: 'absolute form, another case', target: 'HTTP://A.LU/B', want: ['/B', '/B'] },
    { name: 'absolute form over https', target: 'https://a.lu/b', want: ['/b', '/b'] },
    { name: 'absolute form without a path', target: 'http://a.lu', want: ['/', '/'] },
    { name: 'absolute form with a query alone', target: 'http://a.lu?b', want: ['/?b', '/'] },
  ]
  for (const { name, target, want } of cases) {
    const { forwarded, path } = understood(readTarget(target, 'a.lu'))
    t.strictSame([forwarded, path], want, name)
  }
  t.end()
})

t.test(
  'an authority equals the Host field whatever port they name that the scheme has anyway',
  (t) => {
    const spellings = {
      http: ['a.lu', 'a.lu:', 'a.lu:80', 'A.LU:80'],
      https: ['a.lu', 'a.lu:', 'a.lu:443', 'A.lu:443'],
    }
    for (const [scheme, authorities] of Object.entries(spellings)) {
      for (const authority of authorities) {
        for (const host of authorities) {
          const target = `${scheme}://${authority}/b?c`
          const { forwarded } = understood(readTarget(target, host))
          t.equal(forwarded, '/b?c', `${target} beside ${host}`)
        }
      }
    }
    t.equal(understood(readTarget('http://[::1]:80/', '[::1]')).forwarded, '/')
    t.equal(readTarget('http://a.lu:80/', 'a.lu:443'), 'bad-target')
    t.end()
  },
)

t.test('a host is told in the spelling that its equals share', (t) => {
  for (const field of ['a.lu', 'a.lu:', 'a.lu:80']) t.equal(plainHost(field, 'http'), 'a.lu')
  for (const field of ['a.lu', 'a.lu:', 'a.lu:443']) t.equal(plainHost(field, 'https'), 'a.lu')
  for (const field of ['a.lu:443', 'a.lu:8080', 'a80', '[::80]']) {
    t.equal(plainHost(field, 'http'), field)
  }
  t.equal(plainHost('[::1]:', 'http'), '[::1]')
  t.end()
})

t.test('a path that is longer than any is told so', (t) => {
  t.equal(understood(readTarget(`/${'a'.repeat(8_191)}`, 'a.lu')).path.length, 8_192)
  t.equal(readTarget(`/${'a'.repeat(8_192)}`, 'a.lu'), 'long-target')
  t.equal(understood(readTarget(`/?${'a'.repeat(60_000)}`, 'a.lu')).path, '/', 'but for its query')
  t.end()
})

t.test('what is no path of the host that is asked is refused and never throws', (t) => {
  const targets = [
    '',
    '*',
    'a',
    'a/b',
    '?a',
    '/a#b',
    '/a?b#c',
    'http://',
    'http://[',
    'http:///a',
    'http://b.lu/a',
    'http://a.lu:99999/',
    'http://a.lu:8080/',
    'http://a.lu:443/',
    'https://a.lu:80/',
    'http://:80/',
    'http://a.lu::/',
    'http://x@a.lu/',
    'http://a.lu\\/b',
    'http://a.lu#/b',
    'ftp://a.lu/b',
    'a.lu:443',
    '__proto__',
  ]
  for (const target of targets) t.equal(readTarget(target, 'a.lu'), 'bad-target', target)
  t.equal(readTarget('http://a.lu/', undefined), 'bad-target', 'absolute form without a Host')
  t.end()
})

t.test('a host is a key for sites, or nothing', (t) => {
  const cases = [
    { host: 'a.lu', want: 'a.lu' },
    { host: 'A.Lu', want: 'a.lu' },
    { host: 'a.lu:8080', want: 'a.lu' },
    { host: 'a.lu.', want: 'a.lu' },
    { host: 'a.lu.:80', want: 'a.lu' },
    { host: 'under_score.lu', want: 'under_score.lu' },
    { host: 'localhost', want: 'localhost' },
    { host: '127.0.0.1:1', want: '127.0.0.1' },
    { host: '[2001:DB8::1]', want: '[2001:db8::1]' },
    { host: '[::ffff:1.2.3.4]:8443', want: '[::ffff:1.2.3.4]' },
    { host: '', want: null },
    { host: '.', want: null },
    { host: 'a..lu', want: null },
    { host: 'a.lu..', want: null },
    { host: '.a.lu', want: null },
    { host: 'a.lu:', want: 'a.lu' },
    { host: '[::1]:', want: '[::1]' },
    { host: 'a.lu::', want: null },
    { host: ':', want: null },
    { host: ':80', want: null },
    { host: 'a.lu:x', want: null },
    { host: 'a.lu:123456', want: null },
    { host: 'a.lu/b', want: null },
    { host: 'x@a.lu', want: null },
    { host: 'a.lu, b.lu', want: null },
    { host: 'a b', want: null },
    { host: '[::1', want: null },
    { host: 'é.lu', want: null },
    { host: `${'a'.repeat(258)}.lu`, want: 'a'.repeat(258) + '.lu' },
    { host: `${'a'.repeat(259)}.lu`, want: null },
  ]
  for (const { host, want } of cases) t.equal(readHost(host), want, host.slice(0, 40))
  t.end()
})
