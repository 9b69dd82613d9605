import { type Policy } from '../../src/model/index.ts'
import { type Judged, judge } from '../../src/policies/index.ts'
import { factsOf, ledgerOf, routeOf, siteOf } from './facts.ts'

export type Given = Parameters<typeof factsOf>[0]

/** Judges one request by one policy; `waitsMs` names the limits that are over. */
export function judged(
  policy: Policy,
  facts: Given = {},
  counters: Parameters<typeof ledgerOf>[0] = {},
): Judged & {
  readonly looked: readonly string[]
  readonly taken: readonly string[]
  readonly uses: readonly string[]
  readonly inside: readonly string[]
} {
  const ledger = ledgerOf(counters)
  const answer = judge(factsOf(facts), siteOf([routeOf(policy)]), ledger)
  if (answer === null) throw new Error('the route for everything did not match')
  const { looked, taken, uses, inside } = ledger
  return { ...answer, looked, taken, uses, inside }
}

/** `deny by rule bad tool`: the decision and its reason in words. */
export function wordsOf({ decision: { kind, reason } }: Judged): string {
  return `${kind} by ${reason.what} ${reason.name}`
}
