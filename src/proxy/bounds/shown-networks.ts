import { type TallyTable } from '../../limits/index.ts'

/** On its fifth network in ten minutes what one person has is handed round; a phone on a train sees two or three. */
export const SHARED_NETWORKS = 5
const WINDOW_MS = 10 * 60_000

/** Where it is counted. */
export interface ShownCounts {
  /** Which network has been seen with it. */
  readonly seen: string
  /** How many there were. */
  readonly networks: string
}

/**
 * In how many networks something has been shown, with this one. They are counted softly: only how many there were,
 * never which. A network that could not be kept counts as known: otherwise each request from it would be a new one.
 */
export function shownNetworks(
  tallies: TallyTable,
  { seen, networks }: ShownCounts,
  { id, network, nowMs }: { readonly id: string; readonly network: string; readonly nowMs: number },
): { readonly shown: number; readonly isNew: boolean } {
  const known = tallies.read(networks, id, nowMs)
  // It counts no more: whoever hands it round makes no more entries.
  if (known >= 2 * SHARED_NETWORKS) return { shown: known, isNew: false }
  const isNew = tallies.add(seen, `${id} ${network}`, WINDOW_MS, nowMs) === 1
  return { shown: isNew ? tallies.add(networks, id, WINDOW_MS, nowMs) : known, isNew }
}
