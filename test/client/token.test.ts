import { createHmac } from 'node:crypto'
import t from 'tap'
import {
  FIREFOX,
  NEW,
  NOW,
  OLD,
  OLD_RING,
  issue,
  openDesk,
  refused,
  ringOf,
  showing,
} from '../support/desk.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

/** A token of any header and payload under the right key. */
function signed(header: unknown, payload: string, ring = OLD_RING): string {
  const text = typeof header === 'string' ? header : JSON.stringify(header)
  const input = [text, payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
  const mac = createHmac('sha256', ring.signing.pass).update(input).digest('base64url')
  return `${input}.${mac}`
}

t.test('a token with one bit flipped anywhere is refused', async (t) => {
  const { desk } = openDesk()
  const token = await issue(desk)
  const bytes = Buffer.from(token, 'latin1')
  let tried = 0
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at)
      const answer = await desk.present([flipped.toString('latin1')], showing())
      if (answer.kind !== 'refused') t.fail(`bit ${bit} of character ${at}`)
      tried++
    }
  }
  t.equal(tried, token.length * 8)
  t.ok(tried > 2000)
})

t.test('a token spelled in another way is refused before it is verified', async (t) => {
  const { desk } = openDesk()
  const token = await issue(desk)
  const [header = '', payload = '', mac = ''] = token.split('.')
  const short = `${header}.${payload}`
  const cases: { name: string; token: string }[] = [
    { name: 'empty', token: '' },
    { name: 'padding', token: `${token}=` },
    { name: 'a blank after it', token: `${token} ` },
    { name: 'a blank before it', token: ` ${token}` },
    { name: 'a blank within', token: `${short}. ${mac}` },
    { name: 'a newline', token: `${token}\n` },
    { name: 'a dot', token: `${token}.` },
    { name: 'two segments', token: short },
    { name: 'no MAC', token: `${short}.` },
    { name: 'four segments', token: `${token}.${mac}` },
    { name: 'an impossible length', token: `${token}AA` },
    { name: 'the alphabet of plain base64', token: `${short}.+/${mac.slice(2)}` },
    { name: 'a letter outside of ASCII', token: `${short}.é${mac.slice(1)}` },
    { name: 'longer than any pass', token: `${header}.${'A'.repeat(2048)}.${mac}` },
  ]
  for (const { name, token } of cases) {
    // Given at once, so nothing was verified.
    t.same(desk.present([token], showing()), refused('malformed'), name)
  }
})

t.test('spare bits of the last character must be zero', async (t) => {
  const { desk } = openDesk()
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const waysOf = (rest: string): number =>
    alphabet.split('').filter((last) => {
      const answer = desk.present([`AAAA.AAAA.${rest}${last}`], showing())
      return answer instanceof Promise
    }).length
  t.equal(waysOf('A'), 4, 'one byte is spelled with 2 characters')
  t.equal(waysOf('AA'), 16, 'two bytes with 3')
  t.equal(waysOf('AAA'), 64, 'three with 4')
  t.equal(waysOf('AAAA'), 0, '5 characters are no bytes')
})

t.test('only the header this gate writes is accepted, whatever its MAC', async (t) => {
  const { desk } = openDesk()
  const token = await issue(desk)
  const [header = '', payload = '', mac = ''] = token.split('.')
  const claims = Buffer.from(payload, 'base64url').toString()
  const own = { alg: 'HS256', kid: OLD.id }
  t.equal((await desk.present([signed(own, claims)], showing())).kind, 'held', 'the right one')
  const cases: { name: string; token: string; want: string }[] = [
    { name: 'alg none', token: signed({ alg: 'none', kid: OLD.id }, claims), want: 'unknown-key' },
    { name: 'HS512', token: signed({ ...own, alg: 'HS512' }, claims), want: 'unknown-key' },
    ...['None', 'nOnE', 'RS256', 'ES256', 'PS256', 'HS384', 'hs256', 'HS256 ', ''].map((alg) => ({
      name: `alg ${alg}`,
      token: signed({ ...own, alg }, claims),
      want: 'unknown-key',
    })),
    ...[
      { crit: ['exp'] },
      { b64: false },
      { jku: 'http://a/' },
      { typ: 'JWT' },
      { zip: 'DEF' },
    ].map((more) => ({
      name: JSON.stringify(more),
      token: signed({ ...own, ...more }, claims),
      want: 'unknown-key',
    })),
    {
      name: 'a path for a kid',
      token: signed({ ...own, kid: '../k' }, claims),
      want: 'unknown-key',
    },
    {
      name: 'two algorithms',
      token: signed(`{"alg":"none","alg":"HS256","kid":"${OLD.id}"}`, claims),
      want: 'unknown-key',
    },
    { name: 'no kid', token: signed({ alg: 'HS256' }, claims), want: 'unknown-key' },
    { name: 'another kid', token: signed({ ...own, kid: NEW.id }, claims), want: 'unknown-key' },
    {
      name: 'another order',
      token: signed({ kid: OLD.id, alg: 'HS256' }, claims),
      want: 'unknown-key',
    },
    {
      name: 'a key brought along',
      token: signed({ ...own, jwk: {} }, claims),
      want: 'unknown-key',
    },
    { name: 'a blank', token: signed(`${JSON.stringify(own)} `, claims), want: 'unknown-key' },
    { name: 'segments reordered', token: `${payload}.${header}.${mac}`, want: 'unknown-key' },
    { name: 'the MAC in the middle', token: `${header}.${mac}.${payload}`, want: 'signature' },
    { name: 'the payload of another', token: `${header}.${payload}.${payload}`, want: 'signature' },
    {
      name: 'the MAC of another key',
      token: signed(own, claims, ringOf(NEW.id, [NEW])),
      want: 'signature',
    },
  ]
  for (const { name, token, want } of cases) {
    t.same(await desk.present([token], showing()), refused(want), name)
  }
})

t.test('no change of one character leaves a pass a pass', async (t) => {
  const { desk } = openDesk()
  const token = await issue(desk)
  const random = randomFrom(23)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='
  const accepted: string[] = []
  for (let i = 0; i < 5_000; i++) {
    const at = wholeBelow(random, token.length)
    const put = alphabet[wholeBelow(random, alphabet.length)] ?? ''
    const end = at + wholeBelow(random, 3)
    const changed = token.slice(0, at) + put + token.slice(end)
    if (changed === token) continue
    if ((await desk.present([changed], showing())).kind === 'held') accepted.push(changed)
  }
  t.strictSame(accepted, [])
})

t.test('a signed payload that is not a pass is none', async (t) => {
  const { desk } = openDesk()
  const header = { alg: 'HS256', kid: OLD.id }
  const tags = desk.tagsOf(FIREFOX)
  const claims = {
    jti: 'id',
    sites: ['portal'],
    clr: 'worked',
    prf: NOW,
    iat: NOW,
    exp: NOW + 60,
    fam: tags.familyTag,
    plt: tags.platformTag,
    ins: 'gate-1',
  }
  const present = (payload: unknown) =>
    desk.present([signed(header, JSON.stringify(payload))], showing())
  t.equal((await present(claims)).kind, 'held', 'the whole')
  const cases: unknown[] = [
    null,
    1,
    'text',
    [],
    {},
    { ...claims, jti: 1 },
    { ...claims, sites: 'portal' },
    { ...claims, sites: ['portal', 1] },
    { ...claims, clr: 'king' },
    { ...claims, prf: '1' },
    { ...claims, iat: null },
    { ...claims, exp: 1e300 },
    { ...claims, exp: NOW + 0.5 },
    { ...claims, fam: undefined },
    { ...claims, plt: true },
    { ...claims, ins: undefined },
  ]
  for (const payload of cases) {
    t.same(await present(payload), refused('malformed'), JSON.stringify(payload))
  }
  t.same(await desk.present([signed(header, '{')], showing()), refused('malformed'), 'no JSON')
})
