import { type Order } from '../../model/index.ts'
import { type OrdersInForce } from './messages.ts'
import { type TakenUp } from '../operators/order-desk-options.ts'
import { type Supervisor } from './supervisor.ts'

/** A worker takes up orders between two requests; one that compiles a large configuration does later. */
const TAKEN_UP_MS = 5_000

/**
 * Brings orders to all workers. Whoever is born is born with those in force, and all others hear of each
 * change in its order: so nobody serves without them, and no configuration has to be rolled out.
 */
export class OrderRound {
  #inForce: OrdersInForce

  constructor(list: readonly Order[]) {
    this.#inForce = { revision: 1, list }
  }

  get inForce(): OrdersInForce {
    return this.#inForce
  }

  /** Settles when every worker that listens serves by them, or has had the time to. */
  async tell(list: readonly Order[], crew: Supervisor): Promise<TakenUp> {
    const revision = this.#inForce.revision + 1
    this.#inForce = { revision, list }
    crew.tellAll({ kind: 'orders', orders: this.#inForce })
    const isBehind = ({ isListening, obeys }: { isListening: boolean; obeys: number }): boolean =>
      isListening && obeys < revision
    await crew.news.until(() => !crew.threads.some(isBehind), TAKEN_UP_MS)
    const serving = crew.threads.filter(({ isListening }) => isListening)
    return { workers: serving.filter((thread) => !isBehind(thread)).length, of: serving.length }
  }
}
