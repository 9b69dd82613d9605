import { type NetworkSet } from './network-set.ts'

/** A crawler that can prove who it is: by the networks it comes from, or by the names of its hosts. */
export interface Agent {
  readonly name: string
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
