import { AGENTS_MAX, ALTERNATIVES_MAX, POLICIES_MAX, RULES_MAX } from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { meant } from '../text/nearest.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** Described names that a hint lists. */
const LISTED_MAX = 8

/**
 * Warns of conditions on crawlers that are not described: they hold for nobody. No more than a warning,
 * for such a rule harms nobody either.
 */
export function checkAgentNames(root: Place, report: Report): void {
  const known = new Set([...mapAt(root, 'agents').keys()].slice(0, AGENTS_MAX))
  for (const policy of [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)) {
    for (const rule of listAt(policy, 'rules', RULES_MAX)) {
      const condition = rule.children.get('when')?.children.get('verifiedAgent')
      if (condition === undefined) continue
      if (rule.origin === undefined) checkNames(condition, known, report)
      else checkPreset(rule, condition, { known, report })
    }
  }
}

function checkNames(condition: Place, known: ReadonlySet<string>, report: Report): void {
  for (const { value, offset } of namesIn(condition)) {
    if (typeof value !== 'string' || known.has(value)) continue
    report.warn(offset, {
      code: 'PAART_UNKNOWN_AGENT',
      message: `no crawler ${quote(value)} is described: nobody is known by that name`,
      hint: meant(value, known) ?? hintFor(known),
    })
  }
}

function namesIn(condition: Place): readonly Place[] {
  return Array.isArray(condition.value)
    ? [...condition.children.values()].slice(0, ALTERNATIVES_MAX)
    : [condition]
}

/** A preset knows more crawlers than most gates want; but one that knows none of theirs does nothing. */
function checkPreset(
  rule: Place,
  condition: Place,
  { known, report }: { readonly known: ReadonlySet<string>; readonly report: Report },
): void {
  const names = namesIn(condition).map(({ value }) => String(value))
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
