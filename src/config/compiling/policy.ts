import {
  type LimitPlan,
  type PolicyPlan,
  type RulePlan,
  type WhenPlan,
  described,
  writeSheets,
} from '../../building/index.ts'
import { type Bound, type FreeLooks, type Rate, type Share } from '../../model/index.ts'
import { kindOfKey } from '../../policies/index.ts'
import { type NetworkLists } from '../files/network-lists.ts'
import { type Path } from '../text/place.ts'
import { type PolicyConfig } from '../schema/policy.ts'
import { compileSignals } from './signals.ts'
import { windowOf } from './time-windows.ts'
import { type WhenConfig } from '../schema/when.ts'
import { type Config } from '../schema/schema.ts'

type RuleConfig = PolicyConfig['rules'][number]
type LimitConfig = PolicyConfig['limits'][number]

/** The line of the file that a path stands in, from 1. */
export type LineOf = (path: Path) => number

interface PlannerTools {
  readonly networks: NetworkLists
  readonly lineOf: LineOf
}

/** Draws policies: all that can be said of one without a function, and of no site yet. */
export class PolicyPlanner {
  readonly #policies: Config['policies']
  readonly #tools: PlannerTools

  constructor(policies: Config['policies'], tools: PlannerTools) {
    this.#policies = policies
    this.#tools = tools
  }

  plan(name: string): PolicyPlan {
    const written = described(this.#policies[name])
    const { challenge, clearance, challengeAt, limits, signals, keepSubmission } = written
    const { lineOf } = this.#tools
    const path = ['policies', name]
    const rules = written.rules.map((rule, index) => this.#rule(rule, [...path, 'rules', index]))
    return {
      name,
      challenge,
      clearance,
      challengeAt: challenge === 'never' ? Infinity : challengeAt,
      keepsForms: challenge !== 'never' && keepSubmission,
      rules: writeSheets(rules),
      limits: limits.map((limit, index) => this.#limit(limit, [...path, 'limits', index])),
      signals:
        challenge === 'never'
          ? null
          : compileSignals(signals, lineOf(signals ? [...path, 'signals'] : path)),
      share: shareOf(written),
      line: lineOf(path),
    }
  }

  #rule(rule: RuleConfig, path: Path): RulePlan {
    const { name, when, then } = rule
    return {
      name,
      when: this.#conditions(when),
      // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
      then,
      share: shareOf(rule),
      line: this.#tools.lineOf(path),
    }
  }

  #limit(limit: LimitConfig, path: Path): LimitPlan {
    const bound = boundOf(limit)
    return {
      name: limit.name,
      key: limit.key,
      clearance: limit.clearance ?? null,
      methods: limit.methods === undefined ? null : new Set(limit.methods),
      machines: limit.machine === undefined ? null : new Set(limit.machine),
      bound,
      strangers: strangersOf(limit, bound),
      freeLooks: freeLooksOf(limit),
      over: limit.over.kind,
      mark: limit.over.mark,
      pageFirst: limit.pageFirst ?? false,
      share: shareOf(limit),
      line: this.#tools.lineOf(path),
    }
  }

  #conditions({ network, time, ...others }: WhenConfig): WhenPlan {
    return {
      ...withoutGaps(others),
      ...(network && { network: this.#tools.networks.plan(network) }),
      ...(time && { time: time.map(windowOf) }),
    }
  }
}

function boundOf({ concurrency, rate, burst = 1 }: LimitConfig): Bound {
  if (concurrency !== undefined) return { kind: 'concurrency', max: concurrency }
  return { kind: 'rate', intervalMs: described(rate), burst }
}

/** Of a burst that everybody shares, the last part is for networks in which somebody has shown a pass. */
const KNOWN_PART = 1 / 4

/** Where all networks ask for the check together, those that nobody knows are asked first. */
function strangersOf({ key, over }: LimitConfig, bound: Bound): Rate | null {
  if (over.kind !== 'challenge' || bound.kind !== 'rate') return null
  if (!key.every((part) => kindOfKey(part) === 'shared')) return null
  const { intervalMs, burst } = bound
  return { intervalMs, burst: burst - Math.floor(burst * KNOWN_PART) }
}

function freeLooksOf({ freeLooks }: LimitConfig): FreeLooks | null {
  return freeLooks === undefined ? null : { count: freeLooks.count, forMs: freeLooks.for }
}

/** Conditions that are not written are not there. */
function withoutGaps(written: Omit<WhenConfig, 'network' | 'time'>): WhenPlan {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys, without `undefined`
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined))
}

function shareOf({ mode, rollout }: Pick<PolicyConfig, 'mode' | 'rollout'>): Share {
  return mode === 'shadow' ? 0 : (rollout ?? 1)
}
