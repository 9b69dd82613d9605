import { type RiskClass } from '../../challenge-pages/index.ts'
import { type Limits } from '../../limits/index.ts'
import { type ClientAddress, type SilentDoor, type SlowDoor } from '../../model/index.ts'
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

/**
 * How many passes a network may earn by each door, as the configuration says: what stops a farm, as
 * a pass costs less than what it permits.
 */
export class Caps {
  readonly #stocks: Stocks

  constructor(limits: Limits, nowMs: () => number) {
    this.#stocks = new Stocks(limits, nowMs)
  }

  /** The work the silent door asks of a client now: beyond its cap four times as much. */
  riskOf(address: ClientAddress, { passesPerNetwork }: SilentDoor): RiskClass {
    return this.#stocks.waitMs(SILENT, address, passesPerNetwork) === 0 ? 1 : 4
  }

  /** Counts a pass earned at the silent door. */
  countSilent(address: ClientAddress, { passesPerNetwork }: SilentDoor): void {
    this.#stocks.take(SILENT, address, passesPerNetwork)
  }

  /** Counts a pass at the slow door: 0, or the ms after which there is room again. */
  takeSlow(address: ClientAddress, { passesPerNetwork }: SlowDoor): number {
    const waitMs = this.#stocks.waitMs(SLOW, address, passesPerNetwork)
    if (waitMs === 0) this.#stocks.take(SLOW, address, passesPerNetwork)
    return waitMs
  }
}
