import { atOnce, building, inSlices, partsOf } from '../../building/index.ts'
import { type KeyRing, keyRing } from '../../client/index.ts'
import { type Keeper } from '../../kept/index.ts'
import { type Figures, type KeyDirectory, type Order, type Snapshot } from '../../model/index.ts'
import { type Learned, type OrdersInForce, type Terms, type WorkerBirth } from '../crew/messages.ts'

/** Terms with all that is made of them. */
interface Ready {
  readonly terms: Terms
  readonly snapshot: Snapshot
  readonly ring: KeyRing
}

/** Terms of which something is being made. */
interface Making {
  readonly revision: number
  readonly done: Promise<boolean>
}

/** What one worker serves by: one configuration and one set of keys, swapped as a whole. */
export class Duty {
  #current: Ready
  #prepared: Ready | null = null
  /** What is being made ready; null where nothing is, or it was given up. */
  #making: Making | null = null
  #orders: OrdersInForce
  /** Other gates that keep forms, as the main thread has heard. */
  keepers: readonly Keeper[] = []
  /** Keys of agents that sign, as the main thread fetched them last. */
  directories: readonly KeyDirectory[]
  /** What is published of sites. */
  figures: Figures

  /** @throws Error where the terms it is born with cannot be served by. */
  constructor({
    terms,
    orders,
    directories,
    figures,
  }: Pick<WorkerBirth, 'terms' | 'orders' | 'directories' | 'figures'>) {
    const snapshot = atOnce(building(terms.blueprint))
    this.#current = { terms, snapshot, ring: keyRing(terms.keys) }
    this.#orders = orders
    this.directories = directories
    this.figures = figures
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

  /** The revision that brought the configuration. */
  get drawn(): number {
    return this.#current.terms.drawn
  }

  /** How large the configuration is: its rules and routes. */
  get parts(): number {
    return partsOf(this.#current.terms.blueprint)
  }

  /** What operators have ordered. */
  get orders(): readonly Order[] {
    return this.#orders.list
  }

  /** Takes up what the main thread has heard, fetched or summed up. */
  learn({ keepers, directories, figures }: Partial<Learned>): void {
    this.keepers = keepers ?? this.keepers
    this.directories = directories ?? this.directories
    this.figures = figures ?? this.figures
  }

  /** Serves by other orders. False where newer ones are in force. */
  obey(orders: OrdersInForce): boolean {
    if (orders.revision < this.#orders.revision) return false
    this.#orders = orders
    return true
  }

  /**
   * Makes ready to serve by other terms, in slices; told twice, it makes them once. False where they were given
   * up meanwhile, for others or for none.
   *
   * @throws Error where they cannot be served by.
   */
  prepare(terms: Terms): Promise<boolean> {
    const { revision } = terms
    if (this.#making?.revision === revision) return this.#making.done
    this.#making = { revision, done: this.#makeReady(terms) }
    return this.#making.done
  }

  async #makeReady(terms: Terms): Promise<boolean> {
    // Not before it is known what is being made.
    await Promise.resolve()
    const isWanted = (): boolean => this.#making?.revision === terms.revision
    try {
      const snapshot = await this.#build(terms, isWanted)
      if (snapshot === null) return false
      this.#prepared = { terms, snapshot, ring: this.#ringOf(terms) }
      return true
    } finally {
      if (isWanted()) this.#making = null
    }
  }

  /** Serves by what was prepared. False where that is something else. */
  commit(revision: number): boolean {
    if (this.#prepared?.terms.revision !== revision) return false
    this.#current = this.#prepared
    this.#prepared = null
    return true
  }

  /** Gives up what was prepared, or is being. */
  discard(revision: number): void {
    if (this.#making?.revision === revision) this.#making = null
    if (this.#prepared?.terms.revision === revision) this.#prepared = null
  }

  /**
   * What is the same stays the same object: snapshots are compared by identity, and deriving keys
   * takes time.
   */
  async #build(terms: Terms, isWanted: () => boolean): Promise<Snapshot | null> {
    const { terms: before, snapshot } = this.#current
    if (before.drawn === terms.drawn) return snapshot
    return inSlices(building(terms.blueprint), isWanted)
  }

  #ringOf({ keys }: Terms): KeyRing {
    const { terms: before, ring } = this.#current
    return JSON.stringify(before.keys) === JSON.stringify(keys) ? ring : keyRing(keys)
  }
}
