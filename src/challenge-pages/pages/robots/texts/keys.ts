import { type AgentPurpose, type MachineTier, type RefusedKind } from '../../../../model/index.ts'

/**
 * What the page for machines says, in one language; those who run them read it. Words in braces are holes; each
 * language has the same ones.
 */
export interface RobotsTexts {
  readonly title: string
  readonly body: string
  /** In its place where no paths are told. */
  readonly bodyAlone: string
  /** The link to the same as JSON. */
  readonly fileLink: string
  readonly contactTerm: string

  readonly tiersHeading: string
  readonly tiers: Readonly<Record<MachineTier, { readonly term: string; readonly use: string }>>

  readonly agentsHeading: string
  readonly purposes: Readonly<Record<AgentPurpose, string>>

  readonly pathsHeading: string
  readonly pathsBody: string
  readonly line: string
  /** All tiers together, where nothing differs. */
  readonly everybody: string
  readonly noLimit: string
  readonly needsCheck: string
  readonly closed: string
  /** A pace: so many in a time, of whom, how many at once, what comes beyond it. */
  readonly perSecond: string
  readonly perMinute: string
  readonly perHour: string
  readonly perDay: string
  readonly underWay: string
  readonly by: Readonly<Record<'address' | 'network' | 'agent' | 'all', string>>
  readonly burst: string
  readonly beyond: Readonly<Record<'wait' | 'check' | 'refused', string>>
  readonly closedTo: string
  readonly kinds: Readonly<Record<Exclude<RefusedKind, AgentPurpose>, string>>
  readonly freeFor: string
  readonly more: string

  readonly dumpsHeading: string
  readonly dumpsBody: string
  readonly apisHeading: string
}
