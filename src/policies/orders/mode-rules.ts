import {
  type Limit,
  type Mode,
  type Policy,
  type Reason,
  type Route,
  type Rule,
} from '../../model/index.ts'

/** A route whose policy is obeyed in another way than the configuration has it. */
export function inMode(route: Route, mode: Mode): Route {
  return { ...route, policy: policyIn(route.policy, mode) }
}

function policyIn(policy: Policy, mode: Mode): Policy {
  switch (mode) {
    case 'shadow':
      return { ...policy, share: 0 }
    case 'enforce':
      return enforced(policy)
    case 'off':
      return unasked(policy)
    case 'under-attack':
      return underAttack(policy)
  }
}

function whole<T extends Rule | Limit>(part: T): T {
  return { ...part, share: 1 }
}

/** All of it for everybody, with what was in shadow or for a share. */
function enforced(policy: Policy): Policy {
  const rulesFor = (path: string | null): readonly Rule[] =>
    policy.rulesFor(path).map((rule) => whole(rule))
  const rules = policy.rules.map((rule) => whole(rule))
  return {
    ...policy,
    share: 1,
    rules,
    rulesFor,
    limits: policy.limits.map((limit) => whole(limit)),
  }
}

function unasked(policy: Policy): Policy {
  const rules = [ruleOf('off', 'pass', () => true)]
  return { ...policy, share: 1, rules, rulesFor: () => rules }
}

/**
 * Whoever has no pass is asked, unless a rule lets them pass. A policy that never challenges is for
 * programs (feeds, machines, files of pages): they could not answer, and stay as they are.
 */
function underAttack(policy: Policy): Policy {
  if (policy.challenge === 'never') return policy
  const rule = ruleOf('under-attack', 'challenge', ({ verifiedAgent }) => verifiedAgent === null)
  const rulesFor = (path: string | null): readonly Rule[] => [...policy.rulesFor(path), rule]
  return { ...policy, share: 1, rules: [...policy.rules, rule], rulesFor }
}

function ruleOf(
  name: Extract<Reason, { what: 'mode' }>['name'],
  kind: 'pass' | 'challenge',
  matches: Rule['matches'],
): Rule {
  const reason: Reason = { what: 'mode', name, line: 0 }
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the configuration; never awaited
  return { name, reason, matches, then: { kind }, share: 1, line: 0 }
}
