import {
  type Decision,
  type Facts,
  type Policy,
  type PolicyReason,
  type Reason,
  type Verdict,
} from '../model/index.ts'
import { isWellKnown } from './well-known.ts'

/** What a policy said of one reading of a request. */
export interface Said {
  readonly verdicts: readonly Verdict[]
  /** False where the policy as a whole is in shadow for this client. */
  readonly isEnforced: boolean
}

/** What of a request spares it the check. */
type Described = Pick<Facts, 'purpose' | 'method' | 'path' | 'query'>

/** One decision with what stands beside it: the score and the marks that go to backend and log. */
export interface Judgement {
  readonly decision: Decision
  /** What it would be, were all that is in shadow enforced; null where that is of the same kind. */
  readonly would: Decision | null
  readonly score: number
  readonly marks: readonly string[]
}

/**
 * Makes the decision. All precedence between verdicts stands here: a final word wins; then a policy
 * that always challenges, a rule's suspicion or a score of `challengeAt` asks for the check;
 * otherwise the request passes. A preflight (Fetch standard, CORS) carries no cookies and can never
 * solve a check, so it is never challenged, within a limit (`preflights.ts`). Neither is what everybody may
 * read (`well-known.ts`), unless a rule asks for it. What is in shadow is weighed as well, and changes nothing.
 */
export function decide(
  policy: Policy,
  { verdicts, isEnforced }: Said,
  facts: Described,
): Judgement {
  if (!isEnforced) {
    const decision: Decision = { kind: 'pass', reason: byPolicy(policy, 'shadow') }
    return { decision, would: other(weigh(policy, verdicts, facts), decision), ...NOTHING_SAID }
  }
  if (!verdicts.some(isInShadow)) {
    const { decision, score, marks } = weigh(policy, verdicts, facts)
    return { decision, would: null, score, marks }
  }
  const { decision, score, marks } = weigh(policy, verdicts.filter(isObeyed), facts)
  return { decision, would: other(weigh(policy, verdicts, facts), decision), score, marks }
}

/** A policy in shadow tells nobody anything. */
const NOTHING_SAID = { score: 0, marks: [] } as const

function isInShadow({ inShadow }: Verdict): boolean {
  return inShadow === true
}

function isObeyed({ inShadow }: Verdict): boolean {
  return inShadow !== true
}

function other({ decision: would }: Weighed, decision: Decision): Decision | null {
  return would.kind === decision.kind ? null : would
}

type Weighed = Omit<Judgement, 'would'>

function weigh(policy: Policy, verdicts: readonly Verdict[], facts: Described): Weighed {
  let score = 0
  const marks: string[] = []
  let suspicion: Reason | null = null
  let final: Decision | null = null
  for (const verdict of verdicts) {
    switch (verdict.kind) {
      case 'points':
        score += verdict.points
        break
      case 'mark':
        marks.push(verdict.mark)
        break
      case 'suspect':
        suspicion ??= verdict.reason
        break
      case 'wait':
        break
      case 'final':
        final ??= verdict.decision
        break
    }
  }
  const decision = final ?? withoutFinalWord(policy, { score, suspicion }, facts)
  return { decision: facts.purpose === 'preflight' ? spared(decision) : decision, score, marks }
}

interface Doubt {
  readonly score: number
  readonly suspicion: Reason | null
}

function withoutFinalWord(policy: Policy, doubt: Doubt, facts: Described): Decision {
  const isTakenBack = doubt.suspicion?.what === 'rule'
  if (policy.challenge !== 'never' && !isTakenBack && isWellKnown(facts)) {
    return { kind: 'pass', reason: byPolicy(policy, 'well-known') }
  }
  return inDoubt(policy, doubt)
}

function inDoubt(policy: Policy, { score, suspicion }: Doubt): Decision {
  if (policy.challenge === 'always') {
    return { kind: 'challenge', reason: byPolicy(policy, 'always') }
  }
  if (suspicion !== null) return { kind: 'challenge', reason: suspicion }
  if (score >= policy.challengeAt) return { kind: 'challenge', reason: byPolicy(policy, 'score') }
  return { kind: 'pass', reason: byPolicy(policy, 'default') }
}

function byPolicy({ line }: Policy, name: PolicyReason): Reason {
  return { what: 'policy', name, line }
}

function spared(decision: Decision): Decision {
  return decision.kind === 'challenge' ? { kind: 'pass', reason: decision.reason } : decision
}
