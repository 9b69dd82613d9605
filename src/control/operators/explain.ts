import {
  type GateAnswer,
  type GateAnswers,
  type GateQuestion,
  type Order,
  spellTarget,
} from '../../model/index.ts'
import { type Explained, type Ring } from '../../record/index.ts'
import { type Answer, failure, table } from './answer.ts'
import { linesOf, reportOf } from './order-text.ts'
import { printable, readReference } from './reference-text.ts'

/** What gates ask each other about: a decision is known where it was made. */
export const EXPLAIN_TOPIC = 'explain'

/** Somebody waits for it at a terminal. */
const EXPLAIN_MS = 1_000

/** Other gates, and whether there are any to be asked. */
export interface OtherGates {
  readonly areThere: boolean
  readonly ask: (question: GateQuestion) => Promise<GateAnswers>
}

/**
 * Why a request was decided as it was, by the reference on its page, however that is spelled: from this gate, or from the
 * one that knows it.
 */
export async function explain(
  spelled: string,
  here: (wanted: string) => Answer | null,
  others: OtherGates,
): Promise<Answer> {
  const wanted = readReference(spelled)
  const known = here(wanted)
  if (known !== null) return known
  const nothing = `nothing is known of ${printable(wanted)}`
  if (!others.areThere) {
    return failure('missing', `${nothing}: it is no reference of this gate, or too old`)
  }
  const question = { topic: EXPLAIN_TOPIC, text: wanted, deadlineMs: EXPLAIN_MS } as const
  const { answers, unanswered } = await others.ask({ ...question, to: 'all' })
  const [first] = answers
  return (first === undefined ? null : answerFrom(first)) ?? missing(nothing, unanswered)
}

function missing(nothing: string, unasked: number): Answer {
  if (unasked === 0) {
    return failure('missing', `${nothing}: it is no reference of any gate, or too old`)
  }
  const why = `${nothing} at this gate, and others could not be asked: ${unasked} did not answer`
  return { ...failure('missing', why), report: { ok: false, why, unasked } }
}

/** What another gate has said, as an answer of this one. */
function answerFrom({ from: { name, id }, text: said }: GateAnswer): Answer | null {
  const { report, text } = partsOf(said)
  if (typeof report !== 'object' || report === null || typeof text !== 'string') return null
  const gate = { name, id }
  return { ending: 'done', report: { ...report, gate }, text: `at gate ${name} ${id}\n\n${text}` }
}

/** It is of a gate of the ring, though maybe of another version. */
function partsOf(said: string): Partial<Record<keyof Answer, unknown>> {
  try {
    const value: unknown = JSON.parse(said)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** What this gate answers others; null where it is another one that knows. */
export function explainToOthers(
  wanted: string,
  here: (wanted: string) => Answer | null,
): string | null {
  const known = here(wanted)
  return known === null ? null : JSON.stringify({ report: known.report, text: known.text })
}

/** From this gate alone, by a reference as it is written down; null where it knows nothing of it. */
export function explainHere(wanted: string, ring: Ring, orders: readonly Order[]): Answer | null {
  const found = ring.find(wanted)
  if (found === null) return null
  const { reference, decision, reason, score, steps, ...rest } = found
  const concerned = orders.filter((order) => isMeant(order, found))
  const report = {
    reference,
    decision,
    reason,
    score,
    steps,
    ...rest,
    orders: concerned.map(reportOf),
  }
  return { ending: 'done', report, text: textOf(found) + inForceText(concerned) }
}

/** Orders that its steps name, modes of its route, and whether its pass is revoked: what is in force now, whatever was then. */
function isMeant(order: Order, { steps, site, route, pass }: Explained): boolean {
  if (order.kind === 'revoke') return order.target.pass === pass
  if (order.kind === 'mode') {
    return ['all', site, `${site}/${route}`].includes(spellTarget(order.target))
  }
  return steps.some(({ what, name }) => what === order.kind && name === String(order.id))
}

function inForceText(orders: readonly Order[]): string {
  return orders.length === 0 ? '' : `\nin force now:\n${linesOf(orders)}`
}

function textOf(found: Explained): string {
  const { reference, time, method, path, site, route, status, decision, reason, fingerprint } =
    found
  const where = [site, route].filter((name) => name !== '').join(', route ')
  const said = table([
    ['what', 'name', 'verdict', 'points', 'where'],
    ...found.steps.map((step) => [
      step.what,
      step.name,
      step.inShadow ? `(${step.verdict}, in shadow)` : step.verdict,
      step.points,
      step.line === 0 ? '' : `${step.file}:${step.line}`,
    ]),
  ])
  const left = found.stepsLeftOut > 0 ? `(${found.stepsLeftOut} before these are left out)\n` : ''
  const steps = found.steps.length > 0 ? `\n${said}${left}` : ''
  const would =
    found.would === undefined
      ? ''
      : `would be ${found.would}, because of ${found.wouldReason ?? ''}, were all that is in shadow enforced\n`
  return `${reference}  ${time}
${method} ${path}${where === '' ? '' : `  (site ${where})`}
${status} ${decision}, because of ${reason}; score ${found.score}, pass ${passText(found)}${fingerprint === '' ? '' : `, fingerprint ${fingerprint}`}
${would}${steps}`
}

function passText({ clearance, pass }: Explained): string {
  if (pass === undefined) return clearance
  return clearance === 'none' ? `none, earned ${pass}` : `${clearance} ${pass}`
}
