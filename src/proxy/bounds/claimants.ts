import { LRUCache } from 'lru-cache'
import { addressKeyOf, widthsOf } from '../../client/index.ts'
import { type Claimant } from '../../limits/index.ts'
import { type ClientAddress, type Pass, type Presented, type Snapshot } from '../../model/index.ts'

/** Addresses whose networks are remembered: all that are served at once; any other costs 2 us. */
const ADDRESSES_MAX = 5_000

/** So long a pass has to be there before it opens the last of a reserve: longer than an attack is new. */
const SETTLED_SECONDS = 10 * 60

type Settings = Pick<Snapshot, 'networkBits' | 'crowds'>

/** What somebody of one address counts as, for each thing that may be known of him. */
interface Known {
  readonly stranger: Claimant
  /** Null in crowds: there each pass counts for itself. */
  readonly holder: Claimant | null
  readonly settled: Claimant | null
  readonly connected: Claimant
}

/** Whether a pass is shown in more networks than its holder is in; counts the one it is shown in now. */
export type IsHandedRound = (pass: Pass, address: ClientAddress) => boolean

/** Whom of what is shared out everybody counts as. */
export class Claimants {
  readonly #hashOf: (text: string) => number
  readonly #isHandedRound: IsHandedRound
  readonly #known = new LRUCache<string, Known>({ max: ADDRESSES_MAX })
  #bits: Settings['networkBits'] | null = null
  #crowds: Settings['crowds'] | null = null

  constructor(hashOf: (text: string) => number, isHandedRound: IsHandedRound = () => false) {
    this.#hashOf = hashOf
    this.#isHandedRound = isHandedRound
  }

  /**
   * Somebody who asks with or without a pass; `nowMs` is the wall clock. A pass that is handed round counts as
   * none: one would open the whole reserve to as many networks as show it.
   */
  of(
    address: ClientAddress,
    presented: Presented,
    { settings, nowMs }: { readonly settings: Settings; readonly nowMs: number },
  ): Claimant {
    const known = this.#of(address, settings)
    if (presented.kind !== 'held') return known.stranger
    if (this.#isHandedRound(presented.pass, address)) return known.stranger
    const { id, provedAtSeconds } = presented.pass
    const isSettled = nowMs / 1000 - provedAtSeconds >= SETTLED_SECONDS
    const { holder, settled } = known
    if (holder === null || settled === null) return alone(this.#hashOf(id), isSettled)
    return isSettled ? settled : holder
  }

  /** Somebody without a pass. */
  stranger(address: ClientAddress, settings: Settings): Claimant {
    return this.#of(address, settings).stranger
  }

  /** Somebody who connects: nobody can show a pass there, so the whole reserve is for everybody. */
  connected(address: ClientAddress, settings: Settings): Claimant {
    return this.#of(address, settings).connected
  }

  #of(address: ClientAddress, { networkBits, crowds }: Settings): Known {
    if (networkBits !== this.#bits || crowds !== this.#crowds) {
      this.#known.clear()
      this.#bits = networkBits
      this.#crowds = crowds
    }
    const known = this.#known.get(address)
    if (known !== undefined) return known
    const found = crowds.has(address)
      ? this.#inCrowd(address)
      : this.#inNetworks(address, networkBits)
    this.#known.set(address, found)
    return found
  }

  #inCrowd(address: ClientAddress): Known {
    const stranger = alone(this.#hashOf(addressKeyOf(address)), false)
    return { stranger, holder: null, settled: null, connected: { ...stranger, isSettled: true } }
  }

  #inNetworks(address: ClientAddress, bits: Settings['networkBits']): Known {
    const widths = widthsOf(address, bits)
    const network = this.#hashOf(widths.network)
    const wider = this.#hashOf(widths.wider)
    const provider = widths.provider === null ? 0 : this.#hashOf(widths.provider)
    const stranger = { network, wider, provider, isSettled: false }
    return {
      stranger,
      holder: alone(network, false),
      settled: alone(network, true),
      connected: { ...stranger, isSettled: true },
    }
  }
}

/** Whom no wider network binds. */
function alone(network: number, isSettled: boolean): Claimant {
  return { network, wider: 0, provider: 0, isSettled }
}
