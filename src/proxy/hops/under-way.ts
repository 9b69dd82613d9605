import { type Claimant, mayTake } from '../../limits/index.ts'

/** In one worker: an answer that is passed on takes a socket and some hundred KiB. */
const UNDER_WAY_MAX = 256

/** What a worker has handed on to other gates, shared out among networks. */
export class HopsUnderWay {
  readonly #held = new Map<number, number>()
  #all = 0

  enter(who: Claimant): boolean {
    const { network, wider, provider, isSettled } = who
    const held = {
      all: this.#all,
      network: this.#of(network),
      wider: this.#of(wider),
      provider: this.#of(provider),
    }
    if (!mayTake(UNDER_WAY_MAX, held, { isSettled })) return false
    this.#count(who, 1)
    return true
  }

  leave(who: Claimant): void {
    this.#count(who, -1)
  }

  #of(width: number): number {
    return width === 0 ? 0 : (this.#held.get(width) ?? 0)
  }

  #count({ network, wider, provider }: Claimant, change: 1 | -1): void {
    this.#all += change
    for (const width of [network, wider, provider]) {
      if (width === 0) continue
      const held = this.#of(width) + change
      if (held > 0) this.#held.set(width, held)
      else this.#held.delete(width)
    }
  }
}
