import { type KeyRing, keyRing } from '../../client/index.ts'
import { compileConfig } from '../../config/index.ts'
import { type Order, type Snapshot } from '../../model/index.ts'
import { type OrdersInForce, type Terms, type WorkerBirth } from '../crew/messages.ts'

/** Terms with all that is made of them. */
interface Ready {
  readonly terms: Terms
  readonly snapshot: Snapshot
  readonly ring: KeyRing
}

/** What one worker serves by: one configuration and one set of keys, swapped as a whole. */
export class Duty {
  readonly #birth: WorkerBirth
  #current: Ready
  #prepared: Ready | null = null
  #orders: OrdersInForce

  /** @throws Error where the terms it is born with cannot be served by. */
  constructor(birth: WorkerBirth) {
    this.#birth = birth
    this.#current = this.#make(birth.terms, null)
    this.#orders = birth.orders
  }

  get snapshot(): Snapshot {
    return this.#current.snapshot
  }

  get ring(): KeyRing {
    return this.#current.ring
  }

  get revision(): number {
    return this.#current.terms.revision
  }

  /** What operators have ordered. */
  get orders(): readonly Order[] {
    return this.#orders.list
  }

  /** Serves by other orders. False where newer ones are in force. */
  obey(orders: OrdersInForce): boolean {
    if (orders.revision < this.#orders.revision) return false
    this.#orders = orders
    return true
  }

  /** Makes ready to serve by other terms. @throws Error where they cannot be served by. */
  prepare(terms: Terms): void {
    this.#prepared = this.#make(terms, this.#current)
  }

  /** Serves by what was prepared. False where that is something else. */
  commit(revision: number): boolean {
    if (this.#prepared?.terms.revision !== revision) return false
    this.#current = this.#prepared
    this.#prepared = null
    return true
  }

  discard(revision: number): void {
    if (this.#prepared?.terms.revision === revision) this.#prepared = null
  }

  /**
   * What is the same stays the same object: snapshots are compared by identity, and deriving keys
   * takes time.
   */
  #make(terms: Terms, before: Ready | null): Ready {
    const isSameText = before?.terms.text === terms.text && before.terms.hash === terms.hash
    const isSameKeys = JSON.stringify(before?.terms.keys) === JSON.stringify(terms.keys)
    return {
      terms,
      snapshot: isSameText ? before.snapshot : this.#compile(terms),
      ring: isSameKeys && before !== null ? before.ring : keyRing(terms.keys),
    }
  }

  #compile({ text, files, places }: Terms): Snapshot {
    const compiled = compileConfig(text, { ...this.#birth, files, places })
    if (!compiled.ok) throw new Error('the configuration is not valid')
    return compiled.snapshot
  }
}
