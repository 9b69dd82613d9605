import { type Facts } from '../model/index.ts'
import { type BuiltInLimit, preflightLimit } from './preflights.ts'
import { isWellKnown, wellKnownLimit } from './well-known.ts'

/** The limit on what is spared the check, whatever a policy says of it; null for all else. */
export function builtInLimit(facts: Facts): BuiltInLimit | null {
  if (facts.purpose === 'preflight') return preflightLimit(facts)
  return isWellKnown(facts) ? wellKnownLimit(facts) : null
}
