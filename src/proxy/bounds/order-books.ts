import { type Order, type Snapshot } from '../../model/index.ts'
import { OrderBook } from '../../policies/index.ts'

/** What is ordered, compiled once for each configuration that requests under way have taken. */
export class OrderBooks {
  readonly #orders: () => readonly Order[]
  #compiled: readonly Order[]
  #books = new WeakMap<Snapshot, OrderBook>()

  /** @param orders What is in force: another list whenever it is something else. */
  constructor(orders: () => readonly Order[]) {
    this.#orders = orders
    this.#compiled = orders()
  }

  of(snapshot: Snapshot): OrderBook {
    const orders = this.#orders()
    if (orders !== this.#compiled) {
      this.#compiled = orders
      this.#books = new WeakMap()
    }
    const known = this.#books.get(snapshot)
    if (known !== undefined) return known
    const book = new OrderBook(orders, snapshot.trustedProxies)
    this.#books.set(snapshot, book)
    return book
  }
}

/** One list, so that nothing is compiled anew. */
const NOTHING: readonly Order[] = []

/** Where no operator gives orders. */
export const nothingOrdered = (): readonly Order[] => NOTHING
