import { type PolicyTest } from '../config/index.ts'
import {
  type Decision,
  ORDER_REASONS,
  type Snapshot,
  spellReason,
  whereIs,
} from '../model/index.ts'
import { type Rehearsed } from './rehearsal.ts'

/** What came of a request, in words that tests, people and scripts compare. */
export interface Said {
  readonly decision: Decision['kind'] | 'own' | 'error'
  /** As in the log: `rule: bad tool`. */
  readonly reason: string
  /** Where the deciding word stands; line 0 where none stands behind it. */
  readonly file: string
  readonly line: number
  readonly site: string
  readonly route: string
  readonly marks: readonly string[]
  readonly score: number
  /** 0 where nothing is to be waited for. */
  readonly retryAfterMs: number
  /** Were all that is in shadow enforced. */
  readonly would: Decision['kind'] | null
}

/** One thing that is not as it was expected. */
export interface Difference {
  readonly what: string
  readonly expected: string
  readonly got: string
}

const NOTHING = { site: '', route: '', marks: [], score: 0, retryAfterMs: 0, would: null }

export function saidOf(rehearsed: Rehearsed, snapshot: Snapshot): Said {
  switch (rehearsed.kind) {
    case 'own':
      return { decision: 'own', reason: 'gate: own-path', file: '', line: 0, ...NOTHING }
    case 'refused':
      return {
        decision: 'error',
        reason: `request: ${rehearsed.why}`,
        file: '',
        line: 0,
        ...NOTHING,
      }
    case 'judged': {
      const { judged, facts } = rehearsed
      const { decision, would, score, marks, route } = judged
      return {
        decision: decision.kind,
        reason: spellReason(decision.reason),
        ...whereIs(decision.reason.line, snapshot),
        site: facts.site,
        route: route.name,
        marks,
        score,
        retryAfterMs: decision.kind === 'limit' ? decision.retryAfterMs : 0,
        would: would?.kind ?? null,
      }
    }
  }
}

/** What of an expectation does not hold. */
export function compare(expect: PolicyTest['expect'], said: Said): readonly Difference[] {
  const { reason, marks, retryAfter } = expect
  const isWhole = reason !== undefined && reason.includes(': ')
  const pairs: readonly (readonly [string, string | number | undefined, string | number])[] = [
    ['decision', expect.decision, said.decision],
    ['reason', reason, isWhole ? said.reason : nameIn(said.reason)],
    ['site', expect.site, said.site],
    ['route', expect.route, said.route],
    ['score', expect.score, said.score],
    ['would', expect.would, said.would ?? said.decision],
    ['marks', marks && listed(marks), listed(said.marks)],
    ['retryAfter', retryAfter && seconds(retryAfter), seconds(said.retryAfterMs)],
  ]
  return pairs
    .filter(([, expected, got]) => expected !== undefined && expected !== got)
    .map(([what, expected, got]) => ({ what, expected: String(expected), got: String(got) }))
}

/** What stands behind what; of an order, which has a number there, the word before it. */
function nameIn(reason: string): string {
  const [what = '', name = ''] = reason.split(/: (.*)/s)
  return what in ORDER_REASONS ? what : name
}

function listed(marks: readonly string[]): string {
  return marks.length === 0 ? 'none' : marks.toSorted().join(', ')
}

/** As `Retry-After` tells it: whole seconds, never too few. */
function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)}s`
}
