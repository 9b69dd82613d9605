import { type AgentProof, type AgentPurpose, type MachineTier } from './agent.ts'
import { type Presented } from './pass.ts'

/** `203.0.113.7` or `2001:db8::1`: parsed, lower case, IPv4-mapped IPv6 as IPv4. Made in `client/`. */
export type ClientAddress = string & { readonly __brand: 'ClientAddress' }

/** `203.0.113.0/24` or `2001:db8:0:100::/56`. Made in `client/`. */
export type ClientNetwork = string & { readonly __brand: 'ClientNetwork' }

export type Scheme = 'http' | 'https'

/**
 * What the client is doing: loading a page into a tab (`navigation`), asking leave for a
 * cross-origin request (`preflight`), or anything else (fetch, image, frame, API).
 */
export type Purpose = 'navigation' | 'preflight' | 'other'

/**
 * What a User-Agent says it is, by its words alone: `bot` names itself a crawler, `tool` a library
 * or a program that is no browser, `headless` a browser that a program drives, `empty` nothing.
 */
export const USER_AGENT_CLASSES = [
  'browser',
  'text-browser',
  'headless',
  'ai-crawler',
  'bot',
  'tool',
  'empty',
] as const

export type UserAgentClass = (typeof USER_AGENT_CLASSES)[number]

/** What a User-Agent header claims. All of it can be a lie. */
export interface UserAgent {
  readonly class: UserAgentClass
  /** `blink`, `gecko`, `webkit`, `webkit-ios`, or the first word behind `other:`. */
  readonly family: string
  /** `windows`, `android`, `ios`, `mac`, `linux` or `other`. */
  readonly platform: string
  /** Major version of the engine it names; 0 where it names none, or one that is not its own. */
  readonly version: number
  /** A phone, as client hints mean it: tablets are none. */
  readonly isMobile: boolean
  /** A web view in an app (Android, Qt), which may leave out what the browser always sends. */
  readonly isWebView: boolean
  /** No browser of a person, and says whom to write to: an address of mail or of a page. */
  readonly hasContact: boolean
  /** What the lists of names say that it is for; null where no name in it is listed. */
  readonly purpose: AgentPurpose | null
  /** Safari itself, and none of the browsers that show pages by it, since it sends fetch metadata (16.4). */
  readonly isLateSafari: boolean
}

/**
 * All that is known about a request before it is judged. Plain data, so that it can as well be made
 * from a described request (policy tests, `explain`) as from a socket.
 */
export interface Facts {
  /** Wall clock, milliseconds since 1970. */
  readonly nowMs: number
  readonly address: ClientAddress
  /** The address, or its /64 for IPv6: what counts as one client. */
  readonly addressKey: string
  readonly network: ClientNetwork
  readonly scheme: Scheme
  /** Lower case, without port and trailing dot. */
  readonly host: string
  readonly site: string
  readonly method: string
  /** As sent, without the query. */
  readonly path: string
  /** As sent, without the question mark; empty where there is none. */
  readonly query: string
  /**
   * Every path a backend could read in `path`, which itself is the first, each in one spelling; at most 64.
   * Null where there are more: then it may be any path of the site.
   */
  readonly readings: readonly string[] | null
  readonly purpose: Purpose
  /** The value of the first header of that lower-case name. */
  readonly header: (name: string) => string | undefined
  /** All values of that lower-case name: the backend may read any of them. */
  readonly headers: (name: string) => readonly string[]
  /** Header fields as sent, in their order and spelling: name, value, name, value. */
  readonly rawHeaders: readonly string[]
  /** What the client itself spoke; null where a proxy that stands before the gate spoke instead. */
  readonly httpVersion: string | null
  readonly presented: Presented

  /*
   * What follows is found out when it is asked for the first time, and costs nothing before.
   */

  readonly userAgent: UserAgent
  readonly userAgentClass: UserAgentClass
  /** By lower-case name, where the first value stands in `rawHeaders`. */
  readonly headerPlaces: ReadonlyMap<string, number>
  /**
   * Of the program, not of the person: browser family, platform, HTTP version and the set of header
   * names. Many share one, and a client chooses its own.
   */
  readonly fingerprint: string
  /** The crawler that this surely is; null where it is none, or not known to be one yet. */
  readonly verifiedAgent: string | null
  /** The same as far as somebody has asked for it; null where nobody has. Finds out nothing. */
  readonly agentSeen: string | null
  /** By what that is sure; null where `verifiedAgent` is. */
  readonly provenBy: AgentProof | null
  /** What a machine is for: of a proven one as the configuration says, else as lists say of its User-Agent, a claim. */
  readonly agentPurpose: AgentPurpose | null
  /** How well the client is known. Whoever holds a pass was checked, and is no machine for saying so. */
  readonly machine: MachineTier
  /** ISO 3166-1 alpha-2, in capitals; null where nothing is known. */
  readonly country: string | null
  /** The number of the autonomous system that announces the address; null where nothing is known. */
  readonly asn: number | null
}
