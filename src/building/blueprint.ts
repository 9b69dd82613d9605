import { type DescribedProxy, type NetworkRanges } from '../client/index.ts'
import {
  type Agent,
  type Clearance,
  type Contact,
  type Limit,
  type LimitKey,
  type Policy,
  type Route,
  type Rule,
  type Site,
  type Snapshot,
} from '../model/index.ts'
import { type TimeWindow, type When } from '../policies/index.ts'
import { type Sheets } from './sheets.ts'

/*
 * A configuration that every check has passed, as plain data: it goes from thread to thread, and each
 * builds its snapshot of it. What is large lies in memory that they share.
 */

/** What of a snapshot is no data, or is large. */
type Built =
  | 'trustedProxies'
  | 'crowds'
  | 'agents'
  | 'contact'
  | 'whereabouts'
  | 'sites'
  | 'siteByHost'
  | 'siteBySuffix'
  | 'siteOfAnyHost'

export interface Blueprint extends Omit<Snapshot, Built> {
  readonly trustedProxies: readonly DescribedProxy[]
  /** In CIDR notation. */
  readonly crowds: readonly string[]
  readonly agents: readonly AgentPlan[]
  readonly contact: ContactPlan
  /** The bytes of databases; null where none is named. */
  readonly databases: {
    readonly country: SharedArrayBuffer | null
    readonly asn: SharedArrayBuffer | null
  }
  /** Lists and files of networks, as rules number them. */
  readonly networks: readonly NetworkRanges[]
  readonly sites: readonly SitePlan[]
  /** Those that routes use, by name. */
  readonly policies: ReadonlyMap<string, PolicyPlan>
}

export interface ContactPlan extends Omit<Contact, 'opening'> {
  /** When the telephone is answered; missing where the file has no hours that a machine reads. */
  readonly opening?: readonly TimeWindow[]
}

export interface AgentPlan extends Omit<Agent, 'ranges'> {
  readonly ranges: NetworkRanges
}

export interface SitePlan extends Omit<
  Site,
  'backend' | 'contact' | 'routes' | 'routesFor' | 'hasWaitingRoom' | 'rejectsAmbiguous'
> {
  /** As written: exact, `*.suffix` or `*`. */
  readonly hosts: readonly string[]
  /** By name; null where nothing is forwarded. */
  readonly backend: string | null
  readonly contact: ContactPlan
  readonly routes: Sheets<RoutePlan>
}

export interface RoutePlan extends Pick<Route, 'name' | 'ambiguousPath' | 'waitingRoom' | 'line'> {
  /** A pattern; null for every path. */
  readonly path: string | null
  /** Null for every method. */
  readonly methods: readonly string[] | null
  /** By name. */
  readonly policy: string
}

export interface PolicyPlan extends Omit<Policy, 'rules' | 'rulesFor' | 'limits'> {
  readonly rules: Sheets<RulePlan>
  readonly limits: readonly LimitPlan[]
}

export interface RulePlan extends Pick<Rule, 'name' | 'then' | 'share' | 'line'> {
  readonly when: WhenPlan
}

export interface WhenPlan extends Omit<When, 'network' | 'expression'> {
  readonly network?: NetworkPlan
  readonly expression?: string
}

export interface NetworkPlan {
  /** In CIDR notation. */
  readonly written: readonly string[]
  /** Members of the blueprint's `networks`, by their number. */
  readonly listed: readonly number[]
}

/** One plan for all sites: each gives its limits counters of its own. */
export interface LimitPlan extends Omit<Limit, 'counter' | 'shadowCounter' | 'keyOf'> {
  readonly key: readonly LimitKey[]
  /** Counts passes of exactly this level alone; null for any. */
  readonly clearance: Clearance | null
}
