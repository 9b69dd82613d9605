import { type Clearance, type Period, type Told } from '../../../model/index.ts'
import { type PageLanguage } from '../texts/index.ts'

/** Where everybody reads what is checked, and what came of it. */
export const ABOUT_PATH = '/.paart/about'

/** The same by weeks, as JSON. */
export const STATISTICS_PATH = '/.paart/statistics.json'

/** Where the holder of a pass sees what is held of it, and deletes it. */
export const MINE_PATH = '/.paart/my-pass'

interface Shown {
  readonly language: PageLanguage
  /** As every page has it. */
  readonly wayToken: string | null
}

export interface AboutPage extends Shown {
  /** What the policies of the site do. */
  readonly asks: {
    /** Everybody, on some pages. */
    readonly always: boolean
    /** Where something is suspicious, or too much. */
    readonly sometimes: boolean
  }
  /** Of the slow door; null where it leads nowhere. */
  readonly waitSeconds: number | null
  readonly offersCode: boolean
  /** Whether passes of other sites count. */
  readonly sharesPasses: boolean
  readonly notesComplaints: boolean
  /** Null where no whole day has been counted. */
  readonly figures: (Period & { readonly met: Told }) | null
}

/** What is held of a pass. Times by the wall clock, in milliseconds. */
export interface HeldPass {
  readonly clearance: Clearance
  readonly provedAtMs: number
  readonly untilMs: number
  /** However often it is renewed. */
  readonly lastMs: number
  /** Once it is deleted, until then its name has to be known. */
  readonly forgottenMs: number
  /** How their pages call the services where it counts, and the one that handed it over. */
  readonly sites: readonly string[]
  readonly via: string | null
  readonly requests: { readonly used: number; readonly max: number }
  readonly networks: number
  readonly name: string
}

export interface MinePage extends Shown {
  readonly state:
    | { readonly kind: 'held' | 'later'; readonly pass: HeldPass; readonly token: string }
    | { readonly kind: 'none' }
    | { readonly kind: 'deleted' }
}
