import { NO_BUYER, type RiskClass, type Token } from '../../challenge-pages/index.ts'
import { PURCHASE } from '../../limits/index.ts'
import { type Clearance, type DoorEvent, type Pass } from '../../model/index.ts'
import { type Judged } from '../../policies/index.ts'
import { provingCounters } from '../answers/limit-tags.ts'
import {
  PASSES_TRIED,
  buyerOf,
  buyerTagOf,
  buyerWithRoom,
  hasBought,
  hasRoom,
} from '../answers/order.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, present, presentTokens } from '../reading/identify.ts'
import { type EarnedPass, earnPass } from './doors.ts'

/** What the check is to earn that a request was stopped for; the exchange knows its order from here on. */
export function orderFor(
  exchange: Exchange,
  gate: Gate,
  { decision, route, usesPass }: Judged,
): Clearance {
  const asks = decision.kind === 'challenge' ? decision.asks : undefined
  const { facts, site } = exchange
  const presented = facts?.presented
  const pass = usesPass && presented?.kind === 'held' ? presented.pass : null
  exchange.order = null
  if (asks?.kind === 'proof' && site !== null && facts !== null) {
    const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
    const buyer = buyerOf(exchange, facts, pass)
    const counters = gate.prices.soldTogether(buyer, nowSeconds, asks.counters)
    const tag = gate.limitTags.of(site, counters)
    exchange.order = { counters, tag, pass: buyerWithRoom(pass, counters, gate) }
  }
  return asks?.kind === 'code' ? 'vouched' : route.policy.clearance
}

/**
 * Takes up the order that a token carries; one of a limit that is no more is none. False where another pass is shown
 * than the token was made for: what it buys is for nobody else.
 */
export async function takeUpOrder(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  { order }: Token,
): Promise<boolean> {
  exchange.order = null
  const { site } = exchange
  if (order === null || site === null) return true
  const { limitTag: tag } = order
  const counters = gate.limitTags.countersOf(site, tag)
  if (counters.length === 0) return true
  if (order.buyerTag === NO_BUYER) {
    exchange.order = { counters, tag, pass: null }
    return true
  }
  const presented = await present(exchange, identified, gate)
  const pass = presented.kind === 'held' ? presented.pass : null
  exchange.order = { counters, tag, pass }
  return pass !== null && buyerTagOf(pass) === order.buyerTag
}

/**
 * Whether the browser has bought meanwhile, in another tab, what is ordered: as long as some of it is left this tab goes
 * on with that.
 */
export async function hasBoughtMeanwhile(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<boolean> {
  const { order } = exchange
  if (order === null) return false
  if (order.pass !== null) return hasBought(order, order.pass, gate)
  const presented = await present(exchange, identified, gate)
  return presented.kind === 'held' && hasBought(order, presented.pass, gate)
}

/** What limits sell to whoever asks for it by their tag; nothing where there are no such limits. */
export async function orderAsked(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  query: URLSearchParams,
): Promise<void> {
  const { site } = exchange
  const tag = query.get('limit') ?? ''
  const counters = site === null ? [] : gate.limitTags.countersOf(site, tag)
  if (counters.length === 0) return
  const presented = query.get('pass') === '1' ? await present(exchange, identified, gate) : null
  const pass = presented?.kind === 'held' ? presented.pass : null
  exchange.order = { counters, tag, pass: buyerWithRoom(pass, counters, gate) }
}

/**
 * Hands over what a door is passed for: a pass, or what was ordered for one, or both; null for no new pass. A code of
 * the helpdesk raises nobody's price.
 */
export async function handOver(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  passed: {
    readonly door: DoorEvent['door']
    readonly clearance: Clearance
    readonly risk: RiskClass
  },
): Promise<EarnedPass | null> {
  const { order } = exchange
  const { door, clearance, risk } = passed
  const counters = countersBoughtAt(door, exchange)
  if (counters.length === 0) return earnPass(exchange, identified, gate, clearance)
  const old = door === 'human' ? null : (order?.pass ?? null)
  const isForOld = old !== null && buyAll(counters, old, gate)
  // Somebody else may have taken the room meanwhile: a new pass finds some, and the proof has not been for nothing.
  const { pass, earned } = isForOld
    ? { pass: old, earned: null }
    : await earnAndBuy(exchange, identified, gate, { counters, clearance })
  if (order === null || pass === null) return earned
  if (door !== 'human') gate.prices.count(buyerOf(exchange, identified, pass), counters.length)
  exchange.tellBought(door, risk)
  return earned
}

/** A new pass with what it has bought. `pass` is null where no pass had room: then the next page says so. */
async function earnAndBuy(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  { counters, clearance }: { readonly counters: readonly string[]; readonly clearance: Clearance },
): Promise<{ readonly pass: Pass | null; readonly earned: EarnedPass }> {
  for (let left = PASSES_TRIED; ; left--) {
    const earned = await earnPass(exchange, identified, gate, clearance)
    const pass = await passIn(earned, exchange, identified, gate)
    if (pass !== null && buyAll(counters, pass, gate)) return { pass, earned }
    if (left === 1) return { pass: null, earned }
  }
}

/** All of it, or nothing. */
function buyAll(counters: readonly string[], { id }: Pass, gate: Gate): boolean {
  if (!hasRoom(counters, id, gate)) return false
  const nowMs = gate.clock.steadyMs()
  const { purchases } = gate.limits
  return counters.every((counter) => purchases.buy(counter, id, PURCHASE, nowMs))
}

/**
 * At which limits requests are bought. A code does for all of the site: its pass is a new one, with which no page was
 * loaded, so a form that one limit stopped would be stopped by the next.
 */
function countersBoughtAt(door: DoorEvent['door'], { order, site }: Exchange): readonly string[] {
  if (door === 'human' && site !== null) return [...provingCounters(site)]
  return order?.counters ?? []
}

async function passIn(
  { token }: EarnedPass,
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<Pass | null> {
  const presented = await presentTokens([token], exchange, identified, gate)
  return presented.kind === 'held' ? presented.pass : null
}
