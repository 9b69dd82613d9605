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

/** Rules as they are heard, from top to bottom: the first final word counts, and to ask for the check is none. */
export function rulesSaidTo(rules: readonly RuleConfig[]): RulesSaid {
  const hearing = new Hearing()
  for (const rule of rules) {
    const word = isObeyed(rule) && isTold(rule.when) ? wordOf(rule.then) : null
    if (word !== null) hearing.hear(rule.when, word)
  }
  return hearing.said()
}

class Hearing {
  readonly #toTiers = new Map<MachineTier, Word>()
  readonly #closedTo = new Set<RefusedKind>()
  readonly #checked = new Set<RefusedKind>()
  readonly #purposes = new Set<AgentPurpose>()
  readonly #agents = new Set<string>()

  hear(when: RuleConfig['when'], word: Word): void {
    if (isOfTiers(when)) this.#tellTiers(when.machine ?? MACHINE_TIERS, word)
    else if (word === 'pass') this.#free(when)
    else for (const kind of refusedBy(when)) this.#refuse(kind, word)
  }

  said(): RulesSaid {
    const free: ReadonlySet<string> = this.#purposes
    const checked = [...this.#checked].filter((kind) => !free.has(kind))
    return {
      toTiers: this.#toTiers,
      closedTo: [...this.#closedTo.union(new Set(checked))],
      freeFor: { purposes: [...this.#purposes], agents: [...this.#agents] },
    }
  }

  #tellTiers(tiers: readonly MachineTier[], word: Word): void {
    for (const tier of tiers) {
      const before = this.#toTiers.get(tier) ?? 'challenge'
      if (before === 'challenge') this.#toTiers.set(tier, word)
    }
  }

  #free({ agentPurpose = [], verifiedAgent = [] }: RuleConfig['when']): void {
    for (const purpose of agentPurpose) {
      if (!this.#closedTo.has(purpose)) this.#purposes.add(purpose)
    }
    for (const agent of verifiedAgent) this.#agents.add(agent)
  }

  #refuse(kind: RefusedKind, word: Word): void {
    const free: ReadonlySet<string> = this.#purposes
    if (word === 'challenge') this.#checked.add(kind)
    else if (!free.has(kind)) this.#closedTo.add(kind)
  }
}

function isObeyed({ mode, rollout = 1 }: RuleConfig): boolean {
  return mode !== 'shadow' && rollout >= 1
}

/** Whether it holds for whole tiers. */
function isOfTiers({ agentPurpose, verifiedAgent, userAgent }: RuleConfig['when']): boolean {
  return agentPurpose === undefined && verifiedAgent === undefined && userAgent === undefined
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
