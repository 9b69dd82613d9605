import { type NetworkSet } from './network-set.ts'

/** What a machine is for. Who says so is a matter of its own: see `AgentProof`. */
export const AGENT_PURPOSES = [
  'search',
  'answer',
  'training',
  'archive',
  'preview',
  'monitoring',
  'feed',
  'research',
] as const

export type AgentPurpose = (typeof AGENT_PURPOSES)[number]

/** Names of machines in lower case, with what each is for. */
export type MachineNames = ReadonlyMap<string, AgentPurpose>

/** By what an agent has proven who it is. */
export type AgentProof = 'signature' | 'network' | 'host-name'

/**
 * How well a client is known, the least first: not at all, as all people; by a contact in its User-Agent, which is a
 * claim; by where it comes from; by a signature.
 */
export const MACHINE_TIERS = ['unknown', 'contact', 'proven', 'signed'] as const

export type MachineTier = (typeof MACHINE_TIERS)[number]

/** An agent that has proven who it is. */
export interface ProvenAgent {
  readonly name: string
  readonly by: AgentProof
  /** Null where the configuration gives it none. */
  readonly purpose: AgentPurpose | null
}

/** A program that can prove who it is: by the networks it comes from, the names of its hosts, or what it signs. */
export interface Agent {
  readonly name: string
  /** Null where the configuration gives it none. */
  readonly purpose: AgentPurpose | null
  /** In lower case: one of them stands in its User-Agent, as a whole word. */
  readonly words: readonly string[]
  /** As its operator publishes them; empty where nothing usable is known. */
  readonly ranges: NetworkSet
  /** `.googlebot.com`: what the names of its hosts end with, in lower case. */
  readonly hostSuffixes: readonly string[]
  /** Null where it signs nothing. */
  readonly signature: AgentSignature | null
}

/** A key that somebody signs requests with: Ed25519, its public half. */
export interface SigningKey {
  /** Its JWK thumbprint (RFC 7638), which signatures name as `keyid`. */
  readonly id: string
  /** 32 bytes, base64url: `x` of the JWK (RFC 8037). */
  readonly x: string
}

/** How an agent proves by a signature who it is (RFC 9421, profile `web-bot-auth`). */
export interface AgentSignature {
  /** The address that its keys are fetched from, by https; null where all are in a file. */
  readonly directory: string | null
  /** Of its file; none where it names none. */
  readonly keys: readonly SigningKey[]
  /** The longest time from `created` to `expires`. */
  readonly lifetimeMaxMs: number
}

/** Keys as the main thread fetched them last. */
export interface KeyDirectory {
  readonly url: string
  readonly keys: readonly SigningKey[]
}

/** What can come of a signature, and what each means. All but `verified` count as no signature at all. */
export const SIGNATURE_OUTCOMES = {
  verified: 'the signature is right: the request is of that agent',
  agent:
    '`Signature-Agent` is missing, is not signed, or names another directory than that of the key',
  algorithm: 'it is signed by something else than Ed25519',
  components:
    'it covers neither `@authority` nor `@target-uri`, or what cannot be rebuilt: an unknown component, a parameter, a field that is not there',
  crowded: 'its nonce could not be remembered: there was no room',
  expired: 'its time is over',
  lifetime: 'from `created` to `expires` is longer than such a signature may be good',
  malformed: 'the fields are no dictionaries of signatures, or too large',
  'not-yet': 'it was made in the future, by this clock',
  paced: 'so many wrong ones came from its network that none is looked at for a minute',
  replayed: 'its nonce was used before',
  times: '`created` or `expires` is missing',
  'unknown-key': 'no agent that the configuration names has that key',
  wrong: 'it is not the signature of this request by that key',
} as const satisfies Readonly<Record<string, string>>

export type SignatureOutcome = keyof typeof SIGNATURE_OUTCOMES

/** What came of the signature that a request carries. */
export interface SignatureCheck {
  readonly outcome: SignatureOutcome
  /** Whose key it names; empty where nobody's. */
  readonly signer: string
}

/** Who is asked for the names of hosts. */
export interface Dns {
  /** `192.0.2.53` or `192.0.2.53:5353`; none: those of the system. */
  readonly servers: readonly string[]
  readonly timeoutMs: number
}

/** Beyond a pace: to wait, to do a check that takes a browser, or nothing. */
export type BeyondPace = 'wait' | 'check' | 'refused'

/** What a machine may ask for: so many requests in a time, or so many under way at once. */
export type Pace = {
  /** What counts as one; `all`: everybody together. */
  readonly by: 'address' | 'network' | 'agent' | 'all'
  readonly beyond: BeyondPace
} & (
  | {
      readonly kind: 'rate'
      readonly requests: number
      readonly perSeconds: number
      readonly burst: number
    }
  | { readonly kind: 'concurrency'; readonly max: number }
)

/** What a path is to a machine: open at a pace, behind a check that takes a browser, or closed. */
export interface MachineAccess {
  readonly kind: 'open' | 'check' | 'closed'
  /** Where it is open; none: no limit. */
  readonly paces: readonly Pace[]
}

/** What a machine is refused for. */
export type RefusedKind = AgentPurpose | 'ai-crawler' | 'bot' | 'tool' | 'headless' | 'empty'

/** What policies say to machines that read the paths of some routes, one after the other. */
export interface MachineTerms {
  /** Patterns, as routes are written. */
  readonly paths: readonly string[]
  readonly tiers: Readonly<Record<MachineTier, MachineAccess>>
  readonly closedTo: readonly RefusedKind[]
  /** For whom no limit holds once they have proven who they are. */
  readonly freeFor: {
    readonly purposes: readonly AgentPurpose[]
    readonly agents: readonly string[]
  }
}

/** What a site tells machines, made of its configuration; of paths and agents only where the file says so. */
export interface MachinePolicy {
  /** An address of mail or of a page. */
  readonly contact: string
  /** Addresses of whole data sets, and of interfaces for programs. */
  readonly dumps: readonly string[]
  readonly apis: readonly string[]
  /** Those that can prove who they are and are for something. */
  readonly agents: readonly { readonly name: string; readonly purpose: AgentPurpose }[]
  /** In the order of the routes: the first path that matches counts. None where no paths are told. */
  readonly terms: readonly MachineTerms[]
  /** Routes that are not told, because they are too many. */
  readonly routesLeft: number
}
