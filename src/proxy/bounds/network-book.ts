import { type TallyTable } from '../../limits/index.ts'
import { type Clock, type Facts, type FreeLooks } from '../../model/index.ts'

/** Where a pass was shown is remembered by periods, this one and the one before: for 6 to 12 hours. */
const KNOWN_MS = 6 * 3_600_000

/**
 * Texts that clients make up and limits count by: so many of one network within the time have a counter of
 * their own, more than a library's readers come to that share an address. All others are one.
 */
const TEXTS_MAX = 16
const TEXTS_MS = 10 * 60_000

/** What stands for a text that has no counter of its own. No query has this shape. */
const ONE_OF_MANY = '\0many'

/** What is known of networks, in the memory all workers share: counts that run out, never who or what. */
export class NetworkBook {
  readonly #tallies: TallyTable
  readonly #clock: Clock

  constructor(tallies: TallyTable, clock: Clock) {
    this.#tallies = tallies
    this.#clock = clock
  }

  /** Somebody there has shown a pass. */
  passShown({ network }: Facts): void {
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
   * Takes one of those requests that stay free beyond a limit. A network of which no count can be kept has
   * none: a swarm that fills the table would have them without end.
   */
  freeLook(counter: string, { network }: Facts, { count, forMs }: FreeLooks): boolean {
    const taken = this.#tallies.add(`looks\0${counter}`, network, forMs, this.#clock.steadyMs())
    return taken > 0 && taken <= count
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
