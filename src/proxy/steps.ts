import {
  type Decision,
  type Reason,
  type Step,
  type Verdict,
  spellDecision,
} from '../model/index.ts'
import { type Judged } from '../policies/index.ts'

/** Shared, so that a pass that nothing spoke against costs nothing. */
const NO_STEPS: readonly Step[] = []

/**
 * What `explain` tells of a judgement: every verdict in order, and the policy's own word where no
 * other was the last. None for a pass that nothing spoke against.
 */
export function stepsOf({ decision, would, verdicts }: Judged, file: string): readonly Step[] {
  if (decision.kind === 'pass' && would === null && !verdicts.some(isAgainst)) return NO_STEPS
  const steps = verdicts.map((verdict) => {
    const said = stepOf(verdict, file)
    return verdict.inShadow === true ? { ...said, inShadow: true } : said
  })
  if (decision.reason.what === 'policy') steps.push(step(decision.reason, decision.kind, file))
  return steps
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
  }
}

/** Somebody may ask why a pass counted that had lapsed. */
function isByGrace({ reason: { what, name } }: Decision): boolean {
  return what === 'pass' && name.endsWith(' in grace')
}

function stepOf(verdict: Verdict, file: string): Step {
  switch (verdict.kind) {
    case 'points':
      return { ...step(verdict.reason, 'points', file), points: verdict.points }
    case 'mark':
      return step(verdict.reason, 'mark', file)
    case 'suspect':
      return step(verdict.reason, 'challenge', file)
    case 'final':
      return step(verdict.decision.reason, spellDecision(verdict.decision), file)
  }
}

function step({ what, name, line }: Reason, verdict: Step['verdict'], file: string): Step {
  return { what, name, verdict, points: 0, inShadow: false, file: line === 0 ? '' : file, line }
}
