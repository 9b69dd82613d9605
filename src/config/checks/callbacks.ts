import { METHODS_MAX, ROUTES_MAX, RULES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { PRESET_PREFIX } from '../schema/presets.ts'
import { referencesOf } from '../files/extended-names.ts'
import { type Place, listAt, mapAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

/** The policy for where an identity provider sends people back. */
const PRESET = `${PRESET_PREFIX}sso-callback`

/** Words that stand in hardly any other path (SAML's POST binding, OpenID Connect's form_post, WS-Federation). */
const TELLING = /^(?:saml\d*|acs|assertionconsumerservice|sso|oidc|wsfed|shibboleth)$/

/** Others come back to their own call as well: payment services, and people who asked to be called. */
const RETURNING: ReadonlySet<string> = new Set(['callback', 'code'])
const SIGNING_IN: Readonly<Record<string, ReadonlySet<string>>> = {
  callback: new Set(['login', 'signin', 'auth', 'oauth', 'oauth2', 'openid']),
  code: new Set(['oauth', 'oauth2']),
}

type Policies = ReadonlyMap<string, Place>

/**
 * Warns where people seem to come back from an identity provider under a policy that may challenge them:
 * what the provider's page sends comes without the pass, so the check can be passed and asks again.
 */
export function checkCallbacks(root: Place, report: Report): void {
  const policies = mapAt(root, 'policies')
  for (const site of listAt(root, 'sites', SITES_MAX)) {
    for (const route of listAt(site, 'routes', ROUTES_MAX)) {
      if (!takesSignIns(route)) continue
      const name = textAt(route, 'policy') ?? ''
      const policy = policies.get(name)
      if (policy === undefined || !mayChallenge(policy, policies)) continue
      report.warn(route.children.get('path')?.offset ?? route.offset, {
        code: 'PAART_SSO_CALLBACK',
        message: `this looks like where an identity provider sends people back, and "${name}" may challenge them: what they bring comes without the pass`,
        hint: `use a policy that extends "${PRESET}", or leave POST out of "methods"`,
      })
    }
  }
}

function takesSignIns(route: Place): boolean {
  const methods = listAt(route, 'methods', METHODS_MAX)
  if (methods.length > 0 && !methods.some(({ value }) => value === 'POST')) return false
  const path = textAt(route, 'path') ?? ''
  const words = new Set(path.toLowerCase().split(/[^a-z0-9]+/))
  for (const word of words) {
    if (TELLING.test(word)) return true
    if (RETURNING.has(word) && !words.isDisjointFrom(SIGNING_IN[word] ?? new Set())) return true
  }
  return false
}

function mayChallenge(policy: Place, policies: Policies): boolean {
  if (textAt(policy, 'challenge') === 'never') return false
  return !knowsProvider(policy) && !extendsPreset(policy, policies)
}

/** Somebody has thought of it: a rule lets through what comes from some origin. */
function knowsProvider(policy: Place): boolean {
  return listAt(policy, 'rules', RULES_MAX).some((rule) => {
    const when = JSON.stringify(rule.children.get('when')?.value ?? '')
    return textAt(rule, 'then') === 'pass' && /\b(?:origin|referer)\b/i.test(when)
  })
}

/** By whatever policies in between; a circle is a mistake that is told elsewhere. */
function extendsPreset(policy: Place, policies: Policies, seen = new Set<string>()): boolean {
  return referencesOf(policy).some(({ value }) => {
    const name = String(value)
    if (name === PRESET) return true
    const parent = policies.get(name)
    if (parent === undefined || seen.has(name)) return false
    return extendsPreset(parent, policies, seen.add(name))
  })
}
