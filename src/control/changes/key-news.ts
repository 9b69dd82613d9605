import { type Fact, type KeysInUse, type RingBook } from '../../store/index.ts'
import { keyFactsOf, heardKeysOf } from './key-facts.ts'
import { type KeyKeeper } from './key-keeper.ts'

/** Words about keys that wait to be taken up: far more than a ring has keys, living or revoked. */
const WAITING_MAX = 500

/** What other gates say of keys by the store, until it is taken up here; and what they hear of this one's. */
export class KeyNews implements RingBook {
  readonly #keeper: KeyKeeper
  readonly #onNews: () => void
  /** The latest about each key. */
  readonly #waiting = new Map<string, Fact>()

  constructor(keeper: KeyKeeper, onNews: () => void) {
    this.#keeper = keeper
    this.#onNews = onNews
  }

  all(): readonly Fact[] {
    return keyFactsOf(this.#keeper.own)
  }

  inUse(): KeysInUse {
    const { keys, accepted } = this.#keeper
    return { signing: keys.signing, accepted }
  }

  adopt(facts: readonly Fact[]): void {
    for (const fact of facts) {
      const known = this.#waiting.get(fact.about)
      const isRoom = known !== undefined || this.#waiting.size < WAITING_MAX
      if (isRoom && (known?.atMs ?? -1) < fact.atMs) this.#waiting.set(fact.about, fact)
    }
    this.#onNews()
  }

  get isAny(): boolean {
    return this.#waiting.size > 0
  }

  /** Takes it up; callers see to it that one change is made at a time. @throws Error: then it waits on. */
  async take(): Promise<void> {
    const taken = [...this.#waiting]
    if (taken.length === 0) return
    await this.#keeper.join(heardKeysOf(taken.map(([, fact]) => fact)))
    for (const [about, fact] of taken) {
      if (this.#waiting.get(about) === fact) this.#waiting.delete(about)
    }
  }
}
