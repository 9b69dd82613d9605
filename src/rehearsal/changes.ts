import { type Decision, spellReason, whereIs } from '../model/index.ts'
import { type Question } from './question.ts'
import { type Rehearsed } from './rehearsal.ts'

/** Requests that are tried one after the other until something else is decided. */
const MORE_MAX = 500

type Judged = Extract<Rehearsed, { kind: 'judged' }>

/** What would change a decision, in sentences that have been tried. */
export function changesOf(question: Question, rehearsed: Judged): readonly string[] {
  const { decision } = rehearsed.judged
  const tried = [
    byShadow(rehearsed),
    byPass(question, rehearsed),
    byWaiting(question, decision),
    byFewer(question, decision),
    byBrowser(question, decision),
    byLine(question, decision),
    byMore(question, decision),
  ]
  return tried.filter((sentence) => sentence !== null)
}

function kindOf(rehearsed: Rehearsed): Decision['kind'] | null {
  return rehearsed.kind === 'judged' ? rehearsed.judged.decision.kind : null
}

function byShadow({ judged }: Judged): string | null {
  if (judged.would === null) return null
  const { kind, reason } = judged.would
  return `were all that is in shadow enforced, it would be ${kind} (${spellReason(reason)})`
}

function byPass(question: Question, { judged, facts }: Judged): string | null {
  const { clearance, challenge } = judged.route.policy
  if (judged.decision.kind === 'pass' || challenge === 'never') return null
  // It has no cookies.
  if (facts.purpose === 'preflight') return null
  const kind = kindOf(question.decide({ pass: { clearance, ageMs: 0 } }))
  return kind === 'pass' ? `a fresh pass of clearance ${clearance} would let it through` : null
}

function byWaiting(question: Question, decision: Decision): string | null {
  if (decision.kind !== 'limit') return null
  const laterMs = decision.retryAfterMs
  const kind = kindOf(question.decide({}, { laterMs }))
  return kind === 'pass' ? `${Math.ceil(laterMs / 1000)} s later it would pass` : null
}

function byFewer(question: Question, { reason }: Decision): string | null {
  const { before } = question.asked
  if (reason.what !== 'limit' || before.requests === 0) return null
  const isThrough = (fewer: number): boolean => {
    const requests = before.requests - fewer
    return kindOf(question.decide({ before: { ...before, requests } })) === 'pass'
  }
  if (!isThrough(before.requests)) return null
  let [tooFew, enough] = [0, before.requests]
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1
    if (isThrough(middle)) enough = middle
    else tooFew = middle
  }
  return `${enough} ${enough === 1 ? 'request' : 'requests'} fewer before it would let it through`
}

function byBrowser(question: Question, decision: Decision): string | null {
  const { request } = question.asked
  if (decision.kind === 'pass' || request.as === 'firefox') return null
  const as = 'firefox' as const
  const kind = kindOf(question.decide({ request: { ...request, as, headers: {} } }))
  return kind === 'pass' ? 'sent by a browser it would pass' : null
}

function byLine(question: Question, { kind, reason }: Decision): string | null {
  if (reason.what !== 'rule' && reason.what !== 'limit') return null
  const other = kindOf(question.decide({ without: reason }))
  if (other === null || other === kind) return null
  const { file, line } = whereIs(reason.line, question.snapshot)
  return `without the ${reason.what} "${reason.name}" (${file}:${line}) it would be ${other}`
}

/** Where it passes: which of many at once would not. */
function byMore(question: Question, { kind }: Decision): string | null {
  if (kind !== 'pass') return null
  const at = (times: number): Rehearsed => question.decide({}, { times })
  if (kindOf(at(MORE_MAX)) === 'pass') return null
  let [passes, stops] = [1, MORE_MAX]
  while (stops - passes > 1) {
    const middle = (passes + stops) >> 1
    if (kindOf(at(middle)) === 'pass') passes = middle
    else stops = middle
  }
  const stopped = at(stops)
  if (stopped.kind !== 'judged') return null
  const { decision } = stopped.judged
  return `of as many at the same moment, number ${stops} would be ${decision.kind} (${spellReason(decision.reason)})`
}
