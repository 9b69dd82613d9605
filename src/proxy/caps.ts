import { prefixOf } from '../client/index.ts'
import { type RiskClass } from '../challenge-pages/index.ts'
import { type Limits } from '../limits/index.ts'
import { type ClientAddress, type Rate } from '../model/index.ts'

/** One width of network and how many passes it may earn. */
interface Cap {
  readonly counter: string
  readonly bits: { readonly v4: number; readonly v6: number }
  readonly rate: Rate
}

/** The /24 or /56 a household has; the /20 or /48 around it; for IPv6 the /32 of a provider. */
const WIDTHS = [
  { name: 'near', bits: { v4: 24, v6: 56 } },
  { name: 'wide', bits: { v4: 20, v6: 48 } },
  { name: 'provider', bits: { v4: 20, v6: 32 } },
] as const

/** 60 passes in 10 minutes at the normal price; beyond it four times the work, never a refusal. */
const SILENT_CAPS = capsOf('silent', { intervalMs: 10_000, burst: 60 }, [1, 4, 16])

/** 12 passes a minute, held and unheld together; beyond it "press again". */
const SLOW_CAPS = capsOf('slow', { intervalMs: 5_000, burst: 12 }, [1, 4, 8])

function capsOf(door: string, rate: Rate, factors: readonly number[]): readonly Cap[] {
  return WIDTHS.map(({ name, bits }, i) => {
    const factor = factors[i] ?? 1
    return {
      counter: `door\0${door}\0${name}`,
      bits,
      rate: { intervalMs: rate.intervalMs / factor, burst: rate.burst * factor },
    }
  })
}

/** How many passes a network may earn by each door. What a pass costs is less than what it permits. */
export class Caps {
  readonly #limits: Limits
  readonly #nowMs: () => number

  constructor(limits: Limits, nowMs: () => number) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** The work the silent door asks of a client now. */
  riskOf(address: ClientAddress): RiskClass {
    return this.#wait(SILENT_CAPS, address) === 0 ? 1 : 4
  }

  /** Counts a pass earned at the silent door. */
  countSilent(address: ClientAddress): void {
    this.#take(SILENT_CAPS, address)
  }

  /** Counts a pass at the slow door: 0, or the ms after which there is room again. */
  takeSlow(address: ClientAddress): number {
    const waitMs = this.#wait(SLOW_CAPS, address)
    if (waitMs === 0) this.#take(SLOW_CAPS, address)
    return waitMs
  }

  #wait(caps: readonly Cap[], address: ClientAddress): number {
    const nowMs = this.#nowMs()
    const waits = widthsFor(caps, address).map(({ counter, bits, rate }) =>
      this.#limits.rates.look(counter, prefixOf(address, bits), rate, nowMs),
    )
    return Math.max(...waits)
  }

  #take(caps: readonly Cap[], address: ClientAddress): void {
    const nowMs = this.#nowMs()
    for (const { counter, bits, rate } of widthsFor(caps, address)) {
      this.#limits.rates.take(counter, prefixOf(address, bits), rate, nowMs)
    }
  }
}

function widthsFor(caps: readonly Cap[], address: ClientAddress): readonly Cap[] {
  return address.includes(':') ? caps : caps.slice(0, 2)
}
