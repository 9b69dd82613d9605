import {
  type AgentPurpose,
  type ProvenAgent,
  type SignatureCheck,
  type UserAgent,
  type Whereabouts,
} from '../../model/index.ts'
import { type SignatureBook, type SignedSight } from '../signatures/signature-book.ts'
import { type AgentBook } from './agents.ts'
import { Fingerprints } from './fingerprint.ts'
import { HeaderNameReader } from './header-names.ts'
import { UserAgents } from './user-agent.ts'
import { type NameLists, shippedNames } from './word-list.ts'

/** What of a request is looked at: nothing that belongs to a person or a connection. */
export interface Sight {
  readonly rawHeaders: readonly string[]
  /** Null where a proxy spoke instead of the client. */
  readonly httpVersion: string | null
}

/**
 * Finds out what sort of program sends a request. One worker has one; it remembers what it has read
 * by the text of the header fields, never by connection: a front proxy's connections carry many
 * people.
 */
export class Lookout {
  readonly #names = new HeaderNameReader()
  readonly #fingerprints = new Fingerprints()
  readonly #userAgents: UserAgents

  readonly #agents: AgentBook | null
  readonly #whereabouts: Whereabouts | null
  readonly #signatures: SignatureBook | null

  /**
   * @param agents Tells who is verified; without it nobody is.
   * @param whereabouts Tells where addresses are; without it nothing is known.
   * @param signatures Judges them; without it none is looked at.
   */
  constructor(
    names: NameLists = shippedNames(),
    agents: AgentBook | null = null,
    whereabouts: Whereabouts | null = null,
    signatures: SignatureBook | null = null,
  ) {
    this.#userAgents = new UserAgents(names)
    this.#agents = agents
    this.#whereabouts = whereabouts
    this.#signatures = signatures
  }

  /**
   * What comes of the signature that a request carries; null where it carries none. Ask once: it uses up a nonce, but
   * where that is only foreseen.
   */
  signature(request: SignedSight, isForeseen: boolean): SignatureCheck | null {
    return this.#signatures?.check(request, isForeseen) ?? null
  }

  /** Who this surely is, by where it comes from. */
  proven({ rawHeaders, address }: Sight & { readonly address: string }): ProvenAgent | null {
    return this.#agents?.verify(valueIn(rawHeaders, 'user-agent'), address) ?? null
  }

  /** What the configuration says that an agent is for; null for nothing. */
  purposeOf(agent: string): AgentPurpose | null {
    return this.#agents?.purposeOf(agent) ?? null
  }

  /** Whether there is an agent of that name which signs what it sends. */
  mayBeSigned(agent: string): boolean {
    return this.#agents?.signs(agent) ?? false
  }

  country(address: string): string | null {
    return this.#whereabouts?.countryOf(address) ?? null
  }

  asn(address: string): number | null {
    return this.#whereabouts?.asnOf(address) ?? null
  }

  headerPlaces({ rawHeaders }: Sight): ReadonlyMap<string, number> {
    return this.#names.read(rawHeaders).valueAt
  }

  userAgent({ rawHeaders }: Sight): UserAgent {
    return this.#userAgents.read(valueIn(rawHeaders, 'user-agent'))
  }

  fingerprint({ rawHeaders, httpVersion }: Sight): string {
    const { valueAt, lasting } = this.#names.read(rawHeaders)
    const userAgent = this.#userAgents.read(rawHeaders[valueAt.get('user-agent') ?? -1])
    return this.#fingerprints.of({ userAgent, httpVersion, names: lasting })
  }
}

/** One walk over the names costs less than looking up their list. */
function valueIn(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.length === name.length && raw[i]?.toLowerCase() === name) return raw[i + 1]
  }
  return undefined
}
