import t from 'tap'
import {
  LANGUAGE_SECONDS,
  languageCookie,
  languageCookieName,
  passCookie,
  passCookieName,
  readCookies,
  withoutOwnCookies,
} from '../../../src/client/index.ts'

t.test('the scheme and the domain decide the name of the pass', async (t) => {
  t.equal(passCookieName('https', null), '__Host-paart')
  t.equal(passCookieName('https', 'example.lu'), '__Secure-paart')
  t.equal(passCookieName('http', null), 'paart')
  t.equal(passCookieName('http', 'example.lu'), 'paart')
  t.equal(languageCookieName('https'), '__Host-paart-language')
  t.equal(languageCookieName('http'), 'paart-language')
})

t.test('the values of one name are read, three at most', async (t) => {
  const cases: { header: string | undefined; name?: string; want: string[] }[] = [
    { header: undefined, want: [] },
    { header: '', want: [] },
    { header: 'paart=a', want: ['a'] },
    { header: 'x=1; paart=a; y=2', want: ['a'] },
    { header: 'x=1;paart=a;y=2', want: ['a'] },
    { header: ' paart = a ', want: ['a'] },
    { header: 'paart=', want: [''] },
    { header: 'paart=a=b==', want: ['a=b=='] },
    { header: 'paart', want: [] },
    { header: '=paart', want: [] },
    { header: 'mypaart=a; paart2=b; Paart=c; x=paart', want: [] },
    { header: '__Host-paart=a; paart=b', want: ['b'] },
    { header: '__Host-paart=a; paart=b', name: '__Host-paart', want: ['a'] },
    { header: 'paart=a; paart=b; x=1; paart=c; paart=d', want: ['a', 'b', 'c'] },
  ]
  for (const { header, name = 'paart', want } of cases) {
    t.same(readCookies(header, name), want, `${name} in ${JSON.stringify(header)}`)
  }
})

t.test('the backend gets every cookie but the own ones, byte for byte', async (t) => {
  const cases: { header: string; want: string | null }[] = [
    { header: 'JSESSIONID=1', want: 'JSESSIONID=1' },
    { header: 'a="x y";  b ; =c;;d', want: 'a="x y";  b ; =c;;d' },
    { header: 'paart=a', want: null },
    { header: 'paart', want: null },
    { header: 'paart=a;', want: null },
    { header: ' paart=a ;   ', want: null },
    { header: 'paart=a; x=1', want: 'x=1' },
    { header: 'x=1; paart=a', want: 'x=1' },
    { header: 'x=1; paart=a; y=2', want: 'x=1; y=2' },
    { header: 'x=1;paart=a;y=2', want: 'x=1;y=2' },
    { header: '__Host-paart=a; __Secure-paart=b; paart=c; x="; "', want: 'x="; "' },
    { header: '__Host-paart-language=fr; paart-language=de', want: null },
    { header: '__Host-paart-ask=x; paart-ask=y; paart-asks=z', want: 'paart-asks=z' },
    { header: 'mypaart=1;  paart2=b; PAART=c', want: 'mypaart=1;  paart2=b; PAART=c' },
    { header: 'x=paart; y=2', want: 'x=paart; y=2' },
  ]
  for (const { header, want } of cases) t.equal(withoutOwnCookies(header), want, header)
})

t.test('cookies are handed out with every attribute that protects them', async (t) => {
  const token = 'a.b.c'
  const maxAgeSeconds = 86_400
  t.equal(
    passCookie({ token, scheme: 'https', domain: null, maxAgeSeconds }),
    '__Host-paart=a.b.c; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax; Secure',
  )
  t.equal(
    passCookie({ token, scheme: 'https', domain: 'example.lu', maxAgeSeconds }),
    '__Secure-paart=a.b.c; Max-Age=86400; Domain=example.lu; Path=/; HttpOnly; SameSite=Lax; Secure',
  )
  t.equal(
    passCookie({ token, scheme: 'http', domain: null, maxAgeSeconds }),
    'paart=a.b.c; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax',
  )
  t.equal(LANGUAGE_SECONDS, 31_536_000)
  t.equal(
    languageCookie('fr', 'https'),
    '__Host-paart-language=fr; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax; Secure',
  )
  t.equal(
    languageCookie('fr', 'http'),
    'paart-language=fr; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax',
  )
})

t.test('a long header costs no more than its length', (t) => {
  // Its square would be minutes: this ends at once, or the test runner ends it.
  const pairs = 'p;'.repeat(2_000_000)
  t.equal(withoutOwnCookies(`${pairs}paart`), pairs.slice(0, -1))
  t.equal(withoutOwnCookies('paart;'.repeat(500_000)), null)
  t.strictSame(readCookies(`${pairs}paart=a`, 'paart'), ['a'])
  t.end()
})
