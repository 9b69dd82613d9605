import { LRUCache } from 'lru-cache'
import {
  type Agent,
  type AgentProof,
  type AgentPurpose,
  type ProvenAgent,
} from '../../model/index.ts'
import { USER_AGENT_CHARS_MAX } from './browser.ts'
import { type HostNames } from '../addresses/host-names.ts'
import { wordsOf } from './words.ts'

/** User agents whose claim is remembered by a worker; a site sees a few hundred. */
const CLAIMS_MAX = 2_000

/** Tells real crawlers from those that only use their names. Who is not known is nobody, not guilty. */
export class AgentBook {
  readonly #agents: readonly Agent[]
  readonly #hostNames: HostNames
  readonly #claims = new LRUCache<string, readonly Agent[]>({ max: CLAIMS_MAX })

  constructor(agents: readonly Agent[], hostNames: HostNames) {
    this.#agents = agents
    this.#hostNames = hostNames
  }

  /** The crawler that this surely is; null where it is none, or not known yet. */
  verify(userAgent: string | undefined, address: string): ProvenAgent | null {
    if (this.#agents.length === 0 || userAgent === undefined) return null
    for (const agent of this.#claimed(userAgent)) {
      const by = this.#proofOf(agent, address)
      if (by !== null) return { name: agent.name, by, purpose: agent.purpose }
    }
    return null
  }

  /** Null for nobody, and for who has none. */
  purposeOf(name: string): AgentPurpose | null {
    return this.#agents.find((agent) => agent.name === name)?.purpose ?? null
  }

  signs(name: string): boolean {
    return this.#agents.some((agent) => agent.name === name && agent.signature !== null)
  }

  #claimed(userAgent: string): readonly Agent[] {
    const text = userAgent.slice(0, USER_AGENT_CHARS_MAX)
    const known = this.#claims.get(text)
    if (known !== undefined) return known
    const words = new Set(wordsOf(text))
    const claimed = this.#agents.filter((agent) => agent.words.some((word) => words.has(word)))
    this.#claims.set(text, claimed)
    return claimed
  }

  #proofOf({ ranges, hostSuffixes }: Agent, address: string): AgentProof | null {
    if (ranges.has(address)) return 'network'
    if (hostSuffixes.length === 0) return null
    const names = this.#hostNames.of(address)
    const isReal = names.some((name) => hostSuffixes.some((suffix) => name.endsWith(suffix)))
    return isReal ? 'host-name' : null
  }
}
