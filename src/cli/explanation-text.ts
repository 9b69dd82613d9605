import { writeDuration } from '../config/index.ts'
import { linesOf, table } from '../control/index.ts'
import { ORDER_REASONS, spellTarget } from '../model/index.ts'
import {
  type Asked,
  type ExplainedReading,
  type Explanation,
  type TracedStep,
  type Usual,
} from '../rehearsal/index.ts'

/** Parts of a policy that said nothing and are listed all the same; of thousands nobody reads more. */
const SILENT_SHOWN_MAX = 30

/** For scripts: what `explain` of a reference prints, and more. */
export function explanationReport({ said, facts, readings, changes }: Explanation): object {
  const { decision, reason, score, site, route, marks, would, retryAfterMs } = said
  const deciding = readings.find((reading) => reading.decision === decision) ?? readings[0]
  return {
    reference: null,
    decision,
    reason,
    score,
    steps: deciding?.steps ?? [],
    site,
    route,
    marks,
    fingerprint: facts?.fingerprint ?? '',
    would,
    retryAfterSeconds: Math.ceil(retryAfterMs / 1000),
    decidedBy: { file: said.file, line: said.line },
    readings,
    changes,
  }
}

/** For people. */
export function explanationText(asked: Asked, explanation: Explanation, usual: Usual): string {
  const { said, facts, readings, changes } = explanation
  const { url, method } = asked.request
  const address = `${url.scheme ?? usual.scheme}://${url.host ?? usual.host}${url.target}`
  const where = said.line === 0 ? '' : ` (${said.file}:${said.line})`
  const retry =
    said.retryAfterMs === 0 ? '' : `; again after ${Math.ceil(said.retryAfterMs / 1000)} s`
  const marks = said.marks.length === 0 ? '' : `; marks ${said.marks.join(', ')}`
  const lines = [
    `${method} ${address}`,
    ...(facts === null ? [] : [senderLine(asked, facts)]),
    '',
    `${said.decision}, because of ${said.reason}${where}; score ${said.score}${marks}${retry}`,
    ...together(readings).flatMap((reading) => ['', readingText(reading).trimEnd()]),
    ...ordersText(asked, explanation),
    ...(changes.length === 0 ? [] : ['', 'What would change it:']),
    ...changes.map((change) => `- ${change}`),
  ]
  return `${lines.join('\n')}\n`
}

/** One of those that come to the same, which says how many they are: a path may have 64. */
function together(readings: readonly ExplainedReading[]): readonly ExplainedReading[] {
  const groups = Map.groupBy(readings, ({ path: _path, ...same }) => JSON.stringify(same))
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : alsoRead(first, others.length),
  )
}

function alsoRead(reading: ExplainedReading, more: number): ExplainedReading {
  if (more === 0) return reading
  return {
    ...reading,
    path: `${reading.path}, and in ${more === 1 ? 'one more way' : `${more} more ways`}`,
  }
}

/** The orders that had a word in it, and until when. */
function ordersText({ orders, atMs }: Asked, { said, readings }: Explanation): readonly string[] {
  const numbers = readings.flatMap(({ steps }) => steps.filter(({ what }) => what in ORDER_REASONS))
  const places = new Set(['all', said.site, `${said.site}/${said.route}`])
  const meant = orders.filter((order) =>
    order.kind === 'mode'
      ? places.has(spellTarget(order.target))
      : numbers.some(({ what, name }) => what === order.kind && name === String(order.id)),
  )
  const inForce = meant.filter(({ untilMs }) => untilMs > atMs)
  return inForce.length === 0 ? [] : ['', 'in force:', linesOf(inForce).trimEnd()]
}

function senderLine(
  { atMs, pass, before }: Asked,
  facts: NonNullable<Explanation['facts']>,
): string {
  const { address, network, site, purpose, userAgentClass, fingerprint } = facts
  const held = pass === null ? 'no pass' : passWords(pass)
  const after = before.requests === 0 ? '' : `, after ${before.requests} before it`
  return `from ${address} (network ${network}; ${userAgentClass}; ${held}), ${purpose === 'other' ? 'no page load' : purpose}${after}
at ${new Date(atMs).toISOString()}, site ${site}, fingerprint ${fingerprint}`
}

function passWords({ clearance, ageMs }: NonNullable<Asked['pass']>): string {
  const age = ageMs === 0 ? '' : `, solved ${writeDuration(ageMs)} before`
  return `a pass of clearance ${clearance}${age}`
}

function readingText({ path, route, policy, file, line, steps }: ExplainedReading): string {
  const named = file === '' ? '' : ` (${file}:${line})`
  const signals = steps.filter((step) => step.what === 'signal' && isSilent(step))
  const others = steps.filter((step) => !signals.includes(step))
  const silent = others.filter(isSilent)
  const left = new Set(silent.slice(SILENT_SHOWN_MAX))
  const rows = others
    .filter((step) => !left.has(step))
    .map((step) => [
      step.what,
      step.name,
      step.inShadow ? `(${step.verdict}, in shadow)` : step.verdict,
      step.points === 0 ? '' : step.points,
      step.line === 0 ? '' : `${step.file}:${step.line}`,
    ])
  const more = left.size === 0 ? '' : `(and ${left.size} more that say nothing)\n`
  const word = signals[0]?.verdict === 'not asked' ? 'are not asked' : 'abstain'
  const quiet = signals.length === 0 ? '' : `${signals.length} signals ${word}\n`
  const heading = ['what', 'name', 'verdict', 'points', 'where']
  return `read as ${path}: route ${route}, policy ${policy}${named}\n${table([heading, ...rows])}${more}${quiet}`
}

function isSilent({ verdict }: TracedStep): boolean {
  return verdict === 'abstains' || verdict === 'not asked'
}
