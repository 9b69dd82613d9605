import { PrefixTable } from '../../client/index.ts'
import { type ClientTarget, type PassSighting } from '../../model/index.ts'

/** A ban is weighed against who came with a good pass within this. */
const LATELY_MS = 3_600_000

/** About 200 bytes each; a busy country's portal sees some ten thousand in an hour. */
const NETWORKS_MAX = 50_000

/** Kinds of programs remembered of one network: a library has some. */
const FINGERPRINTS_PER_NETWORK_MAX = 16

/** What is known of one network, as another gate is told it. */
export interface KnownNetwork extends Omit<Known, 'fingerprints'> {
  readonly network: string
  readonly fingerprints: readonly string[]
}

interface Known {
  seenMs: number
  asn: number | null
  readonly fingerprints: Set<string>
}

/**
 * From which networks a good pass was shown within the last hour, in the main thread's memory alone:
 * whoever bans is told how many people it may meet. Never which pass, and never written down.
 */
export class PassNetworks {
  /** The one seen longest ago first. */
  readonly #known = new Map<string, Known>()
  readonly #nowMs: () => number

  /** @param nowMs A clock that never jumps. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Learns what a worker has met. */
  add(sightings: readonly PassSighting[]): void {
    const seenMs = this.#nowMs()
    for (const { network, asn, fingerprint } of sightings) {
      const known = this.#known.get(network) ?? { seenMs, asn, fingerprints: new Set<string>() }
      known.seenMs = seenMs
      known.asn = asn
      if (known.fingerprints.size < FINGERPRINTS_PER_NETWORK_MAX)
        known.fingerprints.add(fingerprint)
      // Its place is behind all others now.
      this.#known.delete(network)
      this.#known.set(network, known)
    }
    this.#forget()
  }

  /** All, the one seen longest ago first; for the gate that takes this one's place, by the same clock. */
  all(): readonly KnownNetwork[] {
    return Array.from(this.#known, ([network, { fingerprints, ...known }]) => {
      return { network, ...known, fingerprints: [...fingerprints] }
    })
  }

  /** Begins with what another gate knew. */
  takeOver(networks: readonly KnownNetwork[]): void {
    for (const { network, fingerprints, ...known } of networks) {
      this.#known.set(network, { ...known, fingerprints: new Set(fingerprints) })
    }
  }

  #forget(): void {
    const endMs = this.#nowMs() - LATELY_MS
    for (const [network, { seenMs }] of this.#known) {
      if (seenMs > endMs && this.#known.size <= NETWORKS_MAX) return
      this.#known.delete(network)
    }
  }

  /** How many of them at least one of these targets holds, in whole or in part. */
  among(targets: readonly ClientTarget[]): number {
    this.#forget()
    const networks = targets.flatMap((target) => (target.kind === 'network' ? target.network : []))
    const table = new PrefixTable(networks.map((network) => [network, true] as const))
    const asns = new Set(targets.map((target) => (target.kind === 'asn' ? target.asn : null)))
    const programs = targets.flatMap((target) =>
      target.kind === 'fingerprint' ? target.fingerprint : [],
    )
    const within = new Set<string>()
    for (const [network, { asn, fingerprints }] of this.#known) {
      const isMet =
        table.find(addressIn(network), () => true) !== null ||
        (asn !== null && asns.has(asn)) ||
        programs.some((program) => fingerprints.has(program))
      if (isMet) within.add(network)
    }
    for (const network of this.#around(networks)) within.add(network)
    return within.size
  }

  /** Those of which a target is only a part. */
  #around(networks: readonly string[]): readonly string[] {
    const known = new PrefixTable([...this.#known.keys()].map((network) => [network, network]))
    return networks.flatMap((network) => known.find(addressIn(network), () => true) ?? [])
  }
}

function addressIn(network: string): string {
  return network.slice(0, network.indexOf('/'))
}
