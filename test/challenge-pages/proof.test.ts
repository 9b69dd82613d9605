import { createHash, createHmac } from 'node:crypto'
import t from 'tap'
import {
  createAuditor,
  createUnit,
  decodeToken,
  encodeToken,
  isFresh,
  opensDoor,
  isWayBack,
  LIFETIME_SECONDS,
  openToken,
  PROOF_PARAMETERS,
  type ProofKey,
  NO_BUYER,
  sealToken,
  serialAt,
  solve,
  type Token,
  TOKEN_BYTES_MAX,
  TOKEN_TEXT_MAX,
  type TokenFields,
  WAY_BACK_BYTES_MAX,
} from '../../src/challenge-pages/proof/index.ts'
import { FIELDS } from './vectors.ts'

const KEY: ProofKey = {
  tag: 0xc0ffee01,
  token: new Uint8Array(32).fill(0x11),
  audit: new Uint8Array(32).fill(0x22),
}
const NOW = FIELDS.issuedAtSeconds

const unit = createUnit(PROOF_PARAMETERS)
const keyOf = (tag: number): ProofKey | undefined => (tag === KEY.tag ? KEY : undefined)

const open = (bytes: Uint8Array): Token | null => openToken(bytes, keyOf)
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Seals bytes anew after `change`, as only the gate could. */
function resealed(change: (bytes: Buffer) => void, fields: Partial<TokenFields> = {}): Uint8Array {
  const bytes = Buffer.from(sealToken({ ...FIELDS, ...fields }, KEY))
  change(bytes)
  const mac = createHmac('sha256', KEY.token).update(bytes.subarray(0, -16)).digest()
  mac.copy(bytes, bytes.length - 16, 0, 16)
  return bytes
}

t.test('an opened token says what was sealed', async (t) => {
  const cases: { name: string; fields: Partial<TokenFields>; want: Partial<Token> }[] = [
    { name: 'silent', fields: {}, want: { units: 2048, lifetimeSeconds: 120 } },
    { name: 'silent at risk 4', fields: { risk: 4 }, want: { units: 8192, lifetimeSeconds: 120 } },
    {
      name: 'silent at risk 16',
      fields: { risk: 16 },
      want: { units: 32_768, lifetimeSeconds: 120 },
    },
    {
      name: 'slow',
      fields: { kind: 'slow', clearance: 'waited' },
      want: { units: 0, lifetimeSeconds: 300 },
    },
    {
      name: 'both',
      fields: { kind: 'both', risk: 4 },
      want: { units: 8192, lifetimeSeconds: 300 },
    },
    {
      name: 'an order',
      fields: { risk: 2, order: { limitTag: '0123456789abcdef', buyerTag: 'fedcba98' } },
      want: { units: 4096 },
    },
    {
      name: 'an order, the dearest but one',
      fields: { kind: 'both', risk: 8, order: { limitTag: 'f'.repeat(16), buyerTag: NO_BUYER } },
      want: { units: 16_384 },
    },
    { name: 'way back', fields: { kind: 'way' }, want: { units: 0, lifetimeSeconds: 3600 } },
    {
      name: 'the greatest numbers',
      fields: {
        kind: 'way',
        clearance: 'waited',
        issuedAtSeconds: 2 ** 32 - 1,
        run: 2 ** 32 - 1,
        serial: 2 ** 32 - 1,
        familyTag: 65_535,
        platformTag: 65_535,
        stepsBack: 255,
        siteTag: 'f'.repeat(16),
        wayBack: `/${'\xff'.repeat(WAY_BACK_BYTES_MAX - 1)}`,
      },
      want: { keyTag: KEY.tag },
    },
  ]
  for (const { name, fields, want } of cases) {
    const token = open(sealToken({ ...FIELDS, ...fields }, KEY))
    t.match(token, { ...FIELDS, ...fields, ...want, keyTag: KEY.tag }, name)
  }
})

t.test('a token cannot be sealed with fields out of their range', async (t) => {
  const cases: { name: string; fields: Partial<TokenFields> }[] = [
    { name: 'silent earns worked', fields: { clearance: 'waited' } },
    { name: 'slow earns waited', fields: { kind: 'slow' } },
    { name: 'both earn worked', fields: { kind: 'both', clearance: 'waited' } },
    { name: 'another host', fields: { wayBack: '//evil.example' } },
    { name: 'a site tag that is none', fields: { siteTag: 'procedures' } },
    {
      name: 'an order of nothing',
      fields: { order: { limitTag: '', buyerTag: NO_BUYER } },
    },
    { name: 'a tag of 17 bits', fields: { familyTag: 65_536 } },
    { name: 'a negative serial', fields: { serial: -1 } },
    { name: 'too many steps', fields: { stepsBack: 256 } },
  ]
  for (const { name, fields } of cases) {
    t.throws(() => sealToken({ ...FIELDS, ...fields }, KEY), RangeError, name)
  }
})

t.test('every changed bit of a token is refused', async (t) => {
  const order = { limitTag: '0123456789abcdef', buyerTag: 'fedcba98' }
  const bytes = sealToken({ ...FIELDS, order }, KEY)
  const accepted: number[] = []
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    // Any key is at hand, so that a changed key tag meets the MAC as well.
    if (openToken(changed, () => KEY) !== null) accepted.push(bit)
  }
  t.same(accepted, [])
})

t.test('every other length of a token is refused', async (t) => {
  const bytes = sealToken(FIELDS, KEY)
  for (let length = 0; length < bytes.length; length++) {
    t.equal(open(bytes.subarray(0, length)), null, `cut to ${length}`)
  }
  t.equal(open(Uint8Array.from([...bytes, 0])), null, 'one byte more')
  const order = { limitTag: 'a'.repeat(16), buyerTag: 'b'.repeat(8) }
  const longest = { wayBack: `/${'a'.repeat(WAY_BACK_BYTES_MAX - 1)}`, order }
  const long = resealed(() => undefined, longest)
  t.equal(long.length, TOKEN_BYTES_MAX)
  t.ok(open(long), 'the longest')
  const grown = Buffer.concat([long.subarray(0, -16), Buffer.from('a'), Buffer.alloc(16)])
  grown.writeUInt16LE(WAY_BACK_BYTES_MAX + 1, 42)
  t.equal(open(grown), null, 'longer than the longest')
})

t.test('what is not in use is refused under a right MAC as well', async (t) => {
  const cases: { name: string; bytes: Uint8Array }[] = [
    { name: 'version', bytes: resealed((b) => b.writeUInt8(3, 0)) },
    { name: 'a version that has an order', bytes: resealed((b) => b.writeUInt8(2, 0)) },
    { name: 'kind 0', bytes: resealed((b) => b.writeUInt8(0, 1)) },
    { name: 'kind 4', bytes: resealed((b) => b.writeUInt8(4, 1)) },
    { name: 'a slow token that earns worked', bytes: resealed((b) => b.writeUInt8(2, 1)) },
    { name: 'algorithms', bytes: resealed((b) => b.writeUInt8(1, 2)) },
    { name: 'size', bytes: resealed((b) => b.writeUInt8(10, 3)) },
    { name: 'passes', bytes: resealed((b) => b.writeUInt8(1, 4)) },
    { name: 'audits', bytes: resealed((b) => b.writeUInt8(0, 5)) },
    { name: 'units', bytes: resealed((b) => b.writeUInt16LE(1, 6)) },
    { name: 'units of another risk', bytes: resealed((b) => b.writeUInt16LE(8192, 6)) },
    { name: 'risk', bytes: resealed((b) => b.writeUInt8(2, 8)) },
    { name: 'clearance 0', bytes: resealed((b) => b.writeUInt8(0, 9)) },
    { name: 'clearance 3', bytes: resealed((b) => b.writeUInt8(3, 9)) },
    { name: 'lifetime', bytes: resealed((b) => b.writeUInt16LE(3600, 10)) },
    { name: 'iterations', bytes: resealed((b) => b.writeUInt8(17, 41)) },
    { name: 'way back to another host', bytes: resealed((b) => b.write('//', 44)) },
  ]
  t.ok(open(resealed(() => undefined)), 'unchanged')
  for (const { name, bytes } of cases) t.equal(open(bytes), null, name)
})

t.test('a token of an unknown key is refused', async (t) => {
  t.equal(
    openToken(sealToken(FIELDS, KEY), () => undefined),
    null,
  )
  const otherKey = { ...KEY, token: new Uint8Array(32) }
  t.equal(
    openToken(sealToken(FIELDS, KEY), () => otherKey),
    null,
  )
})

t.test('a token is fresh for its lifetime, with two seconds of skew', async (t) => {
  const cases: { kind: TokenFields['kind']; clearance: TokenFields['clearance'] }[] = [
    { kind: 'silent', clearance: 'worked' },
    { kind: 'slow', clearance: 'waited' },
    { kind: 'way', clearance: 'worked' },
    { kind: 'both', clearance: 'worked' },
  ]
  for (const { kind, clearance } of cases) {
    const token = open(sealToken({ ...FIELDS, kind, clearance }, KEY))
    const last = LIFETIME_SECONDS[kind] + 2
    const freshAt = [-3, -2, 0, last, last + 1].map((age) => token && isFresh(token, NOW + age))
    t.same(freshAt, [false, true, true, true, false], kind)
  }
})

t.test('a token for both doors is one for each, with a place and a time of its own', async (t) => {
  const doors = ['silent', 'slow'] as const
  const cases = [
    { kind: 'silent', clearance: 'worked', opens: [true, false], serials: [9, 9] },
    { kind: 'slow', clearance: 'waited', opens: [false, true], serials: [9, 9] },
    { kind: 'way', clearance: 'worked', opens: [false, false], serials: [9, 9] },
    { kind: 'both', clearance: 'worked', opens: [true, true], serials: [9, 10] },
  ] as const
  for (const { kind, clearance, opens, serials } of cases) {
    const token = open(sealToken({ ...FIELDS, kind, clearance, serial: 9 }, KEY))
    if (token === null) throw new Error('the token does not open')
    t.strictSame(
      doors.map((door) => opensDoor(token, door)),
      opens,
      kind,
    )
    t.strictSame(
      doors.map((door) => serialAt(token, door)),
      serials,
      kind,
    )
  }
  const last = open(sealToken({ ...FIELDS, kind: 'both', serial: 0xffff_ffff }, KEY))
  t.equal(last && serialAt(last, 'slow'), 0, 'after the greatest number comes 0')
  t.strictSame(
    [122, 123, 302, 303].map((age) => doors.map((door) => last && isFresh(last, NOW + age, door))),
    [
      [true, true],
      [false, true],
      [false, true],
      [false, false],
    ],
  )
})

t.test('a way back is a path on the same host', async (t) => {
  const cases: [text: string, want: boolean][] = [
    ['/', true],
    ['/a/b?c=d', true],
    ['/a//b', true],
    ['/\xe9', true],
    [`/${'a'.repeat(WAY_BACK_BYTES_MAX - 1)}`, true],
    [`/${'a'.repeat(WAY_BACK_BYTES_MAX)}`, false],
    ['', false],
    ['a', false],
    ['//a', false],
    ['/\\a', false],
    ['\\a', false],
    ['\\/a', false],
    ['https://a/', false],
    ['/a\r\nb', false],
    ['/\t/a', false],
    ['/a\n', false],
    ['/a\x7f', false],
    ['/\u0100', false],
  ]
  for (const [text, want] of cases)
    t.equal(isWayBack(text), want, JSON.stringify(text.slice(0, 20)))
})

t.test('a token has one spelling', async (t) => {
  const bytes = sealToken(FIELDS, KEY)
  const text = encodeToken(bytes)
  t.same(decodeToken(text), Buffer.from(bytes))
  const last = text.at(-1) ?? ''
  const cases: { name: string; text: string }[] = [
    { name: 'padding', text: `${text}=` },
    { name: 'a blank', text: `${text} ` },
    { name: 'a blank inside', text: `${text.slice(0, 9)} ${text.slice(9)}` },
    { name: 'the other alphabet', text: '_-_-'.replaceAll('_', '/').replaceAll('-', '+') },
    { name: 'one character too many', text: `${text.slice(0, 4)}A` },
    { name: 'bits that stand for nothing', text: 'AB' },
    { name: 'too long', text: 'A'.repeat(TOKEN_TEXT_MAX + 1) },
  ]
  for (const { name, text } of cases) t.equal(decodeToken(text), null, name)
  t.ok(/^[\w-]$/.test(last))
  const longest = encodeToken(new Uint8Array(TOKEN_BYTES_MAX))
  t.equal(longest.length, TOKEN_TEXT_MAX)
  t.equal(decodeToken(longest)?.length, TOKEN_BYTES_MAX)
})

t.test('all the work passes, less or other work does not', async (t) => {
  const auditor = createAuditor({ unit })
  const bytes = sealToken(FIELDS, KEY)
  const token = open(bytes)
  if (token === null) throw new Error('the token does not open')
  const tags = solve(bytes, { unit })
  t.equal(tags.length, 4096)
  t.ok(auditor.verify(bytes, token, tags, KEY))
  const other = sealToken({ ...FIELDS, serial: 5 }, KEY)
  const otherToken = open(other) ?? token
  const cases: { name: string; pass: boolean }[] = [
    {
      name: 'all wrong',
      pass: auditor.verify(
        bytes,
        token,
        tags.map((tag) => tag ^ 0x55),
        KEY,
      ),
    },
    { name: 'one byte short', pass: auditor.verify(bytes, token, tags.subarray(1), KEY) },
    { name: 'no tags', pass: auditor.verify(bytes, token, new Uint8Array(0), KEY) },
    { name: 'twice', pass: auditor.verify(bytes, token, Buffer.concat([tags, tags]), KEY) },
    { name: 'of another token', pass: auditor.verify(other, otherToken, tags, KEY) },
  ]
  for (const { name, pass } of cases) t.notOk(pass, name)

  const slow = sealToken({ ...FIELDS, kind: 'slow', clearance: 'waited' }, KEY)
  const slowToken = open(slow) ?? token
  t.equal(solve(slow, { unit }).length, 0, 'a slow token asks for no work')
  t.notOk(auditor.verify(slow, slowToken, new Uint8Array(0), KEY), 'and proves none')

  // With another audit key the same token has other audited places: a thousand tries at one price.
  const half = tags.map((tag, i) => (i < tags.length / 2 ? tag ^ 0x55 : tag))
  const tries = 1000
  let passed = 0
  for (let i = 0; i < tries; i++) {
    if (auditor.verify(bytes, token, half, { ...KEY, audit: sha256(`audit ${i}`) })) passed++
  }
  const sigma = Math.sqrt(tries * 0.25 * 0.75)
  t.ok(Math.abs(passed - tries / 4) < 3 * sigma, `half the work passes in ${passed} of ${tries}`)
})

t.test('an auditor and a solver make their own unit where none is given', async (t) => {
  const bytes = sealToken({ ...FIELDS, kind: 'slow', clearance: 'waited' }, KEY)
  t.same(solve(bytes), new Uint8Array(0))
  const token = open(sealToken(FIELDS, KEY))
  t.notOk(token && createAuditor().verify(bytes, token, new Uint8Array(4096), KEY))
})
