import {
  type AgentProof,
  type AgentPurpose,
  type Facts,
  type MachineTier,
  type Presented,
  type ProvenAgent,
  type SignatureCheck,
  type UserAgent,
  type UserAgentClass,
} from '../../model/index.ts'
import { type Lookout } from './lookout.ts'
import { tierOf } from './tier.ts'

/** What is found out about a request only when somebody asks. */
type FoundOut =
  | 'userAgent'
  | 'userAgentClass'
  | 'headerPlaces'
  | 'fingerprint'
  | 'verifiedAgent'
  | 'provenBy'
  | 'agentPurpose'
  | 'machine'
  | 'agentSeen'
  | 'country'
  | 'asn'

/** What is known of every request, before its pass is read. */
export type KnownFacts = Omit<Facts, FoundOut | 'presented'>

/** The facts of a request; what nobody asks for is never found out. */
export class ObservedFacts implements Facts {
  readonly nowMs: Facts['nowMs']
  readonly address: Facts['address']
  readonly addressKey: Facts['addressKey']
  readonly network: Facts['network']
  readonly scheme: Facts['scheme']
  readonly host: Facts['host']
  readonly site: Facts['site']
  readonly method: Facts['method']
  readonly path: Facts['path']
  readonly query: Facts['query']
  readonly readings: Facts['readings']
  readonly purpose: Facts['purpose']
  readonly header: Facts['header']
  readonly headers: Facts['headers']
  readonly rawHeaders: Facts['rawHeaders']
  readonly httpVersion: Facts['httpVersion']
  readonly presented: Presented
  readonly #lookout: Lookout
  readonly #isForeseen: boolean
  #userAgent: UserAgent | null = null
  #headerPlaces: ReadonlyMap<string, number> | null = null
  #fingerprint: string | null = null
  #proven: ProvenAgent | null | undefined = undefined
  #signature: SignatureCheck | null = null
  #country: string | null | undefined = undefined
  #asn: number | null | undefined = undefined

  /** @param isForeseen Only what would become of the request is asked: its signature stays as good as it is. */
  constructor(known: KnownFacts, presented: Presented, lookout: Lookout, isForeseen = false) {
    this.nowMs = known.nowMs
    this.address = known.address
    this.addressKey = known.addressKey
    this.network = known.network
    this.scheme = known.scheme
    this.host = known.host
    this.site = known.site
    this.method = known.method
    this.path = known.path
    this.query = known.query
    this.readings = known.readings
    this.purpose = known.purpose
    this.header = known.header
    this.headers = known.headers
    this.rawHeaders = known.rawHeaders
    this.httpVersion = known.httpVersion
    this.presented = presented
    this.#lookout = lookout
    this.#isForeseen = isForeseen
  }

  get userAgent(): UserAgent {
    return (this.#userAgent ??= this.#lookout.userAgent(this))
  }

  get userAgentClass(): UserAgentClass {
    return this.userAgent.class
  }

  get headerPlaces(): ReadonlyMap<string, number> {
    return (this.#headerPlaces ??= this.#lookout.headerPlaces(this))
  }

  get fingerprint(): string {
    return (this.#fingerprint ??= this.#lookout.fingerprint(this))
  }

  get verifiedAgent(): string | null {
    return this.proven()?.name ?? null
  }

  get provenBy(): AgentProof | null {
    return this.proven()?.by ?? null
  }

  get agentPurpose(): AgentPurpose | null {
    return this.proven()?.purpose ?? this.userAgent.purpose
  }

  get machine(): MachineTier {
    return tierOf(this)
  }

  /** Who it surely is, found out once. */
  protected proven(): ProvenAgent | null {
    if (this.#proven === undefined) this.#proven = this.#find()
    return this.#proven
  }

  /** A signature says more than an address: others may share that. */
  #find(): ProvenAgent | null {
    this.#signature = this.#lookout.signature(this, this.#isForeseen)
    if (this.#signature?.outcome !== 'verified') return this.#lookout.proven(this)
    const { signer: name } = this.#signature
    return { name, by: 'signature', purpose: this.#lookout.purposeOf(name) }
  }

  /** What came of the signature it carries; null where it carries none, or nobody has asked who it is. */
  get signature(): SignatureCheck | null {
    return this.#signature
  }

  get agentSeen(): string | null {
    return this.#proven?.name ?? null
  }

  get country(): string | null {
    if (this.#country === undefined) this.#country = this.#lookout.country(this.address)
    return this.#country
  }

  get asn(): number | null {
    if (this.#asn === undefined) this.#asn = this.#lookout.asn(this.address)
    return this.#asn
  }
}
