import { type RiskClass } from '../../challenge-pages/index.ts'
import { type Limits, PURCHASE, PURCHASE_FADE_MS } from '../../limits/index.ts'
import { type Pass, type Rate } from '../../model/index.ts'
import { WAITS_SECONDS } from './rooms.ts'

/** Whoever waits for a turn meanwhile comes back within this: then there is the usual time to use it in. */
const HELD_MS = WAITS_SECONDS * 1000 + PURCHASE.forMs

/** Classes of work, the cheapest first: each step doubles it. */
const CLASSES: readonly RiskClass[] = [1, 2, 4, 8, 16]
const STEPS_MAX = CLASSES.length - 1

/** So many purchases of neighbours cost nobody anything: a class, an office. Twice as many are a step. */
const NEIGHBOURS_FREE = 10

/** A pass that has lasted so long is no new one: neighbours raise its price by one step at most. */
const OLD_SECONDS = 600

/** Beyond the dearest class only waiting grows: this long after the purchase before, and twice with each. */
const WAIT_MS = 60_000
/** A form is kept for half an hour: nobody waits longer than it does. */
const WAIT_STEPS_MAX = 3

/** Who buys. */
export interface Buyer {
  readonly site: string
  /** Null for somebody who has none yet. */
  readonly pass: Pass | null
  /** With whom a price is shared: a network, or one address of a crowd. */
  readonly network: string
}

/** What a proof costs now. */
export interface Price {
  readonly risk: RiskClass
  /** Ms until one is taken at all; 0 for now. */
  readonly waitMs: number
}

/**
 * What a proof for requests beyond a limit costs: the class of its work doubles with each one that the pass has bought
 * within the hour, and with what its neighbours have. It is never told by a client.
 */
export class Prices {
  readonly #limits: Limits
  readonly #nowMs: () => number
  readonly #raised: (counter: string, key: string) => void

  /** `raised`: hears whose price has risen; other gates are to know. */
  constructor(
    limits: Limits,
    nowMs: () => number,
    raised: (counter: string, key: string) => void = () => undefined,
  ) {
    this.#limits = limits
    this.#nowMs = nowMs
    this.#raised = raised
  }

  /**
   * `nowSeconds` is the wall clock's: how old a pass is. A proof that buys at several limits at once is as dear as the
   * last of so many would be.
   */
  priceOf(buyer: Buyer, nowSeconds: number, limits = 1): Price {
    const steps = this.#stepsOf(buyer, nowSeconds) + limits - 1
    return {
      risk: CLASSES[Math.min(steps, STEPS_MAX)] ?? 16,
      waitMs: this.#waitMs(buyer, Math.round(this.#ownOf(buyer))),
    }
  }

  /**
   * At which of the limits that ask for it one proof buys: at all of them, but only at the first where no class is as
   * dear as that. There whoever buys most would pay half.
   */
  soldTogether(buyer: Buyer, nowSeconds: number, counters: readonly string[]): readonly string[] {
    const steps = this.#stepsOf(buyer, nowSeconds) + counters.length - 1
    return steps <= STEPS_MAX ? counters : counters.slice(0, 1)
  }

  #stepsOf(buyer: Buyer, nowSeconds: number): number {
    const own = this.#ownOf(buyer)
    const near = stepsOfNeighbours(this.#level(nearCounter(buyer), buyer.network) - own)
    return Math.round(own) + (isOld(buyer, nowSeconds) ? Math.min(near, 1) : near)
  }

  /** Counts a proof that was made: as one for each limit at which it buys. */
  count(buyer: Buyer, limits = 1): void {
    const { pass, network } = buyer
    for (let each = 0; each < limits; each++) {
      this.#raise(nearCounter(buyer), network)
      if (pass !== null) this.#raise(ownCounter(buyer), pass.id)
    }
    if (pass === null) return
    const pace = paceAfter(Math.round(this.#ownOf(buyer)))
    const { rates } = this.#limits
    if (pace !== null) rates.take(paceCounter(buyer), pass.id, pace, this.#nowMs())
  }

  #raise(counter: string, key: string): void {
    this.#limits.fading.add(counter, key, PURCHASE_FADE_MS, this.#nowMs())
    this.#raised(counter, key)
  }

  /** What a pass has bought does not lapse while its holder waits for a turn. */
  hold({ id }: Pass, counters: Iterable<string>): void {
    const nowMs = this.#nowMs()
    for (const counter of counters) this.#limits.purchases.hold(counter, id, HELD_MS, nowMs)
  }

  #ownOf(buyer: Buyer): number {
    return buyer.pass === null ? 0 : this.#level(ownCounter(buyer), buyer.pass.id)
  }

  #level(counter: string, key: string): number {
    return this.#limits.fading.level(counter, key, PURCHASE_FADE_MS, this.#nowMs())
  }

  #waitMs(buyer: Buyer, own: number): number {
    const pace = paceAfter(own)
    if (pace === null || buyer.pass === null) return 0
    return this.#limits.rates.look(paceCounter(buyer), buyer.pass.id, pace, this.#nowMs())
  }
}

function stepsOfNeighbours(bought: number): number {
  return bought < NEIGHBOURS_FREE ? 0 : 1 + Math.floor(Math.log2(bought / NEIGHBOURS_FREE))
}

function isOld({ pass }: Buyer, nowSeconds: number): boolean {
  return pass !== null && nowSeconds - pass.provedAtSeconds > OLD_SECONDS
}

/** How far apart purchases lie that follow on so many; null where they need not. */
function paceAfter(own: number): Rate | null {
  const beyond = own - STEPS_MAX - 1
  if (beyond < 0) return null
  return { intervalMs: WAIT_MS * 2 ** Math.min(beyond, WAIT_STEPS_MAX), burst: 1 }
}

function ownCounter({ site }: Buyer): string {
  return `bought\0pass\0${site}`
}

function nearCounter({ site }: Buyer): string {
  return `bought\0network\0${site}`
}

function paceCounter({ site }: Buyer): string {
  return `bought\0pace\0${site}`
}
