import { type Limits } from '../../limits/index.ts'
import { type Clock, type Facts, type Pass, type Snapshot } from '../../model/index.ts'
import { networkOf } from '../../client/index.ts'
import { type IsHandedRound } from './claimants.ts'
import { type ConductBook } from './conduct.ts'
import { type Ledger, type Standing } from '../../policies/index.ts'
import { NetworkBook } from './network-book.ts'
import { type PageBook, forgetPages } from './page-book.ts'
import { type PassSightings } from './pass-sightings.ts'
import { SHARED_NETWORKS, shownNetworks } from './shown-networks.ts'

/** Where networks are counted in which a pass is shown. */
const PASS_COUNTS = { seen: 'seen', networks: 'networks' }

/** The counters of a running gate, in the memory all workers share. */
export function sharedLedger(
  limits: Limits,
  clock: Clock,
  {
    snapshot,
    conduct,
    pages,
    sightings,
  }: {
    readonly snapshot: () => Pick<Snapshot, 'pass' | 'crowds'>
    readonly conduct: ConductBook
    readonly pages: PageBook
    /** Learns where good passes are shown. */
    readonly sightings?: PassSightings | undefined
  },
): Ledger {
  const networks = new NetworkBook(limits, clock, () => snapshot().crowds)
  return {
    conduct: (facts) => conduct.of(facts),
    look: (counter, key, rate) => limits.rates.look(counter, key, rate, clock.steadyMs()),
    take: (counter, key, rate) => limits.rates.take(counter, key, rate, clock.steadyMs()),
    mayEnter: limits.gauges.mayEnterKey.bind(limits.gauges),
    enter: limits.gauges.enterKey.bind(limits.gauges),
    leave: limits.gauges.leaveKey.bind(limits.gauges),
    lotOf: limits.lotOf,
    isKnown: (facts) => networks.isKnown(facts),
    hasFreeLook: (counter, facts, looks) => networks.hasFreeLook(counter, facts, looks),
    freeLook: (counter, facts, looks) => networks.freeLook(counter, facts, looks),
    hasBought: (counter, { id }) => limits.purchases.left(counter, id, clock.steadyMs()) > 0,
    useBought: (counter, { id }) => limits.purchases.spend(counter, id, clock.steadyMs()),
    hasLoadedPage: (pass, site) => pages.hasLoaded(pass, site),
    bounded: (facts, text) => networks.bounded(facts, text),
    standing(pass, facts) {
      const nowMs = clock.steadyMs()
      const served = limits.tallies.read('requests', pass.id, nowMs)
      const { shown, isNew } = networksOf(pass, facts, { tallies: limits.tallies, networks, nowMs })
      const stands = worse(
        standing(served, snapshot().pass.requestsMax[pass.clearance]),
        standing(shown, SHARED_NETWORKS),
      )
      if (isNew && stands === 'good') sightings?.add(facts)
      return stands
    },
    usePass({ id }) {
      const { proofMaxAgeSeconds, graceSeconds } = snapshot().pass
      const windowMs = (proofMaxAgeSeconds + graceSeconds) * 1000
      limits.tallies.add('requests', id, windowMs, clock.steadyMs())
    },
  }
}

/** How a pass would stand with one more request; counts none. */
export function standingOf(
  pass: Pass,
  { settings, ...counted }: Counted & { readonly settings: Snapshot['pass'] },
): Standing {
  const { requests, networks } = heldCounts(pass, counted)
  return worse(
    standing(requests, settings.requestsMax[pass.clearance]),
    standing(networks, SHARED_NETWORKS),
  )
}

/** Where it is counted, and when it is looked at. */
interface Counted {
  readonly limits: Limits
  /** By the steady clock. */
  readonly nowMs: number
}

/** What is counted of a pass for as long as it lives. */
export function heldCounts(
  { id }: Pass,
  { limits: { tallies }, nowMs }: Counted,
): { readonly requests: number; readonly networks: number } {
  return {
    requests: tallies.read('requests', id, nowMs),
    networks: tallies.read(PASS_COUNTS.networks, id, nowMs),
  }
}

/** Forgets it, with the network that its holder is in: what else is counted by its id ends within hours. */
export function forgetCounts(
  pass: Pass,
  { limits: { tallies }, nowMs, network }: Counted & { readonly network: string | null },
): void {
  const { id, sites } = pass
  tallies.clear('requests', id, nowMs)
  tallies.clear(PASS_COUNTS.networks, id, nowMs)
  tallies.clear(PASS_COUNTS.seen, `${id} ${network ?? ''}`, nowMs)
  for (const site of sites) forgetPages(tallies, pass, { site, nowMs })
}

/** Tells of passes that are shown in too many networks, whatever the policies of their routes ask. */
export function handedRound(
  limits: Limits,
  clock: Clock,
  snapshot: () => Pick<Snapshot, 'networkBits' | 'crowds'>,
): IsHandedRound {
  const networks = new NetworkBook(limits, clock, () => snapshot().crowds)
  return (pass, address) => {
    const network = networkOf(address, snapshot().networkBits)
    const nowMs = clock.steadyMs()
    const { shown } = networksOf(pass, { network }, { tallies: limits.tallies, networks, nowMs })
    return standing(shown, SHARED_NETWORKS) !== 'good'
  }
}

/** In how many networks a pass has been shown, with this one, in which its holder is known from now on. */
function networksOf(
  { id }: Pass,
  { network }: Pick<Facts, 'network'>,
  {
    tallies,
    networks,
    nowMs,
  }: {
    readonly tallies: Limits['tallies']
    readonly networks: NetworkBook
    readonly nowMs: number
  },
): ReturnType<typeof shownNetworks> {
  const found = shownNetworks(tallies, PASS_COUNTS, { id, network, nowMs })
  if (found.isNew) networks.passShown({ network })
  return found
}

/** Below `max` all is well; from twice as much on nothing is. */
function standing(count: number, max: number): Standing {
  if (count < max) return 'good'
  return count < 2 * max ? 'recheck' : 'spent'
}

function worse(a: Standing, b: Standing): Standing {
  if (a === 'spent' || b === 'spent') return 'spent'
  return a === 'recheck' || b === 'recheck' ? 'recheck' : 'good'
}
