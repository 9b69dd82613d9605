import {
  type AgentPurpose,
  MACHINE_TIERS,
  type MachineTerms,
  type MachineTier,
  type RefusedKind,
} from '../../model/index.ts'
import { type PolicyConfig } from '../schema/policy.ts'

type RuleConfig = PolicyConfig['rules'][number]

/** The word of a rule that says what becomes of a machine. */
type Word = 'pass' | 'deny' | 'challenge'

/** What rules say to machines that read, whatever they read of the route. */
export interface RulesSaid extends Pick<MachineTerms, 'closedTo' | 'freeFor'> {
  /** Missing: nothing. */
  readonly toTiers: ReadonlyMap<MachineTier, Word>
}

/**
 * A rule on anything else is not told: it is about some requests of the route alone, or about whom nobody outside is to
 * know, such as networks of the house and tools of attackers.
 */
const TOLD_CONDITIONS: ReadonlySet<string> = new Set([
  'machine',
  'agentPurpose',
  'verifiedAgent',
  'userAgent',
  'method',
  'path',
])

const EVERY_PATH = '/**'

/** Classes of User-Agents that no person reads with. */
const REFUSABLE: ReadonlySet<string> = new Set(['ai-crawler', 'bot', 'tool', 'headless', 'empty'])

/** Rules as they are heard, from top to bottom: the first word counts. */
export function rulesSaidTo(rules: readonly RuleConfig[]): RulesSaid {
  const toTiers = new Map<MachineTier, Word>()
  const closedTo = new Set<RefusedKind>()
  const purposes = new Set<AgentPurpose>()
  const agents = new Set<string>()
  for (const { when, then, mode, rollout = 1 } of rules) {
    const word = wordOf(then)
    if (word === null || mode === 'shadow' || rollout < 1 || !isTold(when)) continue
    const { machine, agentPurpose, verifiedAgent, userAgent } = when
    if (agentPurpose === undefined && verifiedAgent === undefined && userAgent === undefined) {
      for (const tier of machine ?? MACHINE_TIERS) if (!toTiers.has(tier)) toTiers.set(tier, word)
    } else if (word === 'pass') {
      for (const purpose of agentPurpose ?? []) if (!closedTo.has(purpose)) purposes.add(purpose)
      for (const agent of verifiedAgent ?? []) agents.add(agent)
    } else {
      for (const kind of refusedBy(when)) if (!isIn(purposes, kind)) closedTo.add(kind)
    }
  }
  const freeFor = { purposes: [...purposes], agents: [...agents] }
  return { toTiers, closedTo: [...closedTo], freeFor }
}

/** Beyond a limit, and before a check, is the same for a machine: it does not come in. */
function wordOf({ kind }: RuleConfig['then']): Word | null {
  if (kind === 'limit') return 'deny'
  return kind === 'pass' || kind === 'deny' || kind === 'challenge' ? kind : null
}

function isTold({ method, path, ...others }: RuleConfig['when']): boolean {
  const asked = Object.entries({ method, path, ...others }).filter(
    ([, value]) => value !== undefined,
  )
  if (asked.some(([key]) => !TOLD_CONDITIONS.has(key))) return false
  if (path?.includes(EVERY_PATH) === false) return false
  return method?.includes('GET') !== false
}

/** A purpose where one is named, which is narrower; else what it calls itself. */
function refusedBy({ agentPurpose, userAgent }: RuleConfig['when']): readonly RefusedKind[] {
  if (agentPurpose !== undefined) return agentPurpose
  return (userAgent ?? []).filter((kind): kind is RefusedKind & typeof kind => REFUSABLE.has(kind))
}

function isIn(purposes: ReadonlySet<string>, kind: RefusedKind): boolean {
  return purposes.has(kind)
}
