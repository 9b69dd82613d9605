import { type ClientOrder, type Reason, type Route, type Rule } from '../../model/index.ts'

/** A route on which nobody whom the ban is about gets anywhere, whatever its policy thinks. */
export function banned(route: Route, order: ClientOrder): Route {
  const rules = [ruleOf(order)]
  return { ...route, policy: { ...route.policy, share: 1, rules, rulesFor: () => rules } }
}

/** The policy decides as it did; what the ban would have come to is recorded. */
export function banInShadow(route: Route, order: ClientOrder): Route {
  return withRules(route, (rules) => [ruleOf(order), ...rules])
}

/**
 * A route that neither counts nor challenges whom the allowance is about. What rules deny stays denied:
 * an allowance is for a crowd that is well known, not for what it must not do.
 */
export function exempt(route: Route, order: ClientOrder): Route {
  return withRules(route, (rules) => [...rules.filter(isNoLimit), ruleOf(order)])
}

function isNoLimit({ then }: Rule): boolean {
  return then.kind !== 'limit'
}

/** The policy decides as it did; that it would not have been asked is recorded. */
export function exemptInShadow(route: Route, order: ClientOrder): Route {
  return withRules(route, (rules) => [...rules, ruleOf(order)])
}

function withRules(route: Route, change: (rules: readonly Rule[]) => readonly Rule[]): Route {
  const { policy } = route
  const rulesFor = (path: string | null): readonly Rule[] => change(policy.rulesFor(path))
  return { ...route, policy: { ...policy, rules: change(policy.rules), rulesFor } }
}

function ruleOf({ kind, id, inShadow }: ClientOrder): Rule {
  const reason: Reason = { what: kind, name: String(id), line: 0 }
  const then = { kind: kind === 'ban' ? 'deny' : 'pass' } as const
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the configuration; never awaited
  return { name: '', reason, matches: () => true, then, share: inShadow ? 0 : 1, line: 0 }
}
