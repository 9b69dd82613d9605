import { type AgentProof, type Presented, type ProvenAgent } from '../../model/index.ts'
import { type Lookout } from './lookout.ts'
import { type KnownFacts, ObservedFacts } from './observed-facts.ts'

/** What a description says of a client, and the gate would have to find out. */
export interface ToldFacts {
  readonly verifiedAgent: string | null
  /** Missing: by where it comes from. */
  readonly provenBy?: AgentProof | undefined
  readonly country: string | null
  readonly asn: number | null
}

/** The facts of a request that is described, not sent. */
export class DescribedFacts extends ObservedFacts {
  readonly #told: ToldFacts
  readonly #lookout: Lookout

  constructor(
    known: KnownFacts,
    presented: Presented,
    { lookout, told }: { readonly lookout: Lookout; readonly told: ToldFacts },
  ) {
    super(known, presented, lookout)
    this.#told = told
    this.#lookout = lookout
  }

  protected override proven(): ProvenAgent | null {
    const { verifiedAgent: name, provenBy: by = 'host-name' } = this.#told
    if (name === null) return super.proven()
    return { name, by, purpose: this.#lookout.purposeOf(name) }
  }

  override get country(): string | null {
    return this.#told.country ?? super.country
  }

  override get asn(): number | null {
    return this.#told.asn ?? super.asn
  }
}
