import { type Limit, type Policy, type Rule } from '../model/index.ts'
import { type When, compilePattern, compileWhen } from '../policies/index.ts'
import { type Path } from './place.ts'
import { type PolicyConfig } from './schema-policy.ts'
import { compileSignals } from './compile-signals.ts'
import { type Config } from './schema.ts'

type SiteConfig = Config['sites'][number]
type RouteConfig = SiteConfig['routes'][number]
type RuleConfig = PolicyConfig['rules'][number]
type LimitConfig = PolicyConfig['limits'][number]

/** The line of the file that a path stands in, from 1. */
export type LineOf = (path: Path) => number

/** What a name stands for. The checks have refused every name that stands for nothing. */
export function described<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a name passed the checks and yet is not described')
  return value
}

/** Compiles routes and policies for one site: each policy once, however many routes use it. */
export class SiteCompiler {
  readonly #site: SiteConfig
  readonly #policies: Config['policies']
  readonly #lineOf: LineOf
  readonly #compiled = new Map<string, Policy>()

  constructor(site: SiteConfig, policies: Config['policies'], lineOf: LineOf) {
    this.#site = site
    this.#policies = policies
    this.#lineOf = lineOf
  }

  policy(name: string): Policy {
    const known = this.#compiled.get(name)
    if (known !== undefined) return known
    const policy = this.#compile(name, described(this.#policies[name]))
    this.#compiled.set(name, policy)
    return policy
  }

  #compile(
    name: string,
    { challenge, clearance, challengeAt, rules, limits, signals }: PolicyConfig,
  ): Policy {
    const path = ['policies', name]
    return {
      name,
      challenge,
      clearance,
      challengeAt: challenge === 'never' ? Infinity : challengeAt,
      rules: rules.map((rule, index) => this.#rule(rule, [...path, 'rules', index])),
      limits: limits.map((limit, index) => this.#limit(limit, [...path, 'limits', index], name)),
      signals:
        challenge === 'never'
          ? null
          : compileSignals(signals, this.#lineOf(signals ? [...path, 'signals'] : path)),
      line: this.#lineOf(path),
    }
  }

  #rule({ name, when, then }: RuleConfig, path: Path): Rule {
    const matches = compileWhen(compiledConditions(when, this.#site.caseInsensitivePaths))
    // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
    return { name, matches, then, line: this.#lineOf(path) }
  }

  #limit(limit: LimitConfig, path: Path, policy: string): Limit {
    return {
      name: limit.name,
      counter: [this.#site.name, policy, limit.name].join('\0'),
      key: limit.key,
      clearance: limit.clearance ?? null,
      rate: { intervalMs: limit.rate, burst: limit.burst },
      over: limit.over,
      line: this.#lineOf(path),
    }
  }

  /** Compiles what a route asks for before its policy is asked. */
  routeMatches({ path, methods }: RouteConfig): (method: string, path: string) => boolean {
    const hasPath = path === undefined ? null : compilePattern(this.#casedPattern(path))
    const wanted = methods === undefined ? null : new Set(methods)
    return (method, reading) =>
      (wanted === null || wanted.has(method)) && (hasPath === null || hasPath(reading))
  }

  /** Where a site ignores case its paths are matched in lower case, so its patterns must be too. */
  #casedPattern(pattern: string): string {
    return this.#site.caseInsensitivePaths ? pattern.toLowerCase() : pattern
  }
}

function compiledConditions(when: RuleConfig['when'], isLoose: boolean): When {
  const { path, method, network, header } = when
  return {
    ...(path && { path: isLoose ? path.map((pattern) => pattern.toLowerCase()) : path }),
    ...(method && { method }),
    ...(network && { network }),
    ...(header && { header }),
  }
}
