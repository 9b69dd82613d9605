import {
  type Bound,
  type FreeLooks,
  type Limit,
  type Policy,
  type Rate,
  type Rule,
  type Share,
} from '../../model/index.ts'
import {
  type Expressions,
  type When,
  compileKey,
  compilePattern,
  compileWhen,
  indexByPath,
  kindOfKey,
} from '../../policies/index.ts'
import { type NetworkLists } from '../files/network-lists.ts'
import { type Path } from '../text/place.ts'
import { type PolicyConfig } from '../schema/policy.ts'
import { compileSignals } from './signals.ts'
import { windowOf } from './time-windows.ts'
import { type WhenConfig } from '../schema/when.ts'
import { type Config } from '../schema/schema.ts'

type SiteConfig = Config['sites'][number]
type RouteConfig = SiteConfig['routes'][number]
type RuleConfig = PolicyConfig['rules'][number]
type LimitConfig = PolicyConfig['limits'][number]

/** The line of the file that a path stands in, from 1. */
export type LineOf = (path: Path) => number

/** What all sites of one configuration share. */
export interface CompilerTools {
  readonly networks: NetworkLists
  readonly expressions: Expressions
  readonly lineOf: LineOf
}

/** What a name stands for. The checks have refused every name that stands for nothing. */
export function described<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a name passed the checks and yet is not described')
  return value
}

/** Compiles routes and policies for one site: each policy once, however many routes use it. */
export class SiteCompiler {
  readonly #site: SiteConfig
  readonly #policies: Config['policies']
  readonly #tools: CompilerTools
  readonly #compiled = new Map<string, Policy>()

  constructor(site: SiteConfig, policies: Config['policies'], tools: CompilerTools) {
    this.#site = site
    this.#policies = policies
    this.#tools = tools
  }

  policy(name: string): Policy {
    const known = this.#compiled.get(name)
    if (known !== undefined) return known
    const policy = this.#compile(name, described(this.#policies[name]))
    this.#compiled.set(name, policy)
    return policy
  }

  #compile(name: string, written: PolicyConfig): Policy {
    const { challenge, clearance, challengeAt, limits, signals, keepSubmission } = written
    const path = ['policies', name]
    const compiled = written.rules.map((rule, index): [Rule, readonly string[] | null] => [
      this.#rule(rule, [...path, 'rules', index]),
      this.casedPatterns(rule.when.path),
    ])
    const patterns = new Map(compiled)
    const rules = compiled.map(([rule]) => rule)
    return {
      name,
      challenge,
      clearance,
      challengeAt: challenge === 'never' ? Infinity : challengeAt,
      keepsForms: challenge !== 'never' && keepSubmission,
      rules,
      rulesFor: indexByPath(rules, (rule) => patterns.get(rule) ?? null),
      limits: limits.map((limit, index) => this.#limit(limit, [...path, 'limits', index], name)),
      signals:
        challenge === 'never'
          ? null
          : compileSignals(signals, this.#tools.lineOf(signals ? [...path, 'signals'] : path)),
      share: shareOf(written),
      line: this.#tools.lineOf(path),
    }
  }

  #rule(rule: RuleConfig, path: Path): Rule {
    const { name, when, then } = rule
    return {
      name,
      matches: compileWhen(this.#conditions(when)),
      // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
      then,
      share: shareOf(rule),
      line: this.#tools.lineOf(path),
    }
  }

  #limit(limit: LimitConfig, path: Path, policy: string): Limit {
    const counter = [this.#site.name, policy, limit.name].join('\0')
    const bound = boundOf(limit)
    return {
      name: limit.name,
      counter,
      shadowCounter: `shadow\0${counter}`,
      methods: limit.methods === undefined ? null : new Set(limit.methods),
      keyOf: compileKey(limit.key, limit.clearance ?? null),
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

  /** Compiles what a route asks for before its policy is asked. */
  routeMatches({ path, methods }: RouteConfig): (method: string, path: string) => boolean {
    const [pattern] = this.casedPatterns(path === undefined ? undefined : [path]) ?? []
    const hasPath = pattern === undefined ? null : compilePattern(pattern)
    const wanted = methods === undefined ? null : new Set(methods)
    return (method, reading) =>
      (wanted === null || wanted.has(method)) && (hasPath === null || hasPath(reading))
  }

  /**
   * Where a site ignores case its paths are matched in lower case, so its patterns must be too. Null
   * where any path will do.
   */
  casedPatterns(patterns: readonly string[] | undefined): readonly string[] | null {
    if (patterns === undefined) return null
    return this.#site.caseInsensitivePaths
      ? patterns.map((pattern) => pattern.toLowerCase())
      : patterns
  }

  #conditions(written: WhenConfig): When {
    const { path, network, time, expression, ...others } = written
    const patterns = this.casedPatterns(path)
    return {
      ...withoutGaps(others),
      ...(patterns && { path: patterns }),
      ...(network && { network: this.#tools.networks.compile(network) }),
      ...(time && { time: time.map(windowOf) }),
      ...(expression !== undefined && { expression: this.#tools.expressions.compile(expression) }),
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
function withoutGaps(written: Omit<WhenConfig, 'path' | 'network' | 'time' | 'expression'>): When {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys, without `undefined`
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined))
}

function shareOf({ mode, rollout }: Pick<PolicyConfig, 'mode' | 'rollout'>): Share {
  return mode === 'shadow' ? 0 : (rollout ?? 1)
}
