import { Environment, ParseError, TypeError as UnknownWord } from '@marcbachmann/cel-js'
import { readCookies } from '../client/index.ts'
import { type Facts, type Rule } from '../model/index.ts'
import { queryValue } from './query.ts'

/** Something an expression may look at, as its language knows it: whole numbers are `bigint` there. */
interface Variable {
  readonly type: 'string' | 'int'
  readonly of: (facts: Facts, path: string) => string | bigint
}

const textual = (of: (facts: Facts, path: string) => string): Variable => ({
  type: 'string',
  of,
})

/** What an expression may look at, and nothing else. What is not known is empty, or 0. */
const VARIABLES: ReadonlyMap<string, Variable> = new Map([
  ['method', textual(({ method }) => method)],
  ['path', textual((_, path) => path)],
  ['host', textual(({ host }) => host)],
  ['scheme', textual(({ scheme }) => scheme)],
  ['address', textual(({ address }) => address)],
  ['network', textual(({ network }) => network)],
  ['purpose', textual(({ purpose }) => purpose)],
  [
    'clearance',
    textual(({ presented }) => (presented.kind === 'held' ? presented.pass.clearance : 'none')),
  ],
  ['country', textual(({ country }) => country ?? '')],
  ['asn', { type: 'int', of: ({ asn }) => BigInt(asn ?? 0) }],
])

const FUNCTIONS = ['header', 'cookie', 'query', 'size'] as const
const METHODS = ['startsWith', 'endsWith', 'contains', 'size', 'lowerAscii', 'trim'] as const

/** Comparisons and their combinations: nothing repeats, nothing grows, so the cost has an end. */
const OPERATORS: ReadonlySet<string> = new Set(
  '&& || !_ == != < <= > >= in ?: list value id call rcall'.split(' '),
)

/** More is a program, and a request should not wait for one. */
export const EXPRESSION_CHARS_MAX = 1000
const EXPRESSION_LIMITS = {
  maxAstNodes: 100,
  maxDepth: 16,
  maxListElements: 50,
  maxMapEntries: 1,
  maxCallArguments: 2,
}

export type Expression = Rule['matches']

/** What is wrong with an expression, and at which of its characters, from 0. */
export interface ExpressionMistake {
  readonly message: string
  readonly at: number
}

/** Tells what is wrong with expressions and compiles those that are right (Common Expression Language). */
export class Expressions {
  readonly #environment: Environment
  /** Of the request that is looked at right now. */
  #facts: Facts | null = null

  constructor() {
    const read = (reader: (facts: Facts, name: string) => string | undefined) => {
      return (name: string) => (this.#facts === null ? '' : (reader(this.#facts, name) ?? ''))
    }
    let environment = new Environment({ limits: EXPRESSION_LIMITS })
    for (const [name, { type }] of VARIABLES) {
      environment = environment.registerVariable(name, type)
    }
    this.#environment = environment
      .registerFunction(
        'header(string): string',
        read(({ header }, name) => header(name.toLowerCase())),
      )
      .registerFunction(
        'cookie(string): string',
        read(({ header }, name) => readCookies(header('cookie'), name)[0]),
      )
      .registerFunction(
        'query(string): string',
        read(({ query }, name) => queryValue(query, name)),
      )
  }

  mistakeIn(text: string): ExpressionMistake | null {
    try {
      const checked = this.#environment.check(text)
      if (checked.error !== undefined) return mistakeOf(checked.error)
      if (checked.type !== 'bool') {
        return { message: `it is a ${checked.type ?? 'value'}, not true or false`, at: 0 }
      }
      return refusedIn(this.#environment.parse(text).ast)
    } catch (error) {
      return mistakeOf(error)
    }
  }

  /**
   * The caller has made sure that nothing is wrong with it. `onAnyPath`: what one that looks at the path
   * comes to where the path may be any.
   */
  compile(text: string, onAnyPath: boolean): Expression {
    const expression = this.#environment.parse(text)
    // Some are looked up in a database, and none is asked for in vain.
    const variables = [...VARIABLES].filter(([name]) => isNamedIn(expression.ast, name))
    const asksPath = isNamedIn(expression.ast, 'path')
    return (facts, path) => {
      if (path === null && asksPath) return onAnyPath
      this.#facts = facts
      const seen: Record<string, string | bigint> = {}
      for (const [name, { of }] of variables) seen[name] = of(facts, path ?? '')
      return expression(seen) === true
    }
  }
}

/** The first line says what is wrong; below it the library draws the place. */
function mistakeOf(error: unknown): ExpressionMistake {
  const text = error instanceof Error ? error.message : String(error)
  const isPlaced = error instanceof ParseError || error instanceof UnknownWord
  const at = isPlaced ? error.range?.start : undefined
  return { message: text.split('\n')[0] ?? '', at: at ?? 0 }
}

interface Node {
  readonly op: string
  readonly args: unknown
  readonly start?: number
}

/** What the language knows and a gate does not: regular expressions, loops, arithmetic. */
function refusedIn(node: Node): ExpressionMistake | null {
  const word = refusedWord(node)
  if (word !== null) {
    return { message: `"${word}" cannot be used in an expression here`, at: node.start ?? 0 }
  }
  for (const child of nodesIn(node.args)) {
    const refused = refusedIn(child)
    if (refused !== null) return refused
  }
  return null
}

function refusedWord({ op, args }: Node): string | null {
  if (!OPERATORS.has(op)) return op
  if (op !== 'call' && op !== 'rcall') return null
  const name: unknown = Array.isArray(args) ? args[0] : null
  const known: readonly unknown[] = op === 'call' ? FUNCTIONS : METHODS
  return known.includes(name) ? null : String(name)
}

function isNamedIn({ op, args }: Node, name: string): boolean {
  if (op === 'id') return args === name
  return nodesIn(args).some((child) => isNamedIn(child, name))
}

function nodesIn(args: unknown): readonly Node[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return isNode(args) ? [args] : []
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

/** What may stand in an expression, for hints and the reference. */
export const EXPRESSION_WORDS = `known are ${[...VARIABLES.keys()].join(', ')}, ${FUNCTIONS.map((name) => `${name}()`).join(', ')}, ${METHODS.map((name) => `.${name}()`).join(', ')}`
