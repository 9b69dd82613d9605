import t from 'tap'
import {
  type GateKey,
  keyRing,
  lotSeedOf,
  newKeyFile,
  parseKeyFile,
} from '../../../src/client/index.ts'

const SECRET = Buffer.alloc(32, 7).toString('base64url')
const OTHER_SECRET = Buffer.alloc(32, 8).toString('base64url')
const KEY = { id: '0000abcd', secret: SECRET, createdAt: 1_800_000_000 }
const OTHER_KEY = { id: 'ffff0001', secret: OTHER_SECRET, createdAt: 1_800_000_001 }
const FILE = { version: 1, instance: 'gate', signing: KEY.id, keys: [KEY, OTHER_KEY] } as const

function secretsOf({ pass, token, audit, browser, log, code }: GateKey): string[] {
  return [pass, token, audit, browser, log, code].map((secret) =>
    Buffer.from(secret).toString('hex'),
  )
}

t.test('a new file can be read back and holds one key nobody can guess', async (t) => {
  const file = newKeyFile(1_800_000_000)
  t.same(parseKeyFile(JSON.stringify(file)), file)
  t.equal(file.keys.length, 1)
  t.equal(file.keys[0]?.id, file.signing)
  t.equal(file.keys[0]?.createdAt, 1_800_000_000)
  const other = newKeyFile(1_800_000_000)
  t.not(other.keys[0]?.secret, file.keys[0]?.secret)
  t.not(other.instance, file.instance)
})

t.test('what is wrong with a file is said without its secrets', async (t) => {
  const shape = 'it is not a key file of version 1'
  const manyKeys = Array.from({ length: 17 }, (_, i) => ({ ...KEY, id: `000000${10 + i}` }))
  const withKey = (key: unknown): object => ({ ...FILE, keys: [key] })
  const cases: { name: string; file: unknown; want: string }[] = [
    { name: 'null', file: null, want: shape },
    { name: 'a number', file: 1, want: shape },
    { name: 'a list', file: [], want: shape },
    { name: 'another version', file: { ...FILE, version: 2 }, want: shape },
    { name: 'no instance', file: { ...FILE, instance: undefined }, want: shape },
    { name: 'no signing key named', file: { ...FILE, signing: undefined }, want: shape },
    { name: 'a secret as signing key', file: { ...FILE, signing: SECRET }, want: shape },
    { name: 'keys are no list', file: { ...FILE, keys: { 0: KEY } }, want: shape },
    { name: 'a key is null', file: withKey(null), want: shape },
    { name: 'a key is a text', file: withKey(SECRET), want: shape },
    { name: 'an id is a number', file: withKey({ ...KEY, id: 1 }), want: shape },
    { name: 'an id is too long', file: withKey({ ...KEY, id: '0000abcd0' }), want: shape },
    { name: 'an id is in capitals', file: withKey({ ...KEY, id: '0000ABCD' }), want: shape },
    { name: 'no secret', file: withKey({ ...KEY, secret: undefined }), want: shape },
    { name: 'a short secret', file: withKey({ ...KEY, secret: SECRET.slice(4) }), want: shape },
    { name: 'a long secret', file: withKey({ ...KEY, secret: SECRET + SECRET }), want: shape },
    { name: 'a date as text', file: withKey({ ...KEY, createdAt: 'today' }), want: shape },
    { name: 'no keys', file: { ...FILE, keys: [] }, want: 'it names the signing key "0000abcd"' },
    {
      name: 'the signing key is missing',
      file: { ...FILE, keys: [OTHER_KEY] },
      want: 'it names the signing key "0000abcd" but does not hold it',
    },
    {
      name: 'one id twice',
      file: { ...FILE, keys: [KEY, KEY] },
      want: 'it holds two keys of one id',
    },
    { name: '17 keys', file: { ...FILE, keys: manyKeys }, want: 'it holds more than 16 keys' },
  ]
  for (const { name, file, want } of cases) {
    t.throws(() => parseKeyFile(JSON.stringify(file)), { message: new RegExp(want) }, name)
  }
  const most = parseKeyFile(
    JSON.stringify({ ...FILE, keys: manyKeys.slice(0, 16), signing: '00000010' }),
  )
  t.equal(most.keys.length, 16, 'as many as two gates may have made at once')
  const torn = `{"keys":[{"secret":"${SECRET}"`
  t.throws(() => parseKeyFile(torn), { message: 'it is not JSON' }, 'half a file')
  t.throws(() => parseKeyFile(''), { message: 'it is not JSON' }, 'an empty file')
})

t.test('every purpose and every key has a secret of its own', async (t) => {
  const ring = keyRing(parseKeyFile(JSON.stringify(FILE)))
  const keys = [...ring.byId.values()]
  const secrets = keys.flatMap(secretsOf)
  t.equal(secrets.length, 12)
  t.equal(new Set([...secrets, SECRET, OTHER_SECRET]).size, 14)
  for (const secret of secrets) t.equal(secret.length, 64)
  t.same(secretsOf(keyRing(FILE).signing), secretsOf(ring.signing), 'the same at every start')
})

t.test('a ring finds its keys by id and by tag', async (t) => {
  const ring = keyRing(FILE)
  t.equal(ring.instance, 'gate')
  t.equal(ring.signing.id, KEY.id)
  t.equal(ring.byId.get(OTHER_KEY.id)?.id, OTHER_KEY.id)
  t.equal(ring.byTag.get(0xabcd), ring.signing)
  t.equal(ring.byTag.get(0xffff0001)?.id, OTHER_KEY.id)
  t.equal(ring.byTag.get(1), undefined)
  const header: unknown = JSON.parse(Buffer.from(ring.signing.passHeader, 'base64url').toString())
  t.same(header, { alg: 'HS256', kid: KEY.id })
  t.throws(() => keyRing({ ...FILE, signing: '12345678' }), { message: /signing key is missing/ })
})

t.test('lots are drawn by the oldest key, whatever is added behind it', async (t) => {
  const lots = (...keys: readonly (typeof KEY)[]): string =>
    Buffer.from(lotSeedOf({ ...FILE, keys })).toString('hex')
  t.equal(lots(KEY, OTHER_KEY), lots(KEY))
  t.equal(lots(OTHER_KEY, KEY), lots(KEY))
  t.not(lots(OTHER_KEY), lots(KEY))
  t.equal(lots(KEY).length, 32)
})
