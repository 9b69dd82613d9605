import t from 'tap'
import {
  keptCookie,
  keptCookieName,
  mayBeSentTo,
  readKeptCookies,
} from '../../../src/client/index.ts'

const FORM = { id: 'AbcdEFGH01234567', half: 'abcdefghij-_0123456789' }

t.test('the name of a cookie tells whoever has its half where the form was sent', async (t) => {
  const how = { scheme: 'https', isForeign: false, target: '/a?b=\u00e9' } as const
  const name = keptCookieName(FORM, how)
  t.match(name, /^__Host-paart-kept-AbcdEFGH-[0-9a-f]{6}$/)
  const set = keptCookie({ name, ...FORM }, { scheme: 'https', maxAgeSeconds: 60 })
  const [cookie, ...more] = readKeptCookies(set.split(';', 1)[0], 'https')
  t.strictSame(cookie, { name, ...FORM })
  t.strictSame(more, [])
  t.ok(mayBeSentTo({ name, ...FORM }, '/a?b=\u00e9'))
  t.notOk(mayBeSentTo({ name, ...FORM }, '/a'))
  t.notOk(mayBeSentTo({ ...FORM, name, half: 'bbcdefghij-_0123456789' }, '/a?b=\u00e9'))
})

t.test('of those of other sites, and of before, it does not', async (t) => {
  const how = { scheme: 'http', isForeign: true, target: '/a' } as const
  const name = keptCookieName(FORM, how)
  t.match(name, /^paart-kept-foreign-[01]$/)
  t.notOk(mayBeSentTo({ name, ...FORM }, '/a'))
  t.notOk(mayBeSentTo({ name: 'paart-kept-AbcdEFGH', ...FORM }, '/a'))
})
