import { networkSet, compileNetworks, type NetworkRanges } from '../client/index.ts'
import {
  type Backend,
  type Limit,
  type NetworkSet,
  type Policy,
  type Route,
  type Rule,
  type Site,
} from '../model/index.ts'
import {
  Expressions,
  PathIndex,
  type When,
  compileKey,
  compilePattern,
  compileWhen,
  spellPattern,
} from '../policies/index.ts'
import {
  type LimitPlan,
  type NetworkPlan,
  type PolicyPlan,
  type RoutePlan,
  type RulePlan,
  type SitePlan,
  type WhenPlan,
} from './blueprint.ts'
import { buildContact } from './contact.ts'
import { described } from './described.ts'
import { freezeDeep } from './freeze.ts'
import { readSheets } from './sheets.ts'
import { type Work } from './slices.ts'

/** What a limit is known by in the tables: one counter, which survives a reload. */
export function counterOf(site: string, policy: string, limit: string): string {
  return [site, policy, limit].join('\0')
}

/** What all sites of one snapshot share. */
export class Tools {
  readonly expressions = new Expressions()
  readonly policies: ReadonlyMap<string, PolicyPlan>
  readonly backends: readonly Backend[]
  /** Whether rules and limits are built. */
  readonly judges: boolean
  readonly #lists: readonly NetworkSet[]

  constructor(parts: {
    readonly policies: ReadonlyMap<string, PolicyPlan>
    readonly backends: readonly Backend[]
    readonly networks: readonly NetworkRanges[]
    readonly judges: boolean
  }) {
    this.policies = parts.policies
    this.backends = parts.backends
    this.judges = parts.judges
    this.#lists = parts.networks.map(networkSet)
  }

  networksOf({ written, listed }: NetworkPlan): readonly NetworkSet[] {
    const lists = listed.map((number) => described(this.#lists[number]))
    return written.length === 0 ? lists : [compileNetworks(written), ...lists]
  }
}

/** Builds one site, with each of its policies once, however many routes use it. */
export class SiteBuilder {
  readonly #plan: SitePlan
  readonly #tools: Tools
  readonly #built = new Map<string, Policy>()

  constructor(plan: SitePlan, tools: Tools) {
    this.#plan = plan
    this.#tools = tools
  }

  *build(): Work<Site> {
    const { hosts: _hosts, backend: wanted, contact, routes: written, ...plain } = this.#plan
    const routes = new PathIndex<Route>()
    for (const plan of readSheets(written)) {
      const policy = this.#built.get(plan.policy) ?? (yield* this.#policy(plan.policy))
      const { path, methods: _methods, ...rest } = plan
      const route: Route = { ...rest, matches: this.#takes(plan), policy }
      routes.add(freezeDeep(route), this.#spelled(path === null ? undefined : [path]))
      yield
    }
    return {
      ...plain,
      backend: wanted === null ? null : described(this.#backendOf(wanted)),
      contact: buildContact(contact),
      routes: routes.members,
      routesFor: routes.finder(),
      hasWaitingRoom: routes.members.some(({ waitingRoom }) => waitingRoom !== null),
      rejectsAmbiguous: [this.#plan, ...routes.members].some(
        ({ ambiguousPath }) => ambiguousPath === 'reject',
      ),
    }
  }

  #backendOf(wanted: string): Backend | undefined {
    return this.#tools.backends.find(({ name }) => name === wanted)
  }

  *#policy(name: string): Work<Policy> {
    const { rules: written, limits, ...plain } = described(this.#tools.policies.get(name))
    const rules = new PathIndex<Rule>()
    for (const plan of this.#tools.judges ? readSheets(written) : []) {
      rules.add(freezeDeep(this.#rule(plan)), this.#spelled(plan.when.path))
      yield
    }
    const policy: Policy = {
      ...plain,
      rules: rules.members,
      rulesFor: rules.finder(),
      limits: this.#tools.judges ? limits.map((limit) => this.#limit(limit, name)) : [],
    }
    this.#built.set(name, policy)
    return policy
  }

  #rule({ when, ...plain }: RulePlan): Rule {
    // Where nobody knows the path, a rule that lets pass may be about another one.
    const onAnyPath = plain.then.kind !== 'pass'
    return { ...plain, matches: compileWhen(this.#conditions(when, onAnyPath), onAnyPath) }
  }

  #conditions({ path, network, expression, ...others }: WhenPlan, onAnyPath: boolean): When {
    const patterns = this.#spelled(path)
    const { expressions } = this.#tools
    return {
      ...others,
      ...(patterns && { path: patterns }),
      ...(network && { network: this.#tools.networksOf(network) }),
      ...(expression !== undefined && { expression: expressions.compile(expression, onAnyPath) }),
    }
  }

  #limit({ key, clearance, ...plain }: LimitPlan, policy: string): Limit {
    const counter = counterOf(this.#plan.name, policy, plain.name)
    const shadowCounter = `shadow\0${counter}`
    return { ...plain, counter, shadowCounter, keyOf: compileKey(key, clearance) }
  }

  /** What a route asks for before its policy is asked. */
  #takes({ path, methods }: RoutePlan): Route['matches'] {
    const [pattern] = this.#spelled(path === null ? undefined : [path]) ?? []
    const hasPath = pattern === undefined ? null : compilePattern(pattern)
    const wanted = methods === null ? null : new Set(methods)
    return (method, reading) =>
      (wanted === null || wanted.has(method)) &&
      (hasPath === null || reading === null || hasPath(reading))
  }

  /** As paths are read: in one spelling, and in lower case where the site ignores it. Null where any path will do. */
  #spelled(patterns: readonly string[] | undefined): readonly string[] | null {
    if (patterns === undefined) return null
    const spelled = patterns.map(spellPattern)
    return this.#plan.caseInsensitivePaths
      ? spelled.map((pattern) => pattern.toLowerCase())
      : spelled
  }
}
