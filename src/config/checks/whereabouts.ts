import { POLICIES_MAX, RULES_MAX } from '../schema/bounds.ts'
import { DATABASES } from '../files/database-places.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** What each database is asked for, where an expression asks. */
const WORDS = { country: /\bcountry\b/, asn: /\basn\b/ } as const

/**
 * Warns of conditions on where an address is that no database answers: they hold for nobody. No more
 * than a warning, for the database may be what is still to come.
 */
export function checkWhereabouts(root: Place, report: Report): void {
  const missing = DATABASES.filter((key) => !mapAt(root, 'databases').has(key))
  if (missing.length === 0) return
  for (const policy of [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)) {
    for (const rule of listAt(policy, 'rules', RULES_MAX)) {
      for (const key of missing) warnOf(key, rule, report)
    }
  }
}

function warnOf(key: keyof typeof WORDS, rule: Place, report: Report): void {
  const when = rule.children.get('when')
  if (when === undefined) return
  const isInExpression = WORDS[key].test(withoutTexts(textAt(when, 'expression') ?? ''))
  const condition =
    when.children.get(key) ?? (isInExpression ? when.children.get('expression') : undefined)
  if (condition === undefined) return
  report.warn(condition.keyOffset, {
    code: 'PAART_NO_DATABASE',
    message: `no database of the configuration knows "${key}": this holds for nobody`,
    hint: `name one: databases: { ${key}: ${key}.mmdb }`,
  })
}

/** What stands in quotes asks for nothing. */
function withoutTexts(expression: string): string {
  return expression.replaceAll(/"[^"]*"|'[^']*'/g, '')
}
