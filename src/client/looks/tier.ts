import { type Facts, type MachineTier } from '../../model/index.ts'

/**
 * How well a client is known, the best of what is known of it. A contact is a claim that costs nothing, so it counts
 * for nobody who was checked: a pass has limits of its own, and its holder is asked for the check beyond others.
 */
export function tierOf({
  provenBy,
  userAgent,
  presented,
}: Pick<Facts, 'provenBy' | 'userAgent' | 'presented'>): MachineTier {
  if (provenBy === 'signature') return 'signed'
  if (provenBy !== null) return 'proven'
  return userAgent.hasContact && presented.kind !== 'held' ? 'contact' : 'unknown'
}
