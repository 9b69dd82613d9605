/** For whom something is held: one client, and the network it comes from. */
export interface Holder {
  /** The IPv4 address, or the /64 of an IPv6 one. */
  readonly address: string
  readonly network: string
}

/** Of what there is, one address holds this much at most. */
const ADDRESS_SHARE = 1 / 4

/** And all addresses of one network together this much: as many again are left for everybody else. */
const NETWORK_SHARE = 1 / 2

/**
 * How much of `max` one address and one network may hold. Each may have `leastMax` in any case, so what
 * is there no more than that often is not shared out.
 */
export function portionsOf(
  max: number,
  leastMax = 1,
): { readonly addressMax: number; readonly networkMax: number } {
  return {
    addressMax: Math.min(max, Math.max(leastMax, Math.floor(max * ADDRESS_SHARE))),
    networkMax: Math.min(max, Math.max(leastMax, Math.floor(max * NETWORK_SHARE))),
  }
}

/**
 * Something bounded that belongs to one worker and that clients compete for, in units or in bytes: never
 * more than `max` of it is held, by one address a quarter at most and by one network half.
 */
export class Portions {
  readonly #max: number
  readonly #addressMax: number
  readonly #networkMax: number
  readonly #byAddress = new Map<string, number>()
  readonly #byNetwork = new Map<string, number>()
  #held = 0

  /** `of`: where it is a part of something, what portions are taken of; default `max`. */
  constructor(max: number, { leastMax = 1, of = max } = {}) {
    const { addressMax, networkMax } = portionsOf(of, leastMax)
    this.#max = max
    this.#addressMax = addressMax
    this.#networkMax = networkMax
  }

  /** Whether so much more may be held for somebody. */
  hasRoom({ address, network }: Holder, amount = 1): boolean {
    return (
      this.#held + amount <= this.#max &&
      this.ofAddress(address) + amount <= this.#addressMax &&
      this.ofNetwork(network) + amount <= this.#networkMax
    )
  }

  /** Holds it; whether there is room is asked before. */
  take({ address, network }: Holder, amount = 1): void {
    this.#held += amount
    add(this.#byAddress, address, amount)
    add(this.#byNetwork, network, amount)
  }

  /** Holds it no longer. */
  giveBack({ address, network }: Holder, amount = 1): void {
    this.#held -= amount
    add(this.#byAddress, address, -amount)
    add(this.#byNetwork, network, -amount)
  }

  /** All that is held. */
  get held(): number {
    return this.#held
  }

  /** What is held for a network. */
  ofNetwork(network: string): number {
    return this.#byNetwork.get(network) ?? 0
  }

  /** What is held for an address. */
  ofAddress(address: string): number {
    return this.#byAddress.get(address) ?? 0
  }
}

/** Who holds nothing leaves nothing behind. */
function add(held: Map<string, number>, key: string, amount: number): void {
  const sum = (held.get(key) ?? 0) + amount
  if (sum > 0) held.set(key, sum)
  else held.delete(key)
}
