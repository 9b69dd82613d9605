import { chosenPlace, readCookies } from '../client/index.ts'
import { type Clearance, type Facts, type Limit, type LimitKey } from '../model/index.ts'
import { queryShapeOf } from './query-shape.ts'

/** Of what a client chooses, no more is counted by: hashing a long header costs more than a decision. */
const CHOSEN_CHARS_MAX = 256

type KeyOf = Limit['keyOf']

/** Values that clients choose of which one network, pass or site has counters of its own; beyond that some share. */
const CHOSEN_PLACES = 1_024

/** What a limit counts by: what a client is, where all go, or what it makes up as it likes. */
export type KeyKind = 'own' | 'shared' | 'chosen'

/**
 * Shapes of queries are made up too, but bounded by network before they are counted: made up by a swarm, they
 * would fill the places of everybody.
 */
const KINDS: Readonly<Record<string, KeyKind>> = {
  address: 'own',
  network: 'own',
  pass: 'own',
  agent: 'own',
  site: 'shared',
  route: 'shared',
  'query-shape': 'shared',
  fingerprint: 'chosen',
}

/** The kind of a part of a key; null for what is none. */
export function kindOfKey(part: string): KeyKind | null {
  if (Object.hasOwn(KINDS, part)) return KINDS[part] ?? null
  return /^(?:header|cookie):/.test(part) ? 'chosen' : null
}

/**
 * `clearance`: passes of exactly this level alone are counted. What clients choose never stands alone, and all of
 * it together is one of so many places: whoever makes up ever new values does not fill the table.
 */
export function compileKey(key: readonly LimitKey[], clearance: Clearance | null): KeyOf {
  const partsThat = (areChosen: boolean): readonly KeyOf[] =>
    key
      .filter((part) => (kindOfKey(part) === 'chosen') === areChosen)
      .map((part) => partOf(part, clearance))
  const [known, chosenParts] = [partsThat(false), partsThat(true)]
  const [only] = known
  if (only !== undefined && known.length === 1 && chosenParts.length === 0) return only
  const knownOf = joined(known)
  if (chosenParts.length === 0) return knownOf
  const chosenOf = joined(chosenParts)
  return (facts, route, bounded) => {
    const left = knownOf(facts, route, bounded)
    if (left === null) return null
    const right = chosenOf(facts, route, bounded)
    return right === null ? null : left + chosenPlace(right, CHOSEN_PLACES)
  }
}

function joined(parts: readonly KeyOf[]): KeyOf {
  return (facts, route, bounded) => {
    let all = ''
    for (const part of parts) {
      const text = part(facts, route, bounded)
      if (text === null) return null
      all += `${text}\0`
    }
    return all
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
    case 'agent':
      return ({ verifiedAgent }) => verifiedAgent
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
