import { randomUUID } from 'node:crypto'
import { NO_BUYER, type Order, nameTagOf } from '../../challenge-pages/index.ts'
import { type Facts, type Pass } from '../../model/index.ts'
import { type Price as PassPrice } from '../bounds/caps.ts'
import { type Buyer, type Price } from '../bounds/prices.ts'
import { type Surroundings, surroundingsOf } from '../bounds/surroundings.ts'
import { type Exchange, type Ordered } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/** Where what was bought finds no room it does soon, as all of it lapses within minutes. */
const NO_ROOM_MS = 10_000

/** So many new passes are tried until there is room for what one buys: that none of them has any says that nobody has. */
export const PASSES_TRIED = 8

const BUYER_DIGITS = NO_BUYER.length

/** An order as a token carries it. */
export function sealedOrder({ tag, pass }: Ordered): Order {
  return { limitTag: tag, buyerTag: pass === null ? NO_BUYER : buyerTagOf(pass) }
}

/** What stands for a pass that buys. */
export function buyerTagOf({ id }: Pass): string {
  return nameTagOf(id).slice(0, BUYER_DIGITS)
}

/** An order as an address carries it: of a fresh challenge for the same. */
export function orderQuery({ tag, pass }: Ordered): string {
  return `limit=${tag}&pass=${pass === null ? 0 : 1}`
}

/** Who buys, as prices see him. */
export function buyerOf(
  { site, snapshot }: Exchange,
  client: Pick<Facts, 'address' | 'addressKey'>,
  pass: Pass | null,
): Buyer {
  const { network } = surroundingsOf(client, snapshot.crowds)
  return { site: site?.name ?? '', pass, network }
}

/** What a check costs now, and where a pass is counted that it earns; `ofPass` is null where it earns none. */
export interface CheckPrice extends Price {
  /** Ms until what is ordered may be bought, by whatever door. */
  readonly orderMs: number
  readonly from: Surroundings
  readonly ofPass: PassPrice | null
}

/**
 * What a check costs now: what a pass does, where one is to be earned, or what is ordered, whichever is more.
 */
export function priceNow(
  exchange: Exchange,
  gate: Gate,
  client: Pick<Facts, 'address' | 'addressKey'>,
): CheckPrice {
  const { order, snapshot } = exchange
  const from = surroundingsOf(client, snapshot.crowds)
  const isForOld = order !== null && order.pass !== null
  const ofPass = isForOld ? null : gate.caps.priceOf(from, snapshot.silentDoor)
  const { risk, waitMs } = ofPass ?? FREE
  if (order === null) return { risk, waitMs, orderMs: 0, from, ofPass }
  const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
  const buyer = buyerOf(exchange, client, order.pass)
  const price = gate.prices.priceOf(buyer, nowSeconds, order.counters.length)
  const orderMs = waitMsOf(price, order, gate)
  return {
    risk: price.risk > risk ? price.risk : risk,
    waitMs: Math.max(waitMs, orderMs),
    orderMs,
    from,
    ofPass,
  }
}

/** Whether a pass has requests left of each kind that is ordered. */
export function hasBought({ counters }: Ordered, { id }: Pass, gate: Gate): boolean {
  const nowMs = gate.clock.steadyMs()
  return counters.every((counter) => gate.limits.purchases.left(counter, id, nowMs) > 0)
}

const FREE: Price = { risk: 1, waitMs: 0 }

function waitMsOf({ waitMs }: Price, { counters, pass }: Ordered, gate: Gate): number {
  const isRoom = pass === null ? isRoomForNew(counters, gate) : hasRoom(counters, pass.id, gate)
  return isRoom ? waitMs : Math.max(waitMs, NO_ROOM_MS)
}

/** Whether there is room for what a pass buys. */
export function hasRoom(counters: readonly string[], passId: string, gate: Gate): boolean {
  const nowMs = gate.clock.steadyMs()
  return counters.every((counter) => gate.limits.purchases.hasRoom(counter, passId, nowMs))
}

/** Whether there is for that of a pass that is still to come. */
function isRoomForNew(counters: readonly string[], gate: Gate): boolean {
  for (let tried = 0; tried < PASSES_TRIED; tried++) {
    if (hasRoom(counters, randomUUID(), gate)) return true
  }
  return false
}

/**
 * For which pass something is bought: the one that is shown, where there is room for what it buys. Else for a new one
 * which the same check earns: so nobody makes a proof that buys nothing.
 */
export function buyerWithRoom(
  pass: Pass | null,
  counters: readonly string[],
  gate: Gate,
): Pass | null {
  return pass === null || hasRoom(counters, pass.id, gate) ? pass : null
}
