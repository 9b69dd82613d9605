import { type Clearance } from './clearance.ts'
import { type Facts } from './facts.ts'
import { type SignalSettings } from './signal.ts'

/** When a policy asks for the check. */
export type ChallengeWhen = 'never' | 'when-suspicious' | 'always'

/** What a rule does when all its conditions hold. */
export type Then =
  | { readonly kind: 'pass' | 'deny' | 'challenge' | 'limit' }
  | { readonly kind: 'points'; readonly points: number }
  | { readonly kind: 'mark'; readonly mark: string }

export interface Rule {
  readonly name: string
  /** Compiled from `when`: true when every condition holds for the facts read at this path. */
  readonly matches: (facts: Facts, path: string) => boolean
  readonly then: Then
  readonly line: number
}

/** What a limit counts by. */
export const LIMIT_KEYS = ['address', 'network', 'pass', 'site', 'route'] as const

export type LimitKey = (typeof LIMIT_KEYS)[number]

export type LimitOver = 'challenge' | 'limit' | 'deny'

/** A rate as GCRA needs it: one request each `intervalMs`, `burst` at once. */
export interface Rate {
  readonly intervalMs: number
  readonly burst: number
}

export interface Limit {
  readonly name: string
  /** `site\0policy\0limit`: with the key's value it names one counter, which survives a reload. */
  readonly counter: string
  readonly key: LimitKey
  /** Counts only passes of exactly this level; null counts everybody. */
  readonly clearance: Clearance | null
  readonly rate: Rate
  readonly over: LimitOver
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
  readonly limits: readonly Limit[]
  /** Null where none is listened to. */
  readonly signals: SignalSettings | null
  readonly line: number
}
