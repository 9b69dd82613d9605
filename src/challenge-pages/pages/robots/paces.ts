import {
  type MachineAccess,
  type MachineTerms,
  type MachineTier,
  type Pace,
} from '../../../model/index.ts'
import { MACHINE_TIERS } from '../../../model/index.ts'
import { escapeHtml, fillHoles } from '../html.ts'
import { type RobotsTexts } from './texts/index.ts'

/** Numbers as a language writes them, as HTML. */
export type Numbers = (count: number) => string

/** What becomes of whom on some paths, as HTML: those for whom it is the same are named together. */
export function accessLines(
  texts: RobotsTexts,
  { tiers }: MachineTerms,
  numbers: Numbers,
): readonly string[] {
  const groups = Map.groupBy(MACHINE_TIERS, (tier) => JSON.stringify(tiers[tier]))
  return [...groups.values()].map((members) => {
    const [first = 'unknown'] = members
    const who = escapeHtml(namesOf(texts, members))
    return fillHoles(texts.line, { who, access: accessIn(texts, tiers[first], numbers) })
  })
}

function namesOf({ everybody, tiers }: RobotsTexts, members: readonly MachineTier[]): string {
  if (members.length === MACHINE_TIERS.length) return everybody
  return members.map((tier) => tiers[tier].term).join(' / ')
}

function accessIn(texts: RobotsTexts, { kind, paces }: MachineAccess, numbers: Numbers): string {
  if (kind === 'closed') return escapeHtml(texts.closed)
  if (kind === 'check') return escapeHtml(texts.needsCheck)
  const [first, ...more] = paces.map((pace) => paceIn(texts, pace, numbers))
  if (first === undefined) return escapeHtml(texts.noLimit)
  if (more.length === 0) return first
  return `<ul>${[first, ...more].map((pace) => `<li>${pace}</li>`).join('')}</ul>`
}

function paceIn(texts: RobotsTexts, pace: Pace, numbers: Numbers): string {
  const by = escapeHtml(texts.by[pace.by])
  const beyond = escapeHtml(texts.beyond[pace.beyond])
  if (pace.kind === 'concurrency') {
    return `${fillHoles(texts.underWay, { count: numbers(pace.max) })} ${by}, ${beyond}`
  }
  const { requests, perSeconds, burst } = pace
  const rate = fillHoles(rateIn(texts, perSeconds), { count: numbers(requests) })
  const atOnce = burst > 1 ? `, ${fillHoles(texts.burst, { count: numbers(burst) })}` : ''
  return `${rate} ${by}${atOnce}, ${beyond}`
}

function rateIn(texts: RobotsTexts, perSeconds: number): string {
  if (perSeconds === 1) return texts.perSecond
  if (perSeconds === 60) return texts.perMinute
  return perSeconds === 3600 ? texts.perHour : texts.perDay
}
