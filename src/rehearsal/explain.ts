import { type Facts, type Snapshot, whereIs } from '../model/index.ts'
import { changesOf } from './changes.ts'
import { type Usual } from './describe.ts'
import { type Asked, Question } from './question.ts'
import { type Rehearsed } from './rehearsal.ts'
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
  const readings = readingsOf(rehearsed, question)
  return { said, facts, readings, changes: changesOf(question, rehearsed) }
}

type JudgedOne = Extract<Rehearsed, { kind: 'judged' }>

/** One for all where a path can be read in too many ways: there the strictest policy of the site decides. */
function readingsOf(rehearsed: JudgedOne, question: Question): readonly ExplainedReading[] {
  const { readings } = rehearsed.facts
  if (readings === null) return [explained('any path', rehearsed, question)]
  return readings.flatMap((path) => {
    const one = question.decide({ reading: path })
    return one.kind === 'judged' ? explained(path, one, question) : []
  })
}

function explained(
  path: string,
  { judged, facts }: JudgedOne,
  question: Question,
): ExplainedReading {
  const { policy, name } = judged.route
  return {
    path,
    route: name,
    policy: policy.name,
    ...whereIs(policy.line, question.snapshot),
    decision: judged.decision.kind,
    steps: traceOf(judged, { lines: question.snapshot, facts }),
  }
}
