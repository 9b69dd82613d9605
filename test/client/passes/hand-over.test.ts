import t from 'tap'
import {
  type Asking,
  type HandedPass,
  askCookie,
  keyRing,
  newAskValue,
  newKeyFile,
  openAsking,
  openHanded,
  readAskCookie,
  sealAsking,
  sealHanded,
  withNextKey,
} from '../../../src/client/index.ts'

const NOW = 1_800_000_000

const asking: Asking = {
  issuedAtSeconds: NOW,
  run: 0xffff_ffff,
  serial: 7,
  familyTag: 1,
  platformTag: 0xffff,
  site: 'b',
  scheme: 'https',
  host: 'b.example.org',
  asked: 'a',
  browser: 'x'.repeat(43),
  wayBack: '/caf\u00e9?a=1',
}

const handed: HandedPass = {
  handedAtSeconds: NOW + 1,
  id: 'AbcdEFGH0123',
  clearance: 'worked',
  provedAtSeconds: NOW - 5,
  expiresAtSeconds: NOW + 3600,
}

const file = newKeyFile(NOW)
const ring = keyRing(file)
const keyOf = (tag: number) => ring.byTag.get(tag)

t.test('a question and its answer are read by whoever has the keys', async (t) => {
  const text = sealAsking(asking, ring.signing)
  t.match(text, /^[\w-]+$/)
  t.notMatch(Buffer.from(text, 'base64url').toString('latin1'), 'example')
  t.same(openAsking(text, keyOf), { asking, key: ring.signing })
  t.same(openHanded(sealHanded(handed, text, ring.signing), text, keyOf), handed)
  t.not(sealAsking(asking, ring.signing), text, 'no two are alike')
})

t.test(
  'what is one is not taken for the other, nor for an answer to another question',
  async (t) => {
    const text = sealAsking(asking, ring.signing)
    const other = sealAsking(asking, ring.signing)
    const answer = sealHanded(handed, text, ring.signing)
    t.equal(openAsking(answer, keyOf), null)
    t.equal(openHanded(text, text, keyOf), null)
    t.equal(openHanded(answer, other, keyOf), null)
    t.equal(openHanded(answer, '', keyOf), null)
  },
)

t.test('a key that only verifies still opens, one that is gone does not', async (t) => {
  const text = sealAsking(asking, ring.signing)
  const later = keyRing(withNextKey(file, NOW) ?? file)
  t.ok(openAsking(text, (tag) => later.byTag.get(tag)))
  const stranger = keyRing(newKeyFile(NOW))
  t.equal(
    openAsking(text, (tag) => stranger.byTag.get(tag)),
    null,
  )
  t.equal(
    openAsking(text, () => stranger.signing),
    null,
    'nor another under its name',
  )
})

t.test('another spelling of the same bytes is none', async (t) => {
  const text = sealAsking(asking, ring.signing)
  for (const odd of [`${text}=`, ` ${text}`, `${text}\n`, text.replaceAll('-', '+'), '', 'AAAA']) {
    if (odd !== text) t.equal(openAsking(odd, keyOf), null, JSON.stringify(odd.slice(-4)))
  }
  t.equal(openAsking('A'.repeat(10_000), keyOf), null, 'one that is too long is not looked at')
})

t.test('what another version has sealed is refused by its shape', async (t) => {
  const odd: readonly object[] = [
    { ...asking, scheme: 'ftp' },
    { ...asking, host: 7 },
    { ...asking, serial: -1 },
    { ...asking, issuedAtSeconds: 1.5 },
    { ...asking, wayBack: undefined },
    [],
  ]
  for (const one of odd) t.equal(openAsking(sealAsking(one as Asking, ring.signing), keyOf), null)
  const passes: readonly object[] = [
    { ...handed, clearance: 'royal' },
    { ...handed, id: 7 },
    { ...handed, expiresAtSeconds: '1' },
  ]
  for (const one of passes) {
    t.equal(openHanded(sealHanded(one as HandedPass, 'x', ring.signing), 'x', keyOf), null)
  }
})

t.test('the cookie that stands for a browser for some minutes', async (t) => {
  const value = newAskValue()
  const cookie = askCookie(value, 'https')
  t.equal(cookie, `__Host-paart-ask=${value}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure`)
  t.equal(readAskCookie(`a=b; __Host-paart-ask=${value}`, 'https'), value)
  t.equal(readAskCookie(`paart-ask=${value}`, 'https'), null, 'of plain http none is taken for it')
  t.equal(readAskCookie(`paart-ask=${value}`, 'http'), value)
  t.equal(readAskCookie(`__Host-paart-ask=short`, 'https'), null)
  t.equal(readAskCookie(undefined, 'https'), null)
  t.not(newAskValue(), value)
})

t.test('the longest question there is can be read', (t) => {
  for (const char of ['"', '\\', '\u00ff']) {
    const longest = {
      ...asking,
      serial: 0xffff_ffff,
      familyTag: 0xffff,
      site: 'n'.repeat(64),
      host: `${'h'.repeat(253)}:65535`,
      asked: 'n'.repeat(64),
      wayBack: `/${char.repeat(2_047)}`,
    }
    t.strictSame(openAsking(sealAsking(longest, ring.signing), keyOf)?.asking, longest)
  }
  t.end()
})
