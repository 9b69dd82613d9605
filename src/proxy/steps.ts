import {
  type Decision,
  type Reason,
  type SignatureCheck,
  type SourceLines,
  type Step,
  type Verdict,
  spellDecision,
  whereIs,
} from '../model/index.ts'
import { type Judged } from '../policies/index.ts'

/** Shared, so that a pass that nothing spoke against costs nothing. */
const NO_STEPS: readonly Step[] = []

/**
 * What `explain` tells of a judgement: every verdict in order, and the policy's own word where no
 * other was the last. None for a pass that nothing spoke against. What came of a signature stands before them; one
 * that counts as none may be asked about whatever was decided.
 */
export function stepsOf(
  judged: Judged,
  lines: SourceLines,
  signature: SignatureCheck | null = null,
): readonly Step[] {
  const said = saidOf(judged, lines)
  if (signature === null) return said
  return signature.outcome === 'verified' && said.length === 0 ? said : [signed(signature), ...said]
}

function saidOf({ decision, would, verdicts }: Judged, lines: SourceLines): readonly Step[] {
  if (decision.kind === 'pass' && would === null && !verdicts.some(isAgainst)) return NO_STEPS
  const steps = verdicts.map((verdict) => {
    const said = stepOf(verdict, lines)
    return verdict.inShadow === true ? { ...said, inShadow: true } : said
  })
  if (decision.reason.what === 'policy') steps.push(step(decision.reason, decision.kind, lines))
  return steps
}

function signed({ signer, outcome }: SignatureCheck): Step {
  const name = signer === '' ? 'unknown signer' : signer
  const nowhere = { file: '', line: 0, inShadow: false }
  return { what: 'signature', name, verdict: outcome, points: 0, ...nowhere }
}

function isAgainst(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case 'points':
    case 'suspect':
      return true
    case 'final':
      return isByGrace(verdict.decision)
    case 'mark':
      return verdict.reason.what === 'limit'
    case 'wait':
      return true
  }
}

/** Somebody may ask why a pass counted that had lapsed. */
function isByGrace({ reason: { what, name } }: Decision): boolean {
  return what === 'pass' && name.endsWith(' in grace')
}

function stepOf(verdict: Verdict, lines: SourceLines): Step {
  switch (verdict.kind) {
    case 'points':
      return { ...step(verdict.reason, 'points', lines), points: verdict.points }
    case 'mark':
      return step(verdict.reason, 'mark', lines)
    case 'wait':
      return step(verdict.reason, 'wait', lines)
    case 'suspect':
      return step(verdict.reason, 'challenge', lines)
    case 'final':
      return step(verdict.decision.reason, spellDecision(verdict.decision), lines)
  }
}

function step({ what, name, line }: Reason, verdict: Step['verdict'], lines: SourceLines): Step {
  return { what, name, verdict, points: 0, inShadow: false, ...whereIs(line, lines) }
}
