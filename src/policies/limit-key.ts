import { readCookies } from '../client/index.ts'
import { type Clearance, type Facts, type Limit, type LimitKey } from '../model/index.ts'
import { queryShapeOf } from './query-shape.ts'

/** Of what a client chooses, no more is counted by: hashing a long header costs more than a decision. */
const CHOSEN_CHARS_MAX = 256

type KeyOf = Limit['keyOf']

/** `clearance`: passes of exactly this level alone are counted. */
export function compileKey(key: readonly LimitKey[], clearance: Clearance | null): KeyOf {
  const parts = key.map((part) => partOf(part, clearance))
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  return (facts, route, bounded) => {
    let joined = ''
    for (const part of parts) {
      const text = part(facts, route, bounded)
      if (text === null) return null
      joined += `${text}\0`
    }
    return joined
  }
}

function partOf(part: LimitKey, clearance: Clearance | null): KeyOf {
  switch (part) {
    case 'address':
      return ({ addressKey }) => addressKey
    case 'network':
      return ({ network }) => network
    case 'site':
      return ({ site }) => site
    case 'route':
      return (_facts, route) => route
    case 'fingerprint':
      return (facts) => facts.fingerprint
    case 'query-shape':
      return (facts, _route, bounded) => bounded(facts, queryShapeOf(facts.query))
    case 'pass':
      return (facts) => passKey(facts, clearance)
  }
  const name = part.slice(part.indexOf(':') + 1)
  // Who leaves it out is counted as well, with all others who do.
  if (part.startsWith('cookie:')) {
    return ({ header }) => chosen(readCookies(header('cookie'), name)[0])
  }
  return ({ header }) => chosen(header(name))
}

function chosen(value = ''): string {
  return value.slice(0, CHOSEN_CHARS_MAX)
}

function passKey({ presented }: Facts, clearance: Clearance | null): string | null {
  if (presented.kind !== 'held') return null
  const { id, clearance: level } = presented.pass
  return clearance === null || clearance === level ? id : null
}
