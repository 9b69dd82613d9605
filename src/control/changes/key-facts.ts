import { type KeyFile, type RevokedKey, type StoredKey, isStoredKey } from '../../client/index.ts'
import { type Fact } from '../../store/index.ts'

/*
 * Keys as gates share them. Of two words about one key the later counts, and here each is as late as it says: a key from
 * its making on, one that signs no more from its end on, one that is revoked from the end of its being remembered on. So
 * no clock is asked, every gate says the same, and what was revoked stays so, whatever else is said later.
 */

/** When somebody else's clock would have it end: never. 300 years, so that its milliseconds are whole. */
const ALWAYS_MS = 300 * 365 * 86_400_000

const ABOUT = /^key (?<id>[0-9a-f]{8})$/

/** What all gates of the ring shall know of the keys of this one. */
export function keyFactsOf({ keys, revoked = [] }: KeyFile): readonly Fact[] {
  return [...keys.map(factOfKey), ...revoked.map(factOfRevoked)]
}

/** Of one key. */
export function factOfKey(key: StoredKey): Fact {
  const { id, secret, createdAt, verifyUntil, madeBy, isFirst } = key
  const named = { id, secret, createdAt, verifyUntil, madeBy, isFirst }
  return {
    about: `key ${id}`,
    atMs: 1000 * lateness(key),
    untilMs: verifyUntil === undefined ? ALWAYS_MS : 1000 * verifyUntil,
    text: JSON.stringify(named),
  }
}

function lateness({ createdAt, verifyUntil = createdAt }: StoredKey): number {
  return Math.max(createdAt, verifyUntil)
}

function factOfRevoked({ id, until }: RevokedKey): Fact {
  return { about: `key ${id}`, atMs: 1000 * until, untilMs: 1000 * until, text: null }
}

/** What others say of keys. What is no word about a key is left out. */
export interface HeardKeys {
  readonly keys: readonly StoredKey[]
  readonly revoked: readonly RevokedKey[]
}

export function heardKeysOf(facts: readonly Fact[]): HeardKeys {
  const known = facts.map((fact) => ({ ...fact, id: ABOUT.exec(fact.about)?.groups?.['id'] }))
  const revoked = known.flatMap(({ id, text, untilMs }) => {
    return id === undefined || text !== null ? [] : [{ id, until: Math.floor(untilMs / 1000) }]
  })
  const keys = known.flatMap(({ id, text, atMs }) => {
    const key = text === null ? null : keyFrom(text)
    // Its own words say how late it is, so that nobody's fact is later than what it says.
    return key === null || key.id !== id || 1000 * lateness(key) !== atMs ? [] : [key]
  })
  return { keys, revoked }
}

function keyFrom(text: string): StoredKey | null {
  try {
    const value: unknown = JSON.parse(text)
    return isStoredKey(value) ? value : null
  } catch {
    return null
  }
}
