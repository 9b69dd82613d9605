import { type Facts, type Snapshot, whereIs } from '../model/index.ts'
import { changesOf } from './changes.ts'
import { type Usual } from './describe.ts'
import { type Asked, Question } from './question.ts'
import { type TracedStep, traceOf } from './trace.ts'
import { type Said, saidOf } from './verdict.ts'

/** What the policy said of one reading of the path. */
export interface ExplainedReading {
  readonly path: string
  readonly route: string
  readonly policy: string
  /** Of the policy, and its line. */
  readonly file: string
  readonly line: number
  readonly decision: Said['decision']
  readonly steps: readonly TracedStep[]
}

/** Why a described request would be decided as it would. */
export interface Explanation {
  readonly said: Said
  /** Null where no policy is asked. */
  readonly facts: Facts | null
  /** Every way in which the path can be read; the most severe decision wins. */
  readonly readings: readonly ExplainedReading[]
  /** Sentences about what would change it, each of them tried. */
  readonly changes: readonly string[]
}

/** Explains a request from the configuration alone. */
export function explainRequest(asked: Asked, snapshot: Snapshot, usual: Usual): Explanation {
  const question = new Question(asked, snapshot, usual)
  const rehearsed = question.decide()
  const said = saidOf(rehearsed, snapshot)
  if (rehearsed.kind !== 'judged') return { said, facts: null, readings: [], changes: [] }
  const { facts } = rehearsed
  const readings = facts.readings.flatMap((path) => readingOf(path, question) ?? [])
  return { said, facts, readings, changes: changesOf(question, rehearsed) }
}

function readingOf(path: string, question: Question): ExplainedReading | null {
  const rehearsed = question.decide({ reading: path })
  if (rehearsed.kind !== 'judged') return null
  const { judged, facts } = rehearsed
  const { policy, name } = judged.route
  return {
    path,
    route: name,
    policy: policy.name,
    ...whereIs(policy.line, question.snapshot),
    decision: judged.decision.kind,
    steps: traceOf(judged, { lines: question.snapshot, purpose: facts.purpose }),
  }
}
