import { addressKeyOf, networkOf } from '../../client/index.ts'
import { type RiskClass } from '../../challenge-pages/index.ts'
import { type Limits } from '../../limits/index.ts'
import { type ClientAddress, type Rate, type SilentDoor, type SlowDoor } from '../../model/index.ts'
import { type Stock, Stocks } from './stocks.ts'

/** Nobody is refused at this door, so nothing is spared. The /20 or /48 around a network, and for IPv6 the /32 of a provider. */
const SILENT: Stock = {
  name: 'silent',
  address: null,
  spared: 0,
  v4: [{ bits: 20, factor: 4 }],
  v6: [
    { bits: 48, factor: 4 },
    { bits: 32, factor: 16 },
  ],
}

const SLOW: Stock = {
  ...SILENT,
  name: 'slow',
  spared: 1 / 4,
  v6: [
    { bits: 48, factor: 4 },
    { bits: 32, factor: 8 },
  ],
}

/** What a network earns beyond the usual price, as many at each. */
const DEAR: Stock = { name: 'silent at 4', address: null, spared: 0, v4: [], v6: [] }
const DEAREST: Stock = { ...DEAR, name: 'silent at 16' }

/** And beyond that: as often as a pass is forgotten, and as often again for addresses that had none. */
const PACED = 'silent\0paced'
const PACED_NEW = 'silent\0paced new'
const HAD_ONE = 'silent\0had one'

/** What a pass of the silent door costs a client now, and where it counts. */
interface Price {
  readonly risk: RiskClass
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

  constructor(limits: Limits, nowMs: () => number) {
    this.#limits = limits
    this.#nowMs = nowMs
    this.#stocks = new Stocks(limits, nowMs)
  }

  /**
   * The work the silent door asks of a client now: beyond what its network may earn four times as much, for as
   * many again, then sixteen times; four times where those around it have earned what they may.
   */
  riskOf(address: ClientAddress, door: SilentDoor): RiskClass {
    return this.#priceOf(address, door).risk
  }

  /** Ms until a pass of the silent door may be had at its price: 0, but for a network beyond all prices. */
  paceMs(address: ClientAddress, door: SilentDoor): number {
    if (this.#priceOf(address, door).stock !== null) return 0
    const networkMs = this.#look(PACED, networkOf(address), paceOf(door))
    if (networkMs === 0 || this.#look(HAD_ONE, addressKeyOf(address), onceOf(door)) > 0) {
      return networkMs
    }
    return Math.min(networkMs, this.#look(PACED_NEW, networkOf(address), paceOf(door)))
  }

  /** Counts a pass earned at the silent door. */
  countSilent(address: ClientAddress, door: SilentDoor): void {
    const { stock, isShared } = this.#priceOf(address, door)
    const { passesPerNetwork } = door
    if (stock === null) {
      const isNew = this.#take(PACED, networkOf(address), paceOf(door)) > 0
      if (isNew) this.#take(PACED_NEW, networkOf(address), paceOf(door))
    } else if (isShared) this.#stocks.take(stock, address, passesPerNetwork)
    else this.#stocks.takeNear(stock, address, passesPerNetwork)
    this.#take(HAD_ONE, addressKeyOf(address), onceOf(door))
  }

  /** Counts a pass at the slow door: 0, or the ms after which there is room again. */
  takeSlow(address: ClientAddress, { passesPerNetwork }: SlowDoor): number {
    const waitMs = this.#stocks.waitMs(SLOW, address, passesPerNetwork)
    if (waitMs === 0) this.#stocks.take(SLOW, address, passesPerNetwork)
    return waitMs
  }

  #priceOf(address: ClientAddress, { passesPerNetwork: near }: SilentDoor): Price {
    const stocks = this.#stocks
    if (stocks.nearMs(SILENT, address, near) === 0) {
      const isShared = stocks.aroundMs(SILENT, address, near) === 0
      return { risk: isShared ? 1 : 4, stock: SILENT, isShared }
    }
    if (stocks.nearMs(DEAR, address, near) === 0) return { risk: 4, stock: DEAR, isShared: false }
    const isOver = stocks.nearMs(DEAREST, address, near) > 0
    return { risk: 16, stock: isOver ? null : DEAREST, isShared: false }
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
