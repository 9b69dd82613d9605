import t from 'tap'
import { type Fact, type FactBook } from '../../src/store/index.ts'
import { type Engine, type SealedFact } from '../../src/store/engine.ts'
import { FactShare } from '../../src/store/fact-share.ts'
import { type FactKeys, seal, unseal } from '../../src/store/seal.ts'

function keysOf(...ids: readonly string[]): FactKeys {
  const byId = new Map(ids.map((id) => [id, new Uint8Array(32).fill(id.charCodeAt(0))]))
  return { sealing: ids[0] ?? '', byId, names: new Uint8Array(32).fill(1) }
}

const KEYS = keysOf('a', 'b')

function factOf(about: string, atMs = 1, text: string | null = 'so'): Fact {
  return { about, atMs, untilMs: 9, text }
}

/** What one gate knows. */
function makeBook(...facts: readonly Fact[]): FactBook & { readonly known: Map<string, Fact> } {
  const known = new Map(facts.map((fact) => [fact.about, fact]))
  return {
    known,
    all: () => [...known.values()],
    adopt: (heard) => {
      for (const fact of heard) {
        if ((known.get(fact.about)?.atMs ?? -1) < fact.atMs) known.set(fact.about, fact)
      }
    },
  }
}

/** A store that does what the script does; it begins anew, or goes back, as a test tells it. */
class FakeStore {
  epoch = 'first'
  version = 0
  facts = new Map<string, SealedFact & { readonly version: number }>()
  calls = 0

  readonly exchange: Engine['exchange'] = async (read, handedIn) => {
    this.calls++
    for (const fact of handedIn) {
      if (fact.atMs <= (this.facts.get(fact.name)?.atMs ?? -1)) continue
      this.facts.set(fact.name, { ...fact, version: ++this.version })
    }
    const from = read.epoch === this.epoch ? read.version : 0
    const news = [...this.facts.values()]
      .filter(({ version }) => version > from)
      .toSorted((a, b) => a.version - b.version)
      .slice(0, 200)
    return {
      epoch: this.epoch,
      version: news.at(-1)?.version ?? this.version,
      sealed: news.map(({ sealed }) => sealed),
      isWhole: news.length < 200,
    }
  }
}

function makeShare(store: FakeStore, book: FactBook): FactShare {
  return new FactShare(store, book)
}

t.test('what is sealed is read by who has the ring, and by nobody else', async (t) => {
  const fact = factOf('client 203.0.113.0/24')
  const { name, sealed } = seal(fact, KEYS)
  t.same(unseal(sealed, KEYS), { fact, by: 'a' })
  t.same(unseal(sealed, keysOf('b', 'a')), { fact, by: 'a' }, 'another key signs meanwhile')
  t.equal(unseal(sealed, keysOf('b')), null)
  t.notMatch(name + sealed, /203|client/)
  t.equal(seal(fact, KEYS).name, name)
  t.not(seal(fact, KEYS).sealed, sealed)
  for (const broken of [
    '',
    'a',
    'a.',
    'c.AAAA',
    `${sealed.slice(0, -4)}AAAA`,
    sealed.slice(0, 20),
  ]) {
    t.equal(unseal(broken, KEYS), null, broken)
  }
  for (const text of ['1', 'null', '{}', '{"about":"x","atMs":-1,"untilMs":1,"text":null}']) {
    const other = { toJSON: () => JSON.parse(text) as unknown } as unknown as Fact
    t.equal(unseal(seal({ ...other, about: 'x' }, KEYS).sealed, KEYS), null)
  }
})

t.test('all gates come to know the same, and the later word counts', async (t) => {
  const store = new FakeStore()
  const one = makeBook(factOf('x'), factOf('y', 5, null))
  const other = makeBook(factOf('y', 4), factOf('z'))
  const shares = [makeShare(store, one), makeShare(store, other)]
  for (let i = 0; i < 2; i++) for (const share of shares) await share.round(KEYS)
  t.same(
    [...one.known.values()].toSorted((a, b) => (a.about < b.about ? -1 : 1)),
    [factOf('x'), factOf('y', 5, null), factOf('z')],
  )
  t.same(new Set(one.known.values()), new Set(other.known.values()))
  const { calls } = store
  for (const share of shares) await share.round(KEYS)
  t.equal(store.calls, calls + 2, 'one call each where there is nothing new')
})

t.test('a store that is empty, or old, is filled again and makes nobody forget', async (t) => {
  const store = new FakeStore()
  const book = makeBook(factOf('x'), factOf('y'))
  const share = makeShare(store, book)
  await share.round(KEYS)
  store.facts.clear()
  store.version = 0
  store.epoch = 'second'
  await share.round(KEYS)
  t.equal(store.facts.size, 2, 'empty')
  book.known.set('x', factOf('x', 2, null))
  const old = new Map(store.facts)
  await share.round(KEYS)
  store.facts = old
  share.begin()
  await share.round(KEYS)
  t.same(book.known.get('x'), factOf('x', 2, null), 'what an old store says changes nothing')
  const sealed = [...store.facts.values()].map((each) => unseal(each.sealed, KEYS)?.fact)
  t.ok(
    sealed.some((fact) => fact?.about === 'x' && fact.text === null),
    'and it is told so',
  )
})

t.test('what somebody puts back that was there before is told anew', async (t) => {
  const store = new FakeStore()
  const book = makeBook(factOf('x'))
  const share = makeShare(store, book)
  await share.round(KEYS)
  const [name = '', old] = [...store.facts][0] ?? []
  if (old === undefined) throw new Error('it was handed in')
  book.known.set('x', factOf('x', 2, null))
  await share.round(KEYS)
  const now = (): Fact | undefined => unseal(store.facts.get(name)?.sealed ?? '', KEYS)?.fact
  t.same(now(), factOf('x', 2, null))
  store.facts.set(name, { ...old, version: ++store.version })
  await share.round(KEYS)
  t.same(now(), factOf('x', 2, null), 'behind what was read')
  store.facts.set(name, { ...old, version: 1 })
  store.version = 1
  await share.round(KEYS)
  t.same(now(), factOf('x', 2, null), 'before it')
  t.same(book.known.get('x'), factOf('x', 2, null))
})

t.test('a round that is overtaken by other keys tells nobody that it was heard', async (t) => {
  const store = new FakeStore()
  const book = makeBook(factOf('x'))
  const share = makeShare(store, book)
  const under = share.round(KEYS)
  share.begin()
  await under
  const other = { ...keysOf('b'), names: new Uint8Array(32).fill(2) }
  await share.round(other)
  const later = makeBook()
  await makeShare(store, later).round(other)
  t.same(later.known.get('x'), factOf('x'))
})

t.test('many facts come in several exchanges, in both directions', async (t) => {
  const store = new FakeStore()
  const many = Array.from({ length: 450 }, (_, i) => factOf(`of one ${i}`))
  const one = makeBook(...many)
  const other = makeBook(...Array.from({ length: 250 }, (_, i) => factOf(`of other ${i}`)))
  const shares = [makeShare(store, one), makeShare(store, other)]
  for (let i = 0; i < 2; i++) for (const share of shares) await share.round(KEYS)
  t.equal(one.known.size, 700)
  t.equal(other.known.size, 700)
})

t.test('what another key has sealed is sealed anew, before that key is gone', async (t) => {
  const store = new FakeStore()
  const book = makeBook(factOf('x'))
  await makeShare(store, book).round(keysOf('a'))
  const names = { ...keysOf('b', 'a'), names: new Uint8Array(32).fill(2) }
  await makeShare(store, book).round(names)
  const later = makeBook()
  await makeShare(store, later).round({ ...keysOf('b'), names: names.names })
  t.same(later.known.get('x'), factOf('x'))
})

t.test('what nobody knows any more is forgotten', async (t) => {
  const store = new FakeStore()
  const book = makeBook(factOf('x'))
  const share = makeShare(store, book)
  await share.round(KEYS)
  book.known.clear()
  share.prune()
  book.known.set('x', factOf('x', 1))
  const { calls } = store
  await share.round(KEYS)
  t.ok(store.calls > calls, 'it is handed in anew')
})
