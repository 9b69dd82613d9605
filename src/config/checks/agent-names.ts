import { AGENTS_MAX, ALTERNATIVES_MAX, POLICIES_MAX, RULES_MAX } from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { meant } from '../text/nearest.ts'
import { type Place, listAt, mapAt } from '../text/place.ts'
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
      if (condition !== undefined) checkNames(condition, known, report)
    }
  }
}

function checkNames(condition: Place, known: ReadonlySet<string>, report: Report): void {
  // A preset, all of which stands where it is named, knows more crawlers than most gates want.
  if (condition.keyOffset === condition.offset) return
  const names = Array.isArray(condition.value)
    ? [...condition.children.values()].slice(0, ALTERNATIVES_MAX)
    : [condition]
  for (const { value, offset } of names) {
    if (typeof value !== 'string' || known.has(value)) continue
    report.warn(offset, {
      code: 'PAART_UNKNOWN_AGENT',
      message: `no crawler ${quote(value)} is described: nobody is known by that name`,
      hint: meant(value, known) ?? hintFor(known),
    })
  }
}

function hintFor(known: ReadonlySet<string>): string {
  if (known.size === 0) return 'describe it under "agents"'
  return `described are: ${[...known].slice(0, LISTED_MAX).join(', ')}`
}
