import { type Claimant, mayTake } from './shares.ts'

/** For whom something is held: one client, and the network it comes from. */
export interface Holder {
  /** The IPv4 address, or the /64 of an IPv6 one. */
  readonly address: string
  /** In a crowd what counts as a network: its address or its pass. */
  readonly network: string
  /** As whom it counts in the networks around; missing where nothing but its own binds it. */
  readonly claimant?: Claimant | undefined
}

/** Of what there is, one address holds this much at most: half of what its network may. */
const ADDRESS_SHARE = 1 / 4

/** Somebody whom no wider network binds, and who may have of the whole reserve. */
const UNBOUND: Claimant = { network: 0, wider: 0, provider: 0, isSettled: true }

interface PortionOptions {
  /** What an address may hold in any case; default: one. */
  readonly leastMax?: number
  /** What one asks for at most: what a place is among bytes. Default `leastMax`. */
  readonly most?: number
  /** Where it is a part of something, what is shared out; default `max`. */
  readonly of?: number
}

/**
 * Something bounded that belongs to one worker and that clients compete for, in units or in bytes: never
 * more than `max` of it is held, shared out among networks (`mayTake`), and by one address a quarter at most.
 */
export class Portions {
  readonly #max: number
  readonly #of: number
  readonly #most: number
  readonly #addressMax: number
  readonly #byAddress = new Map<string, number>()
  readonly #byNetwork = new Map<string, number>()
  /** By the hash of each network around. */
  readonly #around = new Map<number, number>()
  #held = 0

  constructor(max: number, { leastMax = 1, most = leastMax, of = max }: PortionOptions = {}) {
    this.#max = max
    this.#of = of
    this.#most = most
    this.#addressMax = Math.min(of, Math.max(leastMax, Math.floor(of * ADDRESS_SHARE)))
  }

  /** Whether so much more may be held for somebody. */
  hasRoom({ address, network, claimant = UNBOUND }: Holder, amount = 1): boolean {
    if (this.#held + amount > this.#max) return false
    if (this.ofAddress(address) + amount > this.#addressMax) return false
    const { wider, provider, isSettled } = claimant
    const held = {
      all: this.#held,
      network: this.ofNetwork(network),
      wider: this.#around.get(wider) ?? 0,
      provider: this.#around.get(provider) ?? 0,
    }
    return mayTake(this.#of, held, { isSettled, amount, most: this.#most })
  }

  /** Holds it; whether there is room is asked before. */
  take(holder: Holder, amount = 1): void {
    this.#add(holder, amount)
  }

  /** Holds it no longer. */
  giveBack(holder: Holder, amount = 1): void {
    this.#add(holder, -amount)
  }

  #add({ address, network, claimant = UNBOUND }: Holder, amount: number): void {
    const { wider, provider } = claimant
    this.#held += amount
    add(this.#byAddress, address, amount)
    add(this.#byNetwork, network, amount)
    if (wider !== 0) add(this.#around, wider, amount)
    if (provider !== 0) add(this.#around, provider, amount)
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
function add<K>(held: Map<K, number>, key: K, amount: number): void {
  const sum = (held.get(key) ?? 0) + amount
  if (sum > 0) held.set(key, sum)
  else held.delete(key)
}
