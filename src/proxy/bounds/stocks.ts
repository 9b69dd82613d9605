import { addressKeyOf, prefixOf } from '../../client/index.ts'
import { type Limits, NETWORK_LEAST, SHARED_PART } from '../../limits/index.ts'
import { type ClientAddress, type NetworkBits, type Rate } from '../../model/index.ts'

/** What networks share out: passes of a door, wrong codes. */
export interface Stock {
  readonly name: string
  /** What one address may take; null where that is as much as its network. */
  readonly address: Rate | null
  /** So much of what its network may take an address that had nothing finds left, whatever others took. */
  readonly spared: number
  /** What lies around the nearest network, from the inside out; none where that is not bounded. */
  readonly v4: readonly Width[]
  readonly v6: readonly Width[]
}

interface Width {
  readonly bits: number
  /** How many times what the nearest network may take. */
  readonly factor: number
}

/** The /24 or /56 a household has. */
const NEAR: NetworkBits = { v4: 24, v6: 56 }

/** What fades counts as nothing held from here on: what was taken once, after its time. */
const HELD_NOTHING = Math.exp(-1)

/** Levels are exact to some thousandths. */
const EXACT = 0.01

/** A network and what it holds of what the one around it has. */
interface Hold {
  readonly held: number
  /** What it may hold as a multiple of a nearest network's share. */
  readonly shares: number
  /** Held of the one around it in all, and how much that has. */
  readonly total: number
  readonly room: number
}

/**
 * What a network may take, by the widths it lies in. The nearest has a rate of its own, and beyond it maybe
 * some for addresses that had nothing yet: one device does not keep its neighbours out. Those around it have a
 * multiple of that and share it out by what each took lately, which fades: with `free = 7/8 of the room - held`
 * one network holds `max(2, free)` at most, a /48 of its provider twice that, so `n` of them 7/8 / (n + 1)
 * each, however long and often they ask; the last eighth is one place each for those that hold nothing.
 *
 * Looked at and taken by workers at the same moment it may be passed by one for each worker.
 */
export class Stocks {
  readonly #limits: Limits
  readonly #nowMs: () => number

  constructor(limits: Limits, nowMs: () => number) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** 0 where one may be taken, else the ms after which one could be, if nobody else came. */
  waitMs(stock: Stock, address: ClientAddress, near: Rate): number {
    return Math.max(this.nearMs(stock, address, near), this.aroundMs(stock, address, near))
  }

  /** The same, as far as it is for what lies around the nearest network. */
  aroundMs(stock: Stock, address: ClientAddress, near: Rate): number {
    const fadeMs = near.intervalMs * near.burst
    return Math.max(0, ...this.#holdsOf(stock, address, near).map((hold) => waitOf(hold, fadeMs)))
  }

  take(stock: Stock, address: ClientAddress, near: Rate): void {
    this.takeNear(stock, address, near)
    for (const { counter, key } of heldIn(stock, address)) {
      this.#limits.fading.add(counter, key, near.intervalMs * near.burst, this.#nowMs())
    }
  }

  /** Takes what is not counted around the nearest network. */
  takeNear(stock: Stock, address: ClientAddress, near: Rate): void {
    const { rates } = this.#limits
    const nowMs = this.#nowMs()
    const network = prefixOf(address, NEAR)
    const isOver = rates.take(counterOf(stock, 'near'), network, near, nowMs) > 0
    if (stock.spared === 0) return
    if (isOver) rates.take(counterOf(stock, 'spared'), network, sparedIn(stock, near), nowMs)
    const ofAddress = stock.address ?? onceIn(near)
    rates.take(counterOf(stock, 'address'), addressKeyOf(address), ofAddress, nowMs)
  }

  /** The same as `waitMs`, as far as it is for the address and the nearest network. */
  nearMs(stock: Stock, address: ClientAddress, near: Rate): number {
    const { rates } = this.#limits
    const nowMs = this.#nowMs()
    const look = (what: string, key: string, rate: Rate): number =>
      rates.look(counterOf(stock, what), key, rate, nowMs)
    const key = addressKeyOf(address)
    const addressMs = stock.address === null ? 0 : look('address', key, stock.address)
    const network = prefixOf(address, NEAR)
    const ownMs = look('near', network, near)
    const ofOthers = sparedIn(stock, near)
    const isNew = look('address', key, { ...(stock.address ?? onceIn(near)), burst: 1 }) === 0
    if (ownMs === 0 || ofOthers.burst === 0 || !isNew) return Math.max(addressMs, ownMs)
    return Math.min(ownMs, look('spared', network, ofOthers))
  }

  #holdsOf(stock: Stock, address: ClientAddress, near: Rate): readonly Hold[] {
    const fadeMs = near.intervalMs * near.burst
    const nowMs = this.#nowMs()
    const levels = heldIn(stock, address).map(({ counter, key, factor }) => ({
      level: this.#limits.fading.level(counter, key, fadeMs, nowMs),
      room: near.burst * factor,
    }))
    return levels.slice(1).map(({ level: total, room }, i) => ({
      held: levels[i]?.level ?? 0,
      shares: i + 1,
      total,
      room,
    }))
  }
}

function counterOf({ name }: Stock, what: string): string {
  return `stock\0${name}\0${what}`
}

/** Its burst may be 0: then there is none. */
function sparedIn({ spared }: Stock, { intervalMs, burst }: Rate): Rate {
  return { intervalMs: intervalMs / spared, burst: Math.floor(burst * spared) }
}

/** Whoever took one holds it for as long as a burst takes to come back. */
function onceIn({ intervalMs, burst }: Rate): Rate {
  return { intervalMs: intervalMs * burst, burst: 1 }
}

interface Held {
  readonly counter: string
  readonly key: string
  readonly factor: number
}

/** What the networks an address lies in hold, from the nearest on. */
function heldIn(stock: Stock, address: ClientAddress): readonly Held[] {
  const isV6 = address.includes(':')
  const around = isV6 ? stock.v6 : stock.v4
  if (around.length === 0) return []
  const nearest = { bits: isV6 ? NEAR.v6 : NEAR.v4, factor: 1 }
  return [nearest, ...around].map(({ bits, factor }) => ({
    counter: counterOf(stock, `held ${bits}`),
    key: prefixOf(address, { v4: bits, v6: bits }),
    factor,
  }))
}

/**
 * How long a hold has to fade until one more is within its share. All levels fade alike, so what is looked
 * for is the part of them at which it would be.
 */
function waitOf({ held, shares, total, room }: Hold, fadeMs: number): number {
  const free = SHARED_PART * room
  const least = (shares * NETWORK_LEAST - 1) / held
  const most = (shares * free - 1) / (held + shares * total)
  const asShared = Math.min((free - 1) / total, Math.max(least, most))
  const asNewcomer = HELD_NOTHING / held
  const part = Math.min((room - 1) / total, Math.max(asShared, asNewcomer))
  if (part >= 1 - EXACT) return 0
  return Math.ceil(-fadeMs * Math.log(Math.max(part, EXACT)))
}
