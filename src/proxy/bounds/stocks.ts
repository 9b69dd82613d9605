import { type Limits, NETWORK_LEAST, SHARED_PART } from '../../limits/index.ts'
import { type Rate } from '../../model/index.ts'
import { type Surroundings } from './surroundings.ts'

/** What networks share out: passes of a door, wrong codes, free looks. */
interface StockParts {
  /** What one address may take; null where that is as much as its network. */
  readonly address: Rate | null
  /** So much of what its network may take an address that had nothing finds left, whatever others took. */
  readonly spared: number
  /**
   * How many times what a network may take those around it may, from the inside out: the /20; the /48 and
   * the /32. None where that is not bounded.
   */
  readonly v4: readonly number[]
  readonly v6: readonly number[]
}

export interface Stock extends StockParts {
  readonly counters: {
    readonly near: string
    readonly address: string
    readonly spared: string
    /** Of the network and those around it. */
    readonly held: readonly string[]
  }
}

/** A stock that counts under a name of its own. */
export function stockOf(name: string, parts: StockParts): Stock {
  const counter = (what: string): string => `stock\0${name}\0${what}`
  const held = Array.from({ length: 1 + Math.max(parts.v4.length, parts.v6.length) })
  return {
    ...parts,
    counters: {
      near: counter('near'),
      address: counter('address'),
      spared: counter('spared'),
      held: held.map((_, i) => counter(`held ${i}`)),
    },
  }
}

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
 * each, however long and often they ask; the last eighth is one place each for those that hold nothing. In a
 * crowd each address is a network, and nothing lies around it.
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
  waitMs(stock: Stock, from: Surroundings, near: Rate): number {
    return Math.max(this.nearMs(stock, from, near), this.aroundMs(stock, from, near))
  }

  /** The same, as far as it is for what lies around the nearest network. */
  aroundMs(stock: Stock, from: Surroundings, near: Rate): number {
    const fadeMs = near.intervalMs * near.burst
    return Math.max(0, ...this.#holdsOf(stock, from, near).map((hold) => waitOf(hold, fadeMs)))
  }

  take(stock: Stock, from: Surroundings, near: Rate): void {
    this.takeNear(stock, from, near)
    this.takeAround(stock, from, near)
  }

  /** Takes what is not counted in the nearest network. */
  takeAround(stock: Stock, from: Surroundings, near: Rate): void {
    for (const { counter, key } of heldIn(stock, from)) {
      this.#limits.fading.add(counter, key, near.intervalMs * near.burst, this.#nowMs())
    }
  }

  /** Takes what is not counted around the nearest network. */
  takeNear({ counters, spared, address }: Stock, from: Surroundings, near: Rate): void {
    const isOver = this.#take(counters.near, from.network, near) > 0
    if (spared === 0) return
    if (isOver) this.#take(counters.spared, from.network, sparedIn(spared, near))
    this.#take(counters.address, from.address, address ?? onceIn(near))
  }

  /** The same as `waitMs`, as far as it is for the address and the nearest network. */
  nearMs({ counters, address, spared }: Stock, from: Surroundings, near: Rate): number {
    const addressMs = address === null ? 0 : this.#look(counters.address, from.address, address)
    const ownMs = this.#look(counters.near, from.network, near)
    if (ownMs === 0 || spared === 0) return Math.max(addressMs, ownMs)
    const ofOthers = sparedIn(spared, near)
    const once = { ...(address ?? onceIn(near)), burst: 1 }
    const isNew = this.#look(counters.address, from.address, once) === 0
    if (ofOthers.burst === 0 || !isNew) return Math.max(addressMs, ownMs)
    return Math.min(ownMs, this.#look(counters.spared, from.network, ofOthers))
  }

  #look(counter: string, key: string, rate: Rate): number {
    return this.#limits.rates.look(counter, key, rate, this.#nowMs())
  }

  #take(counter: string, key: string, rate: Rate): number {
    return this.#limits.rates.take(counter, key, rate, this.#nowMs())
  }

  #holdsOf(stock: Stock, from: Surroundings, near: Rate): readonly Hold[] {
    const fadeMs = near.intervalMs * near.burst
    const nowMs = this.#nowMs()
    const levels = heldIn(stock, from).map(({ counter, key, factor }) => ({
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

/** Its burst may be 0: then there is none. */
function sparedIn(spared: number, { intervalMs, burst }: Rate): Rate {
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

/** What the networks somebody lies in hold, from the nearest on. */
function heldIn({ counters, v4, v6 }: Stock, from: Surroundings): readonly Held[] {
  const factors = from.isIPv6 ? v6 : v4
  if (factors.length === 0 || from.around.length === 0) return []
  return [from.network, ...from.around].map((key, i) => ({
    counter: counters.held[i] ?? '',
    key,
    factor: factors[i - 1] ?? 1,
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
