import { type TallyTable } from '../../limits/index.ts'
import {
  type Clock,
  type Facts,
  type Pass,
  type PassSettings,
  type Site,
} from '../../model/index.ts'
import { isWellKnown } from '../../policies/index.ts'

const TALLY = 'page loaded'

/**
 * With which passes a page was loaded, of which sites, for as long as a pass can live: in the memory all workers share,
 * never which page. Only of sites where a limit asks for it.
 */
export class PageBook {
  readonly #tallies: TallyTable
  readonly #clock: Clock
  readonly #asking = new WeakMap<Site, boolean>()

  constructor(tallies: TallyTable, clock: Clock) {
    this.#tallies = tallies
    this.#clock = clock
  }

  /** Learns from a request that is let through to an application. */
  letThrough(facts: Facts, site: Site, settings: PassSettings): void {
    const { presented, method, purpose } = facts
    if (isWellKnown(facts)) return
    if (presented.kind !== 'held' || method !== 'GET' || purpose !== 'navigation') return
    if (!this.#isAsked(site) || this.hasLoaded(presented.pass, site.name)) return
    const lifeMs = 1000 * (settings.proofMaxAgeSeconds + settings.graceSeconds)
    this.#tallies.add(TALLY, keyOf(presented.pass, site.name), lifeMs, this.#clock.steadyMs())
  }

  /** Whoever may have been forgotten counts as somebody who has: nobody pays because others fill the table. */
  hasLoaded(pass: Pass, site: string): boolean {
    const key = keyOf(pass, site)
    const nowMs = this.#clock.steadyMs()
    const tallies = this.#tallies
    return tallies.read(TALLY, key, nowMs) > 0 || tallies.mayHaveForgotten(TALLY, key, nowMs)
  }

  #isAsked(site: Site): boolean {
    const known = this.#asking.get(site)
    if (known !== undefined) return known
    const isAsked = site.routes.some(({ policy }) =>
      policy.limits.some(({ pageFirst }) => pageFirst),
    )
    this.#asking.set(site, isAsked)
    return isAsked
  }
}

/** Forgets that a page of a site was loaded with a pass. */
export function forgetPages(
  tallies: TallyTable,
  pass: Pass,
  { site, nowMs }: { readonly site: string; readonly nowMs: number },
): void {
  tallies.clear(TALLY, keyOf(pass, site), nowMs)
}

function keyOf({ id }: Pass, site: string): string {
  return `${id} ${site}`
}
