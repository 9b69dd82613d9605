import { type Limits, type TallyTable } from '../../limits/index.ts'
import {
  type Clock,
  type Facts,
  type FreeLooks,
  type NetworkSet,
  type Rate,
} from '../../model/index.ts'
import { type Stock, Stocks, stockOf } from './stocks.ts'
import { type Surroundings, surroundingsOf } from './surroundings.ts'

/** Where a pass was shown is remembered by periods, this one and the one before: for 6 to 12 hours. */
const KNOWN_MS = 6 * 3_600_000

/**
 * Texts that clients make up and limits count by: so many of one network within the time have a counter of
 * their own, more than a library's readers come to that share an address. All others are one.
 */
const TEXTS_MAX = 16
const TEXTS_MS = 10 * 60_000

/**
 * Free looks that what lies around a network has: of a /48 four times those of one network, shared out as passes
 * are, since its networks are to be had for nothing; of an IPv6 /32 those of 256, since it may be all homes
 * of a provider, and may be rented whole. A /20 is hundreds of homes, and its networks are sixteen.
 */
const AROUND = { address: null, spared: 0, v4: [], v6: [4, 256] }

/** What stands for a text that has no counter of its own. No query has this shape. */
const ONE_OF_MANY = '\0many'

/** The free looks of somebody. */
interface Looks {
  readonly name: string
  readonly network: string
  readonly from: Surroundings | null
  readonly stock: Stock
  readonly near: Rate
}

/** What is known of networks, in the memory all workers share: counts that run out, never who or what. */
export class NetworkBook {
  readonly #tallies: TallyTable
  readonly #clock: Clock
  readonly #stocks: Stocks
  readonly #crowds: () => NetworkSet

  constructor(limits: Limits, clock: Clock, crowds: () => NetworkSet) {
    this.#tallies = limits.tallies
    this.#clock = clock
    this.#stocks = new Stocks(limits, clock.steadyMs)
    this.#crowds = crowds
  }

  /** Somebody there has shown a pass. */
  passShown({ network }: Pick<Facts, 'network'>): void {
    const nowMs = this.#clock.steadyMs()
    this.#tallies.add('known', `${network} ${periodOf(nowMs)}`, 2 * KNOWN_MS, nowMs)
  }

  /** Whether somebody there has shown a pass lately. */
  isKnown({ network }: Facts): boolean {
    const nowMs = this.#clock.steadyMs()
    const period = periodOf(nowMs)
    return (
      this.#tallies.read('known', `${network} ${period}`, nowMs) > 0 ||
      this.#tallies.read('known', `${network} ${period - 1}`, nowMs) > 0
    )
  }

  /**
   * Whether one of those requests is left that stay free beyond a limit. A network has none beyond its share of what
   * the networks around it have (`AROUND`).
   */
  hasFreeLook(counter: string, facts: Facts, looks: FreeLooks): boolean {
    const { name, network, from, stock, near } = this.#looksOf(counter, facts, looks)
    if (this.#tallies.read(name, network, this.#clock.steadyMs()) >= looks.count) return false
    return from === null || this.#stocks.aroundMs(stock, from, near) === 0
  }

  /**
   * Takes one of them. A network of which no count can be kept has none: a swarm that fills the table would have
   * them without end.
   */
  freeLook(counter: string, facts: Facts, looks: FreeLooks): boolean {
    if (!this.hasFreeLook(counter, facts, looks)) return false
    const { name, network, from, stock, near } = this.#looksOf(counter, facts, looks)
    const taken = this.#tallies.add(name, network, looks.forMs, this.#clock.steadyMs())
    if (taken === 0 || taken > looks.count) return false
    if (from !== null) this.#stocks.takeAround(stock, from, near)
    return true
  }

  /** Where they are counted; what lies around shares them where `from` is not null. */
  #looksOf(counter: string, facts: Facts, { count, forMs }: FreeLooks): Looks {
    const name = `looks\0${counter}`
    const from = this.#sharedAround(facts)
    return {
      name,
      // In a crowd nothing is around.
      network: from?.around.length === 0 ? from.network : facts.network,
      from,
      stock: stockOf(name, AROUND),
      near: { intervalMs: forMs / count, burst: count },
    }
  }

  /** Null where nothing but its network bounds somebody: a log that is replayed may know no more of him. */
  #sharedAround(facts: Facts): Surroundings | null {
    const crowds = this.#crowds()
    return crowds.isEmpty && !facts.network.includes(':') ? null : surroundingsOf(facts, crowds)
  }

  /** What a text counts as; the same for all clients, so that a swarm has one counter. */
  bounded({ network }: Facts, text: string): string {
    const nowMs = this.#clock.steadyMs()
    const own = `${network} ${text}`
    if (this.#tallies.read('text', own, nowMs) > 0) return text
    if (this.#tallies.read('texts', network, nowMs) >= TEXTS_MAX) return ONE_OF_MANY
    if (this.#tallies.add('text', own, TEXTS_MS, nowMs) === 0) return ONE_OF_MANY
    return this.#tallies.add('texts', network, TEXTS_MS, nowMs) > TEXTS_MAX ? ONE_OF_MANY : text
  }
}

function periodOf(nowMs: number): number {
  return Math.floor(nowMs / KNOWN_MS)
}
