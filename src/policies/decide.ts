import {
  type Decision,
  type Policy,
  type Purpose,
  type Reason,
  type Verdict,
} from '../model/index.ts'

/** One decision with what stands beside it: the score and the marks that go to backend and log. */
export interface Judgement {
  readonly decision: Decision
  readonly score: number
  readonly marks: readonly string[]
}

/**
 * Makes the decision. All precedence between verdicts stands here: a final word wins; then a policy
 * that always challenges, a rule's suspicion or a score of `challengeAt` asks for the check;
 * otherwise the request passes. A preflight (Fetch standard, CORS) carries no cookies and can never
 * solve a check, so it is never challenged.
 */
export function decide(policy: Policy, verdicts: readonly Verdict[], purpose: Purpose): Judgement {
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
      case 'final':
        final ??= verdict.decision
        break
    }
  }
  const decision = final ?? withoutFinalWord(policy, score, suspicion)
  return { decision: purpose === 'preflight' ? spared(decision) : decision, score, marks }
}

function withoutFinalWord(policy: Policy, score: number, suspicion: Reason | null): Decision {
  const byPolicy = (name: string): Reason => ({ what: 'policy', name, line: policy.line })
  if (policy.challenge === 'always') return { kind: 'challenge', reason: byPolicy('always') }
  if (suspicion !== null) return { kind: 'challenge', reason: suspicion }
  if (score >= policy.challengeAt) return { kind: 'challenge', reason: byPolicy('score') }
  return { kind: 'pass', reason: byPolicy('default') }
}

function spared(decision: Decision): Decision {
  return decision.kind === 'challenge' ? { kind: 'pass', reason: decision.reason } : decision
}
