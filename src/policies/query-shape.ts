import { countedNames, hasNumberAbove, parametersIn } from './query.ts'

/** A query with more parameters is of no form or link that people meet; nothing counts its names. */
export const PARAMETERS_MAX = 256

/** Of a shape: names that differ, characters of one, and how often it stands there; more is all the same. */
const NAMES_MAX = 16
const NAME_CHARS_MAX = 32
const TIMES_MAX = 8

/** The shape of every query that is longer than any. */
const TOO_MANY = '+'

/** What a rule asks of the shape of a query; all that is given is required. */
export interface QueryShape {
  /** So many parameters or more. */
  readonly parametersMin?: number | undefined
  /** One name stands there so often or more. */
  readonly repeatedMin?: number | undefined
  /** A parameter of that name is a number above this. */
  readonly number?: { readonly name: string; readonly above: number } | undefined
}

/** Compiles what is asked of a query. More than `PARAMETERS_MAX` are enough for all of it: work has an end. */
export function compileQueryShape(asked: QueryShape): (query: string) => boolean {
  const { parametersMin = 0, repeatedMin = 0, number } = asked
  const fewest = Math.max(1, parametersMin, repeatedMin)
  return (query) => {
    if (query === '') return false
    const parameters = parametersIn(query, PARAMETERS_MAX)
    if (parameters > PARAMETERS_MAX) return true
    if (parameters < fewest) return false
    if (repeatedMin > 1 && mostRepeated(query) < repeatedMin) return false
    return number === undefined || hasNumberAbove(query, number.name, number.above)
  }
}

function mostRepeated(query: string): number {
  return Math.max(0, ...countedNames(query).values())
}

/**
 * The names of a query's parameters and how often each stands there, whatever their order and values:
 * what a limit counts by. Of bounded length, whatever is sent; `f[0]` and `f[1]` are one name.
 */
export function queryShapeOf(query: string): string {
  if (query === '') return ''
  if (parametersIn(query, PARAMETERS_MAX) > PARAMETERS_MAX) return TOO_MANY
  const names = [...countedNames(query)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const shown = names
    .slice(0, NAMES_MAX)
    .map(([name, times]) => `${name.slice(0, NAME_CHARS_MAX)}*${Math.min(times, TIMES_MAX)}`)
  return shown.join('&') + (names.length > NAMES_MAX ? TOO_MANY : '')
}
