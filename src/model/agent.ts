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

/** A crawler that can prove who it is: by the networks it comes from, or by the names of its hosts. */
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
}

/** Who is asked for the names of hosts. */
export interface Dns {
  /** `192.0.2.53` or `192.0.2.53:5353`; none: those of the system. */
  readonly servers: readonly string[]
  readonly timeoutMs: number
}
