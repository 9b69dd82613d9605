import { type Engine, type FactsRead } from './engine.ts'
import { type Fact, type FactKeys, seal, unseal } from './seal.ts'

/** How often a gate asks what is new: what is said at one is so at all within two seconds. */
export const EXCHANGE_EVERY_MS = 500

/** Handed in at once; the rest follows in the next exchange. */
const HANDED_IN_MAX = 200

/** Of one round: enough for all that a gate knows, in both directions; a store that never ends is heard again later. */
const EXCHANGES_MAX = 100

/** Nothing was read yet. */
const NOTHING: FactsRead = { epoch: '', version: 0 }

/** What one gate knows, wherever it lives: it is the one that outlives the store. */
export interface FactBook {
  /** All that is so and all that no longer is, as long as somebody may not have heard of it. */
  readonly all: () => readonly Fact[]
  /** Takes up what others say. What is older than what is known here changes nothing. */
  readonly adopt: (facts: readonly Fact[]) => void
}

/**
 * Makes gates know the same. Each keeps what it knows by itself, and hands in whatever the store does not have; so a
 * store that is empty, or old, is filled again and makes nobody forget anything. What no key of the ring has sealed is
 * not read.
 */
export class FactShare {
  readonly #engine: Pick<Engine, 'exchange'>
  readonly #book: FactBook
  #read = NOTHING
  /** All that the store has was read; before that it is not known what it lacks. */
  #isRead = false
  /** By what it is about, how late a fact the store has that our signing key has sealed. */
  readonly #there = new Map<string, number>()

  constructor(engine: Pick<Engine, 'exchange'>, book: FactBook) {
    this.#engine = engine
    this.#book = book
  }

  /**
   * Reads and hands in all anew: at another store, under another ring, and at each new connection, because who
   * answers there may know less than who did before.
   */
  begin(): void {
    this.#read = { ...NOTHING }
    this.#isRead = false
    this.#there.clear()
  }

  /** Exchanges until neither side has anything new. */
  async round(keys: FactKeys): Promise<void> {
    for (let i = 0; i < EXCHANGES_MAX; i++) if (!(await this.#exchange(keys))) return
  }

  /** Whether there is more. */
  async #exchange(keys: FactKeys): Promise<boolean> {
    const handedIn = this.#isRead ? this.#missing().slice(0, HANDED_IN_MAX) : []
    const before = this.#read
    const sealed = handedIn.map((fact) => seal(fact, keys))
    const answer = await this.#engine.exchange(before, sealed)
    // It began anew meanwhile, maybe under other keys: the next round reads all.
    if (this.#read !== before) return false
    this.#note(answer)
    for (const { about, atMs } of handedIn) this.#there.set(about, atMs)
    const opened = answer.sealed.map((text) => unseal(text, keys)).filter((each) => each !== null)
    // Also where it is older than what was there: then it is handed in again.
    for (const { fact, by } of opened) {
      if (by === keys.sealing) this.#there.set(fact.about, fact.atMs)
    }
    if (opened.length > 0) this.#book.adopt(opened.map(({ fact }) => fact))
    return !this.#isRead || this.#missing().length > 0
  }

  /** How far it has been read; from the beginning where it is another store, or somebody has put back an older one. */
  #note({ epoch, version, isWhole }: FactsRead & { readonly isWhole: boolean }): void {
    const isSame = epoch === this.#read.epoch
    const isOlder = isSame && version < this.#read.version
    if (!isSame || isOlder) this.#there.clear()
    this.#read = isOlder ? { ...NOTHING } : { epoch, version }
    this.#isRead = isWhole && !isOlder
  }

  #missing(): readonly Fact[] {
    return this.#book.all().filter(({ about, atMs }) => (this.#there.get(about) ?? -1) < atMs)
  }

  /** Forgets what the store has of which nobody knows anything any more. */
  prune(): void {
    const known = new Set(this.#book.all().map(({ about }) => about))
    for (const about of this.#there.keys()) if (!known.has(about)) this.#there.delete(about)
  }
}
