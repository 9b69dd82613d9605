import {
  type Decision,
  type Facts,
  type Policy,
  type Reason,
  type SourceLines,
  type Step,
  type Verdict,
  type WaitingRoom,
  spellDecision,
  whereIs,
} from '../model/index.ts'
import {
  type Judged,
  CONDUCT_SIGNALS,
  HEADER_SIGNALS,
  builtInLimit,
  reasonOfRule,
} from '../policies/index.ts'

/** What one part of a policy said, or that it said nothing. */
export interface TracedStep extends Omit<Step, 'verdict'> {
  /** `not asked`: a final word was said before. */
  readonly verdict: Step['verdict'] | 'abstains' | 'not asked'
}

/** Every rule, limit and signal of the policy in the order in which they are asked, and the last word. */
export function traceOf(
  { route, verdicts, decision }: Judged,
  { lines, facts }: { readonly lines: SourceLines; readonly facts: Facts },
): readonly TracedStep[] {
  const { policy, waitingRoom } = route
  const said = new Map(verdicts.map((verdict) => [keyOf(reasonOf(verdict)), verdict]))
  let isOver = false
  const steps: TracedStep[] = []
  for (const reason of partsOf(policy, verdicts, facts)) {
    const verdict = said.get(keyOf(reason))
    steps.push(stepOf(reason, verdict ?? (isOver ? 'not asked' : 'abstains'), lines))
    if (verdict?.kind === 'final' && verdict.inShadow !== true) isOver = true
  }
  const { reason, kind } = decision
  if (reason.what === 'policy') steps.push(stepOf(reason, kind, lines))
  if (waitingRoom !== null) steps.push(roomStep(waitingRoom, decision, lines))
  return steps
}

/** The waiting room of the route is asked last, of what all others let through. */
function roomStep(
  { line }: WaitingRoom,
  { kind, reason }: Decision,
  lines: SourceLines,
): TracedStep {
  const said = reason.what === 'gate' ? kind : kind === 'pass' ? 'abstains' : 'not asked'
  return stepOf({ what: 'gate', name: 'waiting-room', line }, said, lines)
}

function stepOf(
  { what, name, line }: Reason,
  said: Verdict | TracedStep['verdict'],
  lines: SourceLines,
): TracedStep {
  const isWord = typeof said === 'string'
  return {
    what,
    name,
    verdict: isWord ? said : wordOf(said),
    points: !isWord && said.kind === 'points' ? said.points : 0,
    inShadow: !isWord && said.inShadow === true,
    ...whereIs(line, lines),
  }
}

/** In the order of `evaluate`. */
function partsOf(policy: Policy, verdicts: readonly Verdict[], facts: Facts): readonly Reason[] {
  const passes = verdicts.map(reasonOf).filter(({ what }) => what === 'pass')
  const { rules, limits, signals } = policy
  const builtIn = builtInLimit(facts)
  return [
    ...rules.map(reasonOfRule),
    ...limits.map(({ name, line }): Reason => ({ what: 'limit', name, line })),
    ...passes,
    ...(builtIn === null ? [] : [builtIn.reason]),
    ...(signals === null ? [] : [...HEADER_SIGNALS, ...CONDUCT_SIGNALS]).map(
      ({ name }): Reason => ({ what: 'signal', name, line: signals?.line ?? 0 }),
    ),
  ]
}

function reasonOf(verdict: Verdict): Reason {
  return verdict.kind === 'final' ? verdict.decision.reason : verdict.reason
}

function keyOf({ what, name }: Reason): string {
  return `${what} ${name}`
}

function wordOf(verdict: Verdict): Step['verdict'] {
  switch (verdict.kind) {
    case 'points':
    case 'mark':
    case 'wait':
      return verdict.kind
    case 'suspect':
      return 'challenge'
    case 'final':
      return spellDecision(verdict.decision)
  }
}
