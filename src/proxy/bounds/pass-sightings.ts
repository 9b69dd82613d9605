import { type Facts, type PassSighting } from '../../model/index.ts'

/** Between two reports of a worker, a second apart; who is left out is met again within ten minutes. */
const SIGHTINGS_MAX = 1_000

/** Where a worker has met good passes since it last said so: a ban is weighed against them. */
export class PassSightings {
  #met = new Map<string, PassSighting>()

  add({ network, asn, fingerprint }: Facts): void {
    const key = `${network} ${fingerprint}`
    if (this.#met.size < SIGHTINGS_MAX) this.#met.set(key, { network, asn, fingerprint })
  }

  /** All that have come together since the last call. */
  take(): readonly PassSighting[] {
    if (this.#met.size === 0) return NONE
    const met = [...this.#met.values()]
    this.#met = new Map()
    return met
  }
}

/** Shared: mostly there are none. */
const NONE: readonly PassSighting[] = []
