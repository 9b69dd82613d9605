import { type BackendRequest } from '../../backends/index.ts'
import { type DeadlineOwner } from '../bounds/deadlines.ts'
import { type RelayEvents } from './relay-events.ts'

/**
 * Whoever is to be turned away because others download slowly is told so within two seconds: deadlines are looked
 * at once a second.
 */
const HELD_UP_MS = 500

/**
 * Lets a request wait for a connection for `queueMs` at most, and much shorter where long answers hold up those
 * who wait: what is in front of it then are hundreds of others, for each of which some MiB have to come first. Holders
 * of old passes wait all the same, since a part of the connections is theirs.
 */
export function limitWaiting(
  request: BackendRequest & DeadlineOwner,
  events: Pick<RelayEvents, 'deadlines' | 'queueMs' | 'server'>,
  leftMs = events.queueMs,
): void {
  const { deadlines, server } = events
  // Who has one waits until it is open.
  const waitsInAnyCase = request.hasPlace || request.claimant?.isSettled === true
  const waitMs = waitsInAnyCase ? leftMs : Math.min(HELD_UP_MS, leftMs)
  deadlines.set(request, waitMs, () => {
    const isHeldUp = server.isHeldUp && !request.hasPlace
    if (waitMs === leftMs || isHeldUp) request.giveWay()
    else limitWaiting(request, events, leftMs - waitMs)
  })
}
