import { type Bounded, type Facts, type FreeLooks, type Pass, type Rate } from '../model/index.ts'
import { type Conduct } from './signals/index.ts'

/**
 * How a pass stands with one more request: `good`; `recheck`: it has served its number or is on its
 * fifth network, so whatever is asked for is checked again but for a form on its way that would be lost;
 * `spent`: twice that, so it counts no more.
 */
export type Standing = 'good' | 'recheck' | 'spent'

/** The counters as a policy sees them. `explain` and policy tests have counters of their own. */
export interface Ledger {
  /** What `take` would answer now. Changes nothing. */
  readonly look: (counter: string, key: string, rate: Rate) => number
  /** Takes one request from a limit's counter: 0 when it is let through, else the wait in ms. */
  readonly take: (counter: string, key: string, rate: Rate) => number
  /** What `enter` would answer now. Changes nothing. */
  readonly mayEnter: (counter: string, key: string, max: number) => boolean
  /** Counts one request under way; false where `max` are already. Who entered must leave. */
  readonly enter: (counter: string, key: string, max: number) => boolean
  readonly leave: (counter: string, key: string) => void
  /** How a pass stands with one more request. */
  readonly standing: (pass: Pass, facts: Facts) => Standing
  /** Counts a request that a pass let through. */
  readonly usePass: (pass: Pass) => void
  /** A client's lot for something that is enforced for a share: from 0 to below 1, always the same. */
  readonly lotOf: (name: string, client: string) => number
  /** What the client did lately. Changes nothing. */
  readonly conduct: (facts: Facts) => Conduct
  /** Whether somebody in the client's network has shown a pass lately. Changes nothing. */
  readonly isKnown: (facts: Facts) => boolean
  /** What `freeLook` would answer now. Changes nothing. */
  readonly hasFreeLook: (counter: string, facts: Facts, looks: FreeLooks) => boolean
  /** Takes one of the requests that stay free for the client's network beyond a limit. */
  readonly freeLook: (counter: string, facts: Facts, looks: FreeLooks) => boolean
  /** Whether a pass has bought a request beyond a limit that it has not used yet. Changes nothing. */
  readonly hasBought: (counter: string, pass: Pass) => boolean
  /** Takes one of them; false where none is left. */
  readonly useBought: (counter: string, pass: Pass) => boolean
  /** Whether a page of the site was loaded with that pass. Changes nothing. */
  readonly hasLoadedPage: (pass: Pass, site: string) => boolean
  readonly bounded: Bounded
}
