import { prefixOf } from '../../client/index.ts'
import { type RiskClass } from '../../challenge-pages/index.ts'
import { type Limits } from '../../limits/index.ts'
import { type ClientAddress, type Rate, type SilentDoor, type SlowDoor } from '../../model/index.ts'

/** One width of network. */
interface Width {
  readonly name: string
  readonly bits: { readonly v4: number; readonly v6: number }
  /** How many times what the nearest may earn. */
  readonly factor: number
}

/** The /24 or /56 a household has; the /20 or /48 around it; for IPv6 the /32 of a provider. */
const NEAR: Width = { name: 'near', bits: { v4: 24, v6: 56 }, factor: 1 }
const WIDE: Width = { name: 'wide', bits: { v4: 20, v6: 48 }, factor: 4 }
const PROVIDER: Width = { name: 'provider', bits: { v4: 20, v6: 32 }, factor: 16 }
const SLOW_PROVIDER: Width = { ...PROVIDER, factor: 8 }

/** What one door counts. */
interface Cap {
  readonly door: string
  readonly v4: readonly Width[]
  readonly v6: readonly Width[]
}

const SILENT: Cap = { door: 'silent', v4: [NEAR, WIDE], v6: [NEAR, WIDE, PROVIDER] }
const SLOW: Cap = { door: 'slow', v4: [NEAR, WIDE], v6: [NEAR, WIDE, SLOW_PROVIDER] }

/**
 * How many passes a network may earn by each door, as the configuration says: what stops a farm, as
 * a pass costs less than what it permits.
 */
export class Caps {
  readonly #limits: Limits
  readonly #nowMs: () => number

  constructor(limits: Limits, nowMs: () => number) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** The work the silent door asks of a client now: beyond its cap four times as much. */
  riskOf(address: ClientAddress, { passesPerNetwork }: SilentDoor): RiskClass {
    return this.#wait(SILENT, address, passesPerNetwork) === 0 ? 1 : 4
  }

  /** Counts a pass earned at the silent door. */
  countSilent(address: ClientAddress, { passesPerNetwork }: SilentDoor): void {
    this.#take(SILENT, address, passesPerNetwork)
  }

  /** Counts a pass at the slow door: 0, or the ms after which there is room again. */
  takeSlow(address: ClientAddress, { passesPerNetwork }: SlowDoor): number {
    const waitMs = this.#wait(SLOW, address, passesPerNetwork)
    if (waitMs === 0) this.#take(SLOW, address, passesPerNetwork)
    return waitMs
  }

  #wait(cap: Cap, address: ClientAddress, near: Rate): number {
    const nowMs = this.#nowMs()
    const waits = widthsFor(cap, address).map(({ name, bits, factor }) => {
      const counter = counterOf(cap, name)
      return this.#limits.rates.look(counter, prefixOf(address, bits), times(near, factor), nowMs)
    })
    return Math.max(...waits)
  }

  #take(cap: Cap, address: ClientAddress, near: Rate): void {
    const nowMs = this.#nowMs()
    for (const { name, bits, factor } of widthsFor(cap, address)) {
      const counter = counterOf(cap, name)
      this.#limits.rates.take(counter, prefixOf(address, bits), times(near, factor), nowMs)
    }
  }
}

function counterOf({ door }: Cap, width: string): string {
  return `door\0${door}\0${width}`
}

function times({ intervalMs, burst }: Rate, factor: number): Rate {
  return { intervalMs: intervalMs / factor, burst: burst * factor }
}

function widthsFor({ v4, v6 }: Cap, address: ClientAddress): readonly Width[] {
  return address.includes(':') ? v6 : v4
}
