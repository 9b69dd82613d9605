import { type RiskClass } from '../../challenge-pages/index.ts'
import { type Limits } from '../../limits/index.ts'
import { type Rate, type SilentDoor, type SlowDoor } from '../../model/index.ts'
import { type Stock, type Stocks, stockOf } from './stocks.ts'
import { type Surroundings } from './surroundings.ts'

/** Nobody is refused at this door, so nothing is spared. The /20 or /48 around a network, and for IPv6 the /32 of a provider. */
const SILENT = stockOf('silent', { address: null, spared: 0, v4: [4], v6: [4, 16] })

const SLOW = stockOf('slow', { address: null, spared: 1 / 4, v4: [4], v6: [4, 8] })

/** What a network earns beyond the usual price, as many at each. */
const DEAR = stockOf('silent at 4', { address: null, spared: 0, v4: [], v6: [] })
const DEAREST = stockOf('silent at 16', { address: null, spared: 0, v4: [], v6: [] })

/** And beyond that: as often as a pass is forgotten, and as often again for addresses that had none. */
const PACED = 'silent\0paced'
const PACED_NEW = 'silent\0paced new'
const HAD_ONE = 'silent\0had one'

/** What a pass of the silent door costs a client now, and where it counts: looked up once for each proof. */
export interface Price {
  readonly risk: RiskClass
  /** Ms until a pass may be had at that price: 0, but for a network beyond all prices. */
  readonly waitMs: number
  /** Null for those beyond all prices, which come one by one. */
  readonly stock: Stock | null
  /** Whether it counts for what lies around the network: there the usual price alone is shared out. */
  readonly isShared: boolean
}

/**
 * How many passes a network may earn by each door, as the configuration says: what stops a farm, as
 * a pass costs less than what it permits.
 */
export class Caps {
  readonly #limits: Limits
  readonly #nowMs: () => number
  readonly #stocks: Stocks

  constructor(limits: Limits, stocks: Stocks, nowMs: () => number) {
    this.#limits = limits
    this.#stocks = stocks
    this.#nowMs = nowMs
  }

  /**
   * What the silent door asks of a client now: beyond what its network may earn four times the work, for as
   * many again, then sixteen times; four times where those around it have earned what they may.
   */
  priceOf(from: Surroundings, door: SilentDoor): Price {
    const { passesPerNetwork: near } = door
    const stocks = this.#stocks
    if (stocks.nearMs(SILENT, from, near) === 0) {
      const isShared = stocks.aroundMs(SILENT, from, near) === 0
      return { risk: isShared ? 1 : 4, waitMs: 0, stock: SILENT, isShared }
    }
    if (stocks.nearMs(DEAR, from, near) === 0) {
      return { risk: 4, waitMs: 0, stock: DEAR, isShared: false }
    }
    if (stocks.nearMs(DEAREST, from, near) === 0) {
      return { risk: 16, waitMs: 0, stock: DEAREST, isShared: false }
    }
    return { risk: 16, waitMs: this.#pacedMs(from, door), stock: null, isShared: false }
  }

  #pacedMs({ network, address }: Surroundings, door: SilentDoor): number {
    const networkMs = this.#look(PACED, network, paceOf(door))
    if (networkMs === 0 || this.#look(HAD_ONE, address, onceOf(door)) > 0) return networkMs
    return Math.min(networkMs, this.#look(PACED_NEW, network, paceOf(door)))
  }

  /** Counts a pass earned at the silent door, at the price that was looked up. */
  countSilent(from: Surroundings, door: SilentDoor, { stock, isShared }: Price): void {
    const { passesPerNetwork: near } = door
    if (stock === null) {
      const isNew = this.#take(PACED, from.network, paceOf(door)) > 0
      if (isNew) this.#take(PACED_NEW, from.network, paceOf(door))
    } else if (isShared) this.#stocks.take(stock, from, near)
    else this.#stocks.takeNear(stock, from, near)
    this.#take(HAD_ONE, from.address, onceOf(door))
  }

  /** Counts a pass at the slow door: 0, or the ms after which there is room again. */
  takeSlow(from: Surroundings, { passesPerNetwork }: SlowDoor): number {
    const waitMs = this.#stocks.waitMs(SLOW, from, passesPerNetwork)
    if (waitMs === 0) this.#stocks.take(SLOW, from, passesPerNetwork)
    return waitMs
  }

  #look(counter: string, key: string, rate: Rate): number {
    return this.#limits.rates.look(counter, key, rate, this.#nowMs())
  }

  #take(counter: string, key: string, rate: Rate): number {
    return this.#limits.rates.take(counter, key, rate, this.#nowMs())
  }
}

function paceOf({ passesPerNetwork: { intervalMs } }: SilentDoor): Rate {
  return { intervalMs, burst: 1 }
}

/** An address had one for as long as it takes until its network has forgotten all. */
function onceOf({ passesPerNetwork: { intervalMs, burst } }: SilentDoor): Rate {
  return { intervalMs: intervalMs * burst, burst: 1 }
}
