import { readCookies } from '../client/index.ts'
import {
  type AgentPurpose,
  type Clearance,
  type MachineTier,
  type NetworkSet,
  type Rule,
  type UserAgentClass,
} from '../model/index.ts'
import { type Expression } from './expression.ts'
import { compileGlob, compilePattern } from './pattern.ts'
import { hasQueryKey } from './query.ts'
import { type QueryShape, compileQueryShape } from './query-shape.ts'
import { type TimeWindow, timeCondition } from './time-window.ts'

/** The conditions of a rule: all that are given are required, values of a list are alternatives. */
export interface When {
  /** Exact, or `*.suffix`; lower case. */
  readonly host?: readonly string[]
  readonly path?: readonly string[]
  readonly method?: readonly string[]
  readonly network?: readonly NetworkSet[]
  /** Header name to globs; names and values without regard to case. A missing header matches none. */
  readonly header?: Readonly<Record<string, readonly string[]>>
  /** Names; a cookie of that name is there, whatever it holds. */
  readonly cookie?: readonly string[]
  /** Names; a key of that name stands in the query, whatever it holds. */
  readonly query?: readonly string[]
  readonly queryShape?: QueryShape
  /** Exactly this level. */
  readonly clearance?: readonly (Clearance | 'none')[]
  readonly userAgent?: readonly UserAgentClass[]
  readonly fingerprint?: readonly string[]
  readonly verifiedAgent?: readonly string[]
  readonly machine?: readonly MachineTier[]
  readonly agentPurpose?: readonly AgentPurpose[]
  readonly country?: readonly string[]
  readonly asn?: readonly number[]
  readonly time?: readonly TimeWindow[]
  readonly expression?: Expression
}

type Condition = Rule['matches']

/**
 * Compiles conditions once, so that a request only looks things up. No condition matches all. What
 * costs least is asked first. `onAnyPath`: what a condition on the path comes to where the path may be any.
 */
export function compileWhen(when: When, onAnyPath: boolean): Rule['matches'] {
  const conditions = [...ofTheRequest(when, onAnyPath), ...ofTheClient(when)].filter(
    (condition) => condition !== undefined,
  )
  const [only] = conditions
  if (only !== undefined && conditions.length === 1) return only
  return (facts, path) => conditions.every((holds) => holds(facts, path))
}

type Conditions = readonly (Condition | undefined)[]

function ofTheRequest(when: When, onAnyPath: boolean): Conditions {
  return [
    when.method && methodCondition(when.method),
    when.path && pathCondition(when.path, onAnyPath),
    when.host && hostCondition(when.host),
    when.query && queryCondition(when.query),
    when.queryShape && queryShapeCondition(when.queryShape),
    when.time && timeConditions(when.time),
  ]
}

function ofTheClient(when: When): Conditions {
  return [
    when.clearance && clearanceCondition(when.clearance),
    when.network && networkCondition(when.network),
    ...Object.entries(when.header ?? {}).map(([name, globs]) => headerCondition(name, globs)),
    when.cookie && cookieCondition(when.cookie),
    when.userAgent && userAgentCondition(when.userAgent),
    when.verifiedAgent && verifiedAgentCondition(when.verifiedAgent),
    when.machine && machineCondition(when.machine),
    when.agentPurpose && agentPurposeCondition(when.agentPurpose),
    when.country && countryCondition(when.country),
    when.asn && asnCondition(when.asn),
    when.fingerprint && fingerprintCondition(when.fingerprint),
    when.expression,
  ]
}

function pathCondition(patterns: readonly string[], onAnyPath: boolean): Condition {
  const matchers = patterns.map(compilePattern)
  return (_facts, path) => (path === null ? onAnyPath : matchers.some((matches) => matches(path)))
}

function methodCondition(methods: readonly string[]): Condition {
  const wanted = new Set(methods)
  return ({ method }) => wanted.has(method)
}

function hostCondition(hosts: readonly string[]): Condition {
  const exact = new Set(hosts)
  const suffixes = hosts.filter((host) => host.startsWith('*.')).map((host) => host.slice(1))
  if (exact.has('*')) return () => true
  return ({ host }) => exact.has(host) || suffixes.some((suffix) => host.endsWith(suffix))
}

function clearanceCondition(levels: readonly (Clearance | 'none')[]): Condition {
  const wanted = new Set(levels)
  return ({ presented }) =>
    wanted.has(presented.kind === 'held' ? presented.pass.clearance : 'none')
}

function networkCondition(sets: readonly NetworkSet[]): Condition {
  return ({ address }) => sets.some((set) => set.has(address))
}

function headerCondition(written: string, globs: readonly string[]): Condition {
  const name = written.toLowerCase()
  const wanted = globs.map((glob) => compileGlob(glob.toLowerCase()))
  return ({ headers }) => {
    // Backends read the first, the last, or all as one: a rule holds if it holds for one of these.
    const values = headers(name)
    const readings = values.length > 1 ? [...values, values.join(', ')] : values
    return readings.some((reading) => {
      const value = reading.toLowerCase()
      return wanted.some((matches) => matches(value))
    })
  }
}

function cookieCondition(names: readonly string[]): Condition {
  return ({ headers }) =>
    headers('cookie').some((field) => names.some((name) => readCookies(field, name).length > 0))
}

function queryCondition(names: readonly string[]): Condition {
  const wanted = new Set(names)
  return ({ query }) => query !== '' && hasQueryKey(query, wanted)
}

function queryShapeCondition(asked: QueryShape): Condition {
  const hasShape = compileQueryShape(asked)
  return ({ query }) => hasShape(query)
}

function userAgentCondition(classes: readonly UserAgentClass[]): Condition {
  return (facts) => classes.includes(facts.userAgentClass)
}

function verifiedAgentCondition(names: readonly string[]): Condition {
  return ({ verifiedAgent }) => verifiedAgent !== null && names.includes(verifiedAgent)
}

function machineCondition(tiers: readonly MachineTier[]): Condition {
  return ({ machine }) => tiers.includes(machine)
}

function agentPurposeCondition(purposes: readonly AgentPurpose[]): Condition {
  return ({ agentPurpose }) => agentPurpose !== null && purposes.includes(agentPurpose)
}

function countryCondition(countries: readonly string[]): Condition {
  return ({ country }) => country !== null && countries.includes(country)
}

function asnCondition(numbers: readonly number[]): Condition {
  return ({ asn }) => asn !== null && numbers.includes(asn)
}

function fingerprintCondition(fingerprints: readonly string[]): Condition {
  return ({ fingerprint }) => fingerprints.includes(fingerprint)
}

function timeConditions(windows: readonly TimeWindow[]): Condition {
  const open = windows.map(timeCondition)
  return ({ nowMs }) => open.some((isOpen) => isOpen(nowMs))
}
