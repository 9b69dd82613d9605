import { ObservedFacts } from '../../client/index.ts'
import { type Pass, type Presented } from '../../model/index.ts'
import { type Ledger, foresee } from '../../policies/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/** A pass that nobody holds; what is counted by its id is never counted. */
const HYPOTHETICAL: Pass = {
  id: '',
  name: '',
  sites: [],
  clearance: 'vouched',
  provedAtSeconds: 0,
  issuedAtSeconds: 0,
  expiresAtSeconds: 0,
  familyTag: 0,
  platformTag: 0,
  instance: '',
}

const VOUCHED: Presented = { kind: 'held', pass: HYPOTHETICAL, time: 'lasting' }

/**
 * Whether the same request would get through with a pass of the human door, and what its code buys: only then a page that
 * stops it promises that a code helps. Looks at limits without taking from them.
 */
export function wouldCodeHelp({ facts, site, snapshot }: Exchange, gate: Gate): boolean {
  if (facts === null || site === null || !snapshot.humanDoor.isOffered) return false
  const vouched = new ObservedFacts(facts, VOUCHED, gate.lookout(snapshot), true)
  const ledger: Ledger = { ...gate.ledger, standing: () => 'good', hasBought: () => true }
  const judged = foresee(vouched, site, ledger, gate.orders(snapshot))
  return judged?.decision.kind === 'pass'
}
