import t from 'tap'
import {
  type KeyFile,
  keysOf,
  mergeKeyFiles,
  newKeyFile,
  notReadBy,
  parseKeyFile,
  readBy,
  tombstone,
  unreadBy,
  withNewestSigning,
  withNextKey,
  withoutKey,
} from '../../../src/client/index.ts'

const NOW = 1_800_000_000
const FIRST = newKeyFile(NOW, 'aaaaaa')

function next(file: KeyFile, gate: string): KeyFile {
  const accepted = withNextKey(file, NOW + 10, { madeBy: gate })
  if (accepted === null) throw new Error('full')
  return accepted
}

const idsIn = ({ keys }: KeyFile): readonly string[] => keys.map(({ id }) => id)

/** Both ways round: whoever writes last. */
function merged(a: KeyFile, b: KeyFile, nowSeconds = NOW): readonly [KeyFile, KeyFile] {
  return [mergeKeyFiles(a, b, nowSeconds), mergeKeyFiles(b, a, nowSeconds)]
}

t.test('two that made a key at the same moment lose neither', async (t) => {
  const [a, b] = [next(FIRST, 'aaaaaa'), next(FIRST, 'bbbbbb')]
  for (const both of merged(a, b)) {
    t.same(idsIn(both).toSorted(), [...new Set([...idsIn(a), ...idsIn(b)])].toSorted())
    t.equal(both.signing, FIRST.signing, 'none signs before it is made to')
    t.same(parseKeyFile(JSON.stringify(both)), both)
    t.same(mergeKeyFiles(both, a, NOW), both, 'nothing is new a second time')
    t.same(mergeKeyFiles(both, b, NOW), both)
  }
})

t.test('the newer of two that sign signs, and the others are retired', async (t) => {
  const a = withNewestSigning(next(FIRST, 'aaaaaa'), NOW + 100)
  for (const both of merged(FIRST, a)) {
    t.equal(both.signing, a.signing)
    t.equal(both.keys[0]?.verifyUntil, NOW + 100)
  }
  const b = withNewestSigning(next(a, 'bbbbbb'), NOW + 300)
  for (const both of merged(a, b)) {
    t.equal(both.signing, b.signing)
    t.same(
      both.keys.map(({ verifyUntil }) => verifyUntil),
      [NOW + 100, NOW + 300, undefined],
    )
  }
  const longer = {
    ...a,
    keys: a.keys.map((key) => (key.verifyUntil ? { ...key, verifyUntil: NOW + 500 } : key)),
  }
  for (const both of merged(a, longer)) t.equal(both.keys[0]?.verifyUntil, NOW + 500)
})

t.test(
  'two that each made theirs sign end with one that signs, and nobody is forgotten',
  async (t) => {
    const [a, b] = [next(FIRST, 'aaaaaa'), next(FIRST, 'bbbbbb')].map((file) =>
      withNewestSigning(file, NOW + 100),
    )
    if (a === undefined || b === undefined) throw new Error('there are two')
    for (const both of merged(a, b)) {
      const signs = both.keys.filter(({ id }) => id === both.signing)
      t.equal(signs.length, 1)
      t.equal(signs[0]?.verifyUntil, undefined)
      t.equal(both.keys.length, 3)
      const after = withNewestSigning(next(both, 'aaaaaa'), NOW + 900)
      t.equal(after.keys.filter(({ verifyUntil }) => verifyUntil === undefined).length, 1)
    }
  },
)

t.test(
  'a gate that began without the others goes over to their key, and they not to its',
  async (t) => {
    const ring = withNewestSigning(next(FIRST, 'aaaaaa'), NOW + 100)
    const late = newKeyFile(NOW + 1_000, 'cccccc')
    for (const both of merged(ring, late)) {
      t.equal(both.signing, ring.signing)
      t.equal(both.keys.at(-1)?.id, ring.signing)
    }
    const [older, newer] = [newKeyFile(NOW), newKeyFile(NOW + 1)]
    for (const both of merged(older, newer)) t.equal(both.signing, older.signing)
    const [one, other] = [newKeyFile(NOW), newKeyFile(NOW)]
    const [here, there] = merged(one, other)
    t.equal(here.signing, there.signing, 'of two within a second all gates take the same')
    t.same(here.keys, there.keys)
  },
)

t.test('ever more rings that are joined leave a file that can be read', async (t) => {
  const signs = withNewestSigning(next(FIRST, 'aaaaaa'), NOW + 100)
  const all = Array.from({ length: 20 }, (_, i) => newKeyFile(NOW + i))
  const joined = all.reduce((known, file) => mergeKeyFiles(file, known, NOW), signs)
  t.equal(joined.keys.length, 16)
  t.equal(joined.signing, signs.signing)
  t.same(parseKeyFile(JSON.stringify(joined)), joined)
})

t.test('a key that was revoked comes back from nowhere', async (t) => {
  const a = withNewestSigning(next(FIRST, 'aaaaaa'), NOW + 100)
  const revoked = { ...withoutKey(a, FIRST.signing), revoked: [tombstone(FIRST.signing, NOW)] }
  for (const old of [FIRST, a]) {
    for (const both of merged(revoked, old)) {
      t.same(idsIn(both), [a.signing])
      t.equal(both.signing, a.signing)
      t.same(both.revoked, revoked.revoked)
    }
  }
  const year = NOW + 365 * 86_400
  for (const both of merged(revoked, FIRST, year)) t.same(idsIn(both), [a.signing], 'after a year')
  const later = NOW + 401 * 86_400
  t.equal(mergeKeyFiles(revoked, revoked, later).revoked, undefined, 'then it is forgotten')
  t.same(mergeKeyFiles(revoked, { ...revoked, revoked: [] }, NOW).revoked, revoked.revoked)
})

t.test('a file of revoked keys alone changes nothing', async (t) => {
  const other = newKeyFile(NOW)
  const own = { ...other, revoked: [tombstone(FIRST.signing, NOW)] }
  const file = { ...FIRST, revoked: [tombstone(other.signing, NOW)] }
  t.equal(mergeKeyFiles(file, own, NOW), own)
})

t.test('who has not read a key is known', async (t) => {
  const a = next(FIRST, 'aaaaaa')
  const id = idsIn(a)[1] ?? ''
  const read = readBy(readBy(a, 'aaaaaa', idsIn(a)), 'bbbbbb', [FIRST.signing])
  t.same(unreadBy(read, id), ['bbbbbb'])
  t.same(unreadBy(read, FIRST.signing), [])
  t.same(unreadBy(a, id), [], 'nobody reads it')
  const waits = withNewestSigning(read, NOW, (key) => unreadBy(read, key).length > 0)
  t.equal(waits.signing, FIRST.signing, 'so it does not sign')
  t.same(notReadBy(read, ['bbbbbb']).readers, { aaaaaa: idsIn(a) })
  t.notOk('readers' in notReadBy(read, ['aaaaaa', 'bbbbbb']))
  t.same(Object.keys(keysOf(read)), ['version', 'instance', 'signing', 'keys'])
  t.same(mergeKeyFiles(read, a, NOW).readers, read.readers)
})

t.test('a file whose new parts are none of ours is refused', async (t) => {
  for (const odd of [
    { revoked: {} },
    { revoked: [{ id: 'x', until: 1 }] },
    { revoked: [{ id: '00000000' }] },
    { readers: [1] },
    { readers: { a: ['x'] } },
    { readers: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`${i}`, []])) },
    { keys: FIRST.keys.map((key) => ({ ...key, madeBy: 1 })) },
    { keys: FIRST.keys.map((key) => ({ ...key, isFirst: false })) },
  ]) {
    t.throws(() => parseKeyFile(JSON.stringify({ ...FIRST, ...odd })), { message: /key file/ })
  }
})

t.test(
  'gates that were killed under ever other names do not make the file one that nobody reads',
  async (t) => {
    const silent = ['f00000', 'f00001']
    let file = silent.reduce((all, gate) => readBy(all, gate, ['00000000']), FIRST)
    for (let i = 0; i < 100; i++) {
      file = readBy(readBy(file, `a${i.toString().padStart(5, '0')}`, [FIRST.signing]), 'bbbbbb', [
        FIRST.signing,
      ])
      t.doesNotThrow(() => parseKeyFile(JSON.stringify(file)))
    }
    const names = Object.keys(file.readers ?? {})
    t.equal(names.length, 64)
    t.ok(names.includes('a00099') && names.includes('bbbbbb'), 'the last who said so are there')
    t.notOk(
      names.some((name) => silent.includes(name)),
      'who knew nothing is left out first',
    )
  },
)
