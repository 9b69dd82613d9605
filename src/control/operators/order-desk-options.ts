import {
  type Clock,
  type DrainOrder,
  type ModeOrder,
  type Order,
  type RevokeOrder,
  type Snapshot,
} from '../../model/index.ts'
import { type Answer } from './answer.ts'
import { type PassNetworks } from './pass-networks.ts'
import { type OrderWish } from './wishes.ts'

/**
 * Bans and allowances in force at once: what one person can oversee, with a swarm's few thousand addresses.
 * Longer lists belong in the configuration (`network` of a rule), which takes a file of them.
 */
export const ORDERS_MAX = 5_000

/** Why no order is taken any more. */
export const FULL = `${ORDERS_MAX} orders may be in force at once`

/** What can become of an order; `withdrawn`: ended before its time. */
export type OrderEvent = 'begins' | 'ends' | 'withdrawn'

/** An order without what every order has. */
export type Given =
  | Pick<ModeOrder, 'kind' | 'mode' | 'target'>
  | Pick<DrainOrder, 'kind' | 'target'>
  | Pick<RevokeOrder, 'kind' | 'target'>

/** How many workers serve by the orders in force, of how many. */
export interface TakenUp {
  readonly workers: number
  readonly of: number
}

export interface OrderDeskOptions {
  readonly file: string
  readonly clock: Clock
  readonly snapshot: () => Snapshot
  readonly networks: PassNetworks
  /** Whether requests should go to the server at a place. */
  readonly isWell: (place: number) => boolean
  /** The name of the pass that was shown or earned at a reference; null where nothing is known of one. */
  readonly passOf: (reference: string) => string | null
  /** Ends a pass on all workers, by its name. False where no more can be. */
  readonly revoke: (pass: string, forMs: number) => boolean
  /** Brings what is in force to all workers; settles when they have it, or had the time to. */
  readonly tell: (orders: readonly Order[]) => Promise<TakenUp>
  /** Told of orders that begin or end together; at least one. */
  readonly onChange: (orders: readonly Order[], what: OrderEvent, by: string) => void
}

/** What is done with orders of one kind, whichever it is. */
export interface OneOrder {
  /** In the order in which they were given. */
  readonly inForce: readonly Order[]
  /** Puts one order in force, in place of the one that is about the same. */
  readonly put: (wish: OrderWish, order: Given) => Promise<Answer>
  /** Ends orders before their time. */
  readonly end: (isMeant: (order: Order) => boolean, by: string) => Promise<Answer>
}
