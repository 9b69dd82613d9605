import { compileNetworks } from '../client/index.ts'
import { type Rule } from '../model/index.ts'
import { compilePattern, matchGlob } from './pattern.ts'

/** The conditions of a rule: all that are given are required, values of a list are alternatives. */
export interface When {
  readonly path?: readonly string[]
  readonly method?: readonly string[]
  readonly network?: readonly string[]
  /** Header name to globs; names and values without regard to case. A missing header matches none. */
  readonly header?: Readonly<Record<string, readonly string[]>>
}

type Condition = Rule['matches']

/** Compiles conditions once, so that a request only looks things up. No condition matches all. */
export function compileWhen(when: When): Rule['matches'] {
  const conditions: Condition[] = []
  if (when.path !== undefined) conditions.push(pathCondition(when.path))
  if (when.method !== undefined) conditions.push(methodCondition(when.method))
  if (when.network !== undefined) conditions.push(networkCondition(when.network))
  for (const [name, globs] of Object.entries(when.header ?? {})) {
    conditions.push(headerCondition(name.toLowerCase(), globs))
  }
  return (facts, path) => conditions.every((holds) => holds(facts, path))
}

function pathCondition(patterns: readonly string[]): Condition {
  const matchers = patterns.map(compilePattern)
  return (_facts, path) => matchers.some((matches) => matches(path))
}

function methodCondition(methods: readonly string[]): Condition {
  const wanted = new Set(methods)
  return ({ method }) => wanted.has(method)
}

function networkCondition(networks: readonly string[]): Condition {
  const set = compileNetworks(networks)
  return ({ address }) => set.has(address)
}

function headerCondition(name: string, globs: readonly string[]): Condition {
  const wanted = globs.map((glob) => glob.toLowerCase())
  return ({ headers }) => {
    // Backends read the first, the last, or all as one: a rule holds if it holds for one of these.
    const values = headers(name)
    const readings = values.length > 1 ? [...values, values.join(', ')] : values
    return readings.some((reading) => {
      const value = reading.toLowerCase()
      return wanted.some((glob) => matchGlob(glob, value))
    })
  }
}
