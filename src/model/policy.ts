import { type Clearance } from './clearance.ts'
import { type MachineTier } from './agent.ts'
import { type Facts } from './facts.ts'
import { type Reason } from './reason.ts'
import { type SignalSettings } from './signal.ts'

/** When a policy asks for the check. */
export type ChallengeWhen = 'never' | 'when-suspicious' | 'always'

/** What a rule does when all its conditions hold. */
export type Then =
  | { readonly kind: 'pass' | 'deny' | 'challenge' | 'limit' }
  | { readonly kind: 'points'; readonly points: number }
  | { readonly kind: 'mark'; readonly mark: string }

/**
 * For which share of clients something is enforced, from 0 (`mode: shadow`: for nobody) to 1 (for
 * everybody). For all others it is in shadow: decided and recorded, not obeyed.
 */
export type Share = number

export interface Rule {
  readonly name: string
  /** Of an operator's order, which is heard like a rule; missing for a rule of the configuration. */
  readonly reason?: Reason
  /**
   * Compiled from `when`: true when every condition holds for the facts read at this path. Where that is
   * null, it may be any: what is asked of it holds, unless the rule lets pass.
   */
  readonly matches: (facts: Facts, path: string | null) => boolean
  readonly then: Then
  readonly share: Share
  readonly line: number
}

/** What a limit counts by. */
export const LIMIT_KEYS = [
  'address',
  'network',
  'pass',
  'agent',
  'fingerprint',
  'query-shape',
  'site',
  'route',
] as const

/** A header and a cookie are named behind the colon, the header in lower case. */
export type LimitKey = (typeof LIMIT_KEYS)[number] | `header:${string}` | `cookie:${string}`

/**
 * What happens beyond a limit. `prove`: a proof made for this request, which buys a few; `code`: a code of the
 * helpdesk; `mark`: nothing, but it is said; `wait`: whoever is not in the waiting room waits there.
 */
export type LimitOver = 'challenge' | 'prove' | 'code' | 'mark' | 'wait' | 'limit' | 'deny'

/** What a limit allows: so many requests in a time, or so many under way at once. */
export type Bound =
  | ({ readonly kind: 'rate' } & Rate)
  | { readonly kind: 'concurrency'; readonly max: number }

/** A rate as GCRA needs it: one request each `intervalMs`, `burst` at once. */
export interface Rate {
  readonly intervalMs: number
  readonly burst: number
}

/** Requests of a network that stay free beyond a limit: so many within a time. */
export interface FreeLooks {
  readonly count: number
  readonly forMs: number
}

/** What a text that a client made up counts as: of each network so many have a counter, all others are one. */
export type Bounded = (facts: Facts, text: string) => string

export interface Limit {
  readonly name: string
  /** `site\0policy\0limit`: with the key's value it names one counter, which survives a reload. */
  readonly counter: string
  /** What counts for clients for whom the limit is in shadow: a trial spends nobody's real budget. */
  readonly shadowCounter: string
  /** Nothing else is counted; null for any. */
  readonly methods: ReadonlySet<string> | null
  /** Nobody else is counted; null for everybody. */
  readonly machines: ReadonlySet<MachineTier> | null
  /** Compiled from `key` and `clearance`: what counts as one, or null for what is not counted. */
  readonly keyOf: (facts: Facts, route: string, bounded: Bounded) => string | null
  readonly bound: Bound
  /**
   * What holds in place of `bound` for networks in which nobody has shown a pass lately, at the same counter:
   * so they are asked for the check first. Null where all are alike.
   */
  readonly strangers: Rate | null
  /** Null for none. */
  readonly freeLooks: FreeLooks | null
  readonly over: LimitOver
  /** What it says of requests beyond it; null where it is not to mark them. */
  readonly mark: string | null
  /** For `prove`: what a pass sends that never loaded a page of the site is beyond it from the first on. */
  readonly pageFirst: boolean
  readonly share: Share
  readonly line: number
}

/** A named set of rules and limits, compiled for one site. */
export interface Policy {
  readonly name: string
  readonly challenge: ChallengeWhen
  /** The least pass the policy accepts. */
  readonly clearance: Clearance
  /** A score of this or more asks for the check; Infinity where `challenge` is `never`. */
  readonly challengeAt: number
  readonly rules: readonly Rule[]
  /** Of the rules, in their order, those that may hold for a path: many rules are not all asked. */
  readonly rulesFor: (path: string | null) => readonly Rule[]
  readonly limits: readonly Limit[]
  /** Whether a form that is challenged is kept, and delivered once the check is done. */
  readonly keepsForms: boolean
  /** Null where none is listened to. */
  readonly signals: SignalSettings | null
  /** Beside the shares of its rules and limits: they are enforced where both allow it. */
  readonly share: Share
  readonly line: number
}
