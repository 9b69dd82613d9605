import t from 'tap'
import { newKeyFile, tombstone } from '../../../src/client/index.ts'
import { factOfKey, heardKeysOf, keyFactsOf } from '../../../src/control/changes/key-facts.ts'

const NOW = 1_800_000_000
const FILE = newKeyFile(NOW, 'aaaaaa')
const [KEY] = FILE.keys

t.test('keys are told and heard as they are, and later the later they end', async (t) => {
  if (KEY === undefined) throw new Error('it has one')
  const retired = { ...KEY, verifyUntil: NOW + 3_600 }
  const gone = tombstone(KEY.id, NOW)
  t.same(heardKeysOf(keyFactsOf(FILE)), { keys: [KEY], revoked: [] })
  t.same(heardKeysOf([factOfKey(retired)]), { keys: [retired], revoked: [] })
  const facts = keyFactsOf({ ...FILE, keys: [], revoked: [gone] })
  t.same(heardKeysOf(facts), { keys: [], revoked: [gone] })
  const times = [factOfKey(KEY), factOfKey(retired), ...facts].map(({ atMs }) => atMs)
  t.same(
    times,
    times.toSorted((a, b) => a - b),
  )
  t.equal(new Set([factOfKey(KEY), ...facts].map(({ about }) => about)).size, 1)
  t.ok(factOfKey(KEY).untilMs > 1000 * NOW + 100 * 365 * 86_400_000)
})

t.test('what is no word about a key is left out', async (t) => {
  if (KEY === undefined) throw new Error('it has one')
  const fact = factOfKey(KEY)
  for (const odd of [
    { ...fact, about: 'key 00000000' },
    { ...fact, about: 'client 203.0.113.0/24' },
    { ...fact, atMs: fact.atMs + 1 },
    { ...fact, text: '{' },
    { ...fact, text: '{}' },
    { ...fact, about: 'mode all', text: null },
  ]) {
    t.same(heardKeysOf([odd]), { keys: [], revoked: [] })
  }
})
