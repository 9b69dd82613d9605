import { type Facts, type MachineTier } from '../../model/index.ts'

/**
 * How well a client is known, the best of what is known of it. A contact is a claim that costs nothing, so it counts
 * for nobody who was checked: a pass has limits of its own, and its holder is asked for the check beyond others.
 */
export function tierOf(facts: Pick<Facts, 'provenBy' | 'userAgent' | 'presented'>): MachineTier {
  // Of who has proven who it is nobody asks what it says.
  if (facts.provenBy !== null) return facts.provenBy === 'signature' ? 'signed' : 'proven'
  return facts.userAgent.hasContact && facts.presented.kind !== 'held' ? 'contact' : 'unknown'
}
