import { type NameLists, shippedNames } from '../../client/index.ts'
import { AGENTS_MAX, ALTERNATIVES_MAX, POLICIES_MAX, RULES_MAX } from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { meant } from '../text/nearest.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Described names that a hint lists. */
const LISTED_MAX = 8

/** The crawlers that are described, and what they are for. */
interface Described {
  readonly names: ReadonlySet<string>
  readonly purposes: ReadonlySet<string>
}

/**
 * Warns of conditions on crawlers that are not described: they hold for nobody; and of rules that let in whoever
 * only says so. No more than a warning, for no such rule keeps a person out.
 */
export function checkAgentNames(root: Place, report: Report): void {
  const described = describedIn(root)
  for (const policy of [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)) {
    const rules = listAt(policy, 'rules', RULES_MAX)
    warnOfPurposes(rules, described, report)
    for (const rule of rules) {
      const condition = rule.children.get('when')?.children.get('verifiedAgent')
      if (condition !== undefined) checkCondition(rule, condition, described.names, report)
      warnOfClaim(rule, report)
    }
  }
}

function describedIn(root: Place): Described {
  const agents = [...mapAt(root, 'agents')].slice(0, AGENTS_MAX)
  const lists = agents.length === 0 ? null : shippedNames()
  const purposes = agents.flatMap(([, agent]) => purposesOf(agent, lists))
  return { names: new Set(agents.map(([name]) => name)), purposes: new Set(purposes) }
}

/** What it says itself; else anything may stand in a list of the operator's own, and ours is asked. */
function purposesOf(agent: Place, lists: NameLists | null): readonly string[] {
  const purpose = textAt(agent, 'purpose')
  if (purpose !== null) return [purpose]
  return textsIn(agent.children.get('userAgent')).flatMap((word) => {
    const known = word.toLowerCase()
    return lists?.aiCrawlers.get(known) ?? lists?.others.get(known) ?? []
  })
}

function checkCondition(
  rule: Place,
  condition: Place,
  known: ReadonlySet<string>,
  report: Report,
): void {
  if (rule.origin === undefined) checkNames(condition, known, report)
  else checkPreset(rule, condition, { known, report })
}

function checkNames(condition: Place, known: ReadonlySet<string>, report: Report): void {
  for (const { value, offset } of membersOf(condition)) {
    if (typeof value !== 'string' || known.has(value)) continue
    report.warn(offset, {
      code: 'PAART_UNKNOWN_AGENT',
      message: `no crawler ${quote(value)} is described: nobody is known by that name`,
      hint: meant(value, known) ?? hintFor(known),
    })
  }
}

function membersOf(condition: Place): readonly Place[] {
  return Array.isArray(condition.value)
    ? [...condition.children.values()].slice(0, ALTERNATIVES_MAX)
    : [condition]
}

function textsIn(condition: Place | undefined): readonly string[] {
  const members = condition === undefined ? [] : membersOf(condition)
  return members.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
}

/** A preset knows more crawlers than most gates want; but one that knows none of theirs does nothing. */
function checkPreset(
  rule: Place,
  condition: Place,
  { known, report }: { readonly known: ReadonlySet<string>; readonly report: Report },
): void {
  const names = textsIn(condition)
  if (names.some((name) => known.has(name))) return
  report.warn(rule.offset, {
    code: 'PAART_UNKNOWN_AGENT',
    message: `of the crawlers that the rule ${quote(textAt(rule, 'name'))} of the preset lets in none is described: nobody is`,
    hint: `describe them under "agents": ${names.slice(0, LISTED_MAX).join(', ')}`,
  })
}

function hintFor(known: ReadonlySet<string>): string {
  if (known.size === 0) return 'describe it under "agents"'
  return `described are: ${[...known].slice(0, LISTED_MAX).join(', ')}`
}

/** Who has to have proven who it is. */
const PROVEN: ReadonlySet<string> = new Set(['proven', 'signed'])

function asksForProof(when: Place): boolean {
  const tiers = textsIn(when.children.get('machine'))
  return tiers.length > 0 && tiers.every((tier) => PROVEN.has(tier))
}

/**
 * A rule on proven crawlers of a purpose that none of those described has. A preset may have such rules beside
 * others; only one that consists of them does nothing.
 */
function warnOfPurposes(rules: readonly Place[], { purposes }: Described, report: Report): void {
  const isIdle = (rule: Place): boolean => {
    const when = rule.children.get('when')
    const wanted = textsIn(when?.children.get('agentPurpose'))
    if (when === undefined || wanted.length === 0 || !asksForProof(when)) return false
    return wanted.every((purpose) => !purposes.has(purpose))
  }
  const isAlone = ({ origin }: Place): boolean =>
    rules.every((other) => other.origin?.file !== origin?.file || isIdle(other))
  for (const rule of rules) {
    if (!isIdle(rule) || (rule.origin !== undefined && !isAlone(rule))) continue
    report.warn(rule.offset, {
      code: 'PAART_UNKNOWN_AGENT',
      message: `no crawler is described that is for what the rule ${quote(textAt(rule, 'name'))} asks for: it holds for nobody`,
      hint: 'describe one under "agents", with its "purpose"',
    })
  }
}

/** Beside these a claim is no way in for everybody. */
const NARROWING = ['network', 'verifiedAgent', 'clearance', 'asn', 'expression'] as const

/** A User-Agent costs nothing: who it lets past limits and the check is whoever reads the configuration. */
function warnOfClaim(rule: Place, report: Report): void {
  const when = rule.children.get('when')
  if (when === undefined || textAt(rule, 'then') !== 'pass' || asksForProof(when)) return
  if (NARROWING.some((key) => when.children.has(key))) return
  const claims = textsIn(when.children.get('machine')).includes('contact')
  if (!claims && !when.children.has('agentPurpose')) return
  report.warn(rule.offset, {
    code: 'PAART_CLAIM',
    message: `the rule ${quote(textAt(rule, 'name'))} lets in whoever only says so: a User-Agent is a claim`,
    hint: 'add "machine: [proven, signed]", or give them a limit of their own instead',
  })
}
