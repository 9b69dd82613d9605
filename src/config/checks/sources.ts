import { claimOf, foldName } from '../../client/index.ts'
import {
  ALTERNATIVES_MAX,
  NETWORKS_MAX,
  POLICIES_MAX,
  PROXY_FIELDS_MAX,
  RULES_MAX,
} from '../schema/bounds.ts'
import { quote } from '../text/mistake.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** A field that an expression reads. */
const READ = /\bheader\(\s*["']([^"']{1,64})["']\s*\)/g

/** No proxy is named as their source: what a trusted one says in them is read already. */
const OF_EVERY_PROXY = /^(?:forwarded|x-forwarded-for|x-forwarded-proto)$/

/**
 * Checks that no rule speaks for whoever writes a field that claims an identity: where no proxy is named
 * as its source, everybody can. A rule against such requests harms nobody but who writes it.
 */
export function checkSources(root: Place, report: Report): void {
  const proxies = listAt(root, 'trustedProxies', NETWORKS_MAX)
  const sources = new Set(
    proxies.flatMap((proxy) =>
      listAt(proxy, 'fields', PROXY_FIELDS_MAX).map(({ value }) => String(value).toLowerCase()),
    ),
  )
  const network = proxies.map(networkOf).find((text) => text !== null) ?? "THE PROXY'S"
  for (const policy of [...mapAt(root, 'policies').values()].slice(0, POLICIES_MAX)) {
    for (const rule of listAt(policy, 'rules', RULES_MAX)) {
      if (!isInFavour(rule)) continue
      for (const { field, offset } of fieldsRead(rule)) {
        if (claimOf(foldName(field)) === null || sources.has(field)) continue
        report.warn(offset, {
          code: 'PAART_UNPROVEN_FIELD',
          message: `anybody can write ${quote(field)}, and this rule speaks for whoever does`,
          hint: OF_EVERY_PROXY.test(field)
            ? 'of whom a trusted proxy speaks is what "network" knows'
            : `where a proxy sets it: trustedProxies: [{ network: ${network}, fields: [${field}] }]`,
        })
      }
    }
  }
}

function networkOf(proxy: Place): string | null {
  return typeof proxy.value === 'string' ? proxy.value : textAt(proxy, 'network')
}

/** Whether a rule lets somebody through, or tells the backend something of him. */
function isInFavour(rule: Place): boolean {
  const then = rule.children.get('then')
  return then?.value === 'pass' || then?.children.has('mark') === true
}

interface FieldRead {
  /** In lower case. */
  readonly field: string
  readonly offset: number
}

function fieldsRead(rule: Place): readonly FieldRead[] {
  const when = rule.children.get('when')
  if (when === undefined) return []
  const named = [...mapAt(when, 'header')].slice(0, ALTERNATIVES_MAX)
  const expression = textAt(when, 'expression') ?? ''
  const at = when.children.get('expression')?.offset ?? when.offset
  return [
    ...named.map(([name, { keyOffset }]) => ({ field: name.toLowerCase(), offset: keyOffset })),
    ...[...expression.matchAll(READ)].map(([, name = '']) => {
      return { field: name.toLowerCase(), offset: at }
    }),
  ]
}
