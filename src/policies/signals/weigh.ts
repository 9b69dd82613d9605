import {
  type Facts,
  type Signal,
  type SignalGroup,
  type SignalSettings,
  type Verdict,
} from '../../model/index.ts'
import { HEADER_SIGNALS } from './all.ts'
import { CONDUCT_SIGNALS, type Conduct } from './conduct.ts'
import { see } from './seen.ts'

type PointsVerdict = Extract<Verdict, { kind: 'points' }>

/** The most that one group adds, however many of its signals hold. */
export const GROUP_POINTS_MAX: Readonly<Record<SignalGroup, number>> = {
  identity: 3,
  content: 6,
  metadata: 6,
  protocol: 2,
  behaviour: 12,
}

const NO_SIGNALS: readonly Signal[] = []
const NO_VERDICTS: readonly PointsVerdict[] = []

/** The signals that the header fields of a request give. */
export function headerSignals(facts: Facts): readonly Signal[] {
  const seen = see(facts)
  // Of a browser none holds, so nothing is made for it.
  let held: Signal[] | null = null
  for (const signal of HEADER_SIGNALS) if (signal.holds(seen)) (held ??= []).push(signal)
  return held ?? NO_SIGNALS
}

/** The signals that what a client did lately gives. */
export function conductSignals(conduct: Conduct): readonly Signal[] {
  return CONDUCT_SIGNALS.filter(({ holds }) => holds(conduct))
}

/** What signals add to the score of a policy: one verdict for each that counts. */
export function weigh(
  signals: readonly Signal[],
  settings: SignalSettings,
): readonly PointsVerdict[] {
  if (signals.length === 0) return NO_VERDICTS
  const used = new Map<SignalGroup, number>()
  const verdicts: PointsVerdict[] = []
  for (const { name, group, points: usual } of signals) {
    const own = settings.points.get(name) ?? usual
    const before = used.get(group) ?? 0
    // Who gives one signal more than its group has means it.
    const points = Math.min(own, Math.max(GROUP_POINTS_MAX[group], own) - before)
    if (points <= 0) continue
    used.set(group, before + points)
    const reason = { what: 'signal', name, line: settings.line } as const
    verdicts.push({ kind: 'points', points, reason })
  }
  return verdicts
}
