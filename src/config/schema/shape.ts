import type * as z from 'zod'
import { type SchemaNode, propertiesOf, schemaAt, schemaTree } from './json-schema.ts'
import { oddBlankHint } from '../text/characters.ts'
import { quote } from '../text/mistake.ts'
import { meant } from '../text/nearest.ts'
import { type Path, type Place, placeAt } from '../text/place.ts'
import { MISTAKES_MAX, type Report } from '../text/report.ts'
import { type Source } from '../text/source.ts'

type Issue = z.core.$ZodIssue

type SoundSource = Source & { readonly root: Place }

/**
 * Checks every key and value by itself and reads it. Null where something is wrong; it is reported
 * then. Behind `soundUntil`, where the text may have been misread, nothing is reported.
 */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  { root, soundUntil }: SoundSource,
  report: Report,
): z.output<Schema> | null {
  const result = schema.safeParse(root.value, { error: typeMessage })
  if (result.success) return result.data
  const shape = new ShapeReport(schemaTree(schema), { root, soundUntil }, report)
  for (const issue of result.error.issues) shape.report(issue)
  return null
}

/** Where a schema has no sentence of its own. */
function typeMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined
  const isList = issue.expected === 'array' || issue.expected === 'tuple'
  return isList ? 'must be a list' : 'must be a map of keys'
}

/** Puts the mistakes zod found into our words and at their places. */
class ShapeReport {
  readonly #root: Place
  readonly #report: Report
  readonly #soundUntil: number
  readonly #schema: SchemaNode

  constructor(schema: SchemaNode, { root, soundUntil }: SoundSource, report: Report) {
    this.#schema = schema
    this.#root = root
    this.#report = report
    this.#soundUntil = soundUntil
  }

  report(issue: Issue): void {
    const spoken = issue.code === 'invalid_union' ? spokenBranch(issue) : [issue]
    for (const part of spoken) {
      if (part.code === 'unrecognized_keys') this.#unknownKeys(part.path, part.keys)
      else if (placeAt(this.#root, part.path) === undefined) this.#missing(part.path)
      else if (part.code === 'invalid_key') this.#wrongKey(part)
      else this.#wrongValue(part)
    }
  }

  #say(offset: number, said: Parameters<Report['error']>[1]): void {
    if (offset < this.#soundUntil) this.#report.error(offset, said)
  }

  #unknownKeys(path: Path, keys: readonly string[]): void {
    const known = [...propertiesOf(schemaAt(this.#schema, path)).keys()]
    const hint = known.length === 0 ? null : `known here: ${known.join(', ')}`
    for (const key of keys.slice(0, MISTAKES_MAX)) {
      this.#say(this.#offsetOfKey([...path, key]), {
        code: 'PAART_UNKNOWN_KEY',
        message: `unknown key ${quote(key)}`,
        hint: meant(key, known) ?? hint,
      })
    }
  }

  #missing(path: Path): void {
    const parent = path.slice(0, -1)
    const key = path.at(-1)
    const offset = this.#offsetOfKey(parent)
    if (typeof key === 'number') {
      this.#say(offset, { code: 'PAART_VALUE', message: `${labelOf(parent)} must not be empty` })
      return
    }
    // In a text that may have been misread, the key may stand in the part that was.
    if (this.#soundUntil !== Infinity) return
    const sentence = schemaAt(this.#schema, path)?.description
    this.#say(offset, {
      code: 'PAART_MISSING_KEY',
      message: `missing key "${String(key)}"`,
      hint: sentence === undefined ? null : `${String(key)}: ${sentence}`,
    })
  }

  #wrongKey({ path, issues }: z.core.$ZodIssueInvalidKey): void {
    const [issue] = issues
    const message = `${quote(path.at(-1))} ${issue?.message ?? 'is no name'}`
    const hint = issue === undefined ? null : hintFor(issue, path.at(-1), null)
    this.#say(this.#offsetOfKey(path), { code: 'PAART_VALUE', message, hint })
  }

  #wrongValue(issue: Issue): void {
    const place = placeAt(this.#root, issue.path) ?? this.#root
    if (place.variable !== undefined) return this.#wrongVariable(issue, place, place.variable)
    const isCount = issue.code === 'too_small' || issue.code === 'too_big'
    const isWhole = typeof place.value === 'object' && place.value !== null
    const given =
      isWhole && (isCount || issue.code === 'custom') ? '' : `, not ${quote(place.value)}`
    this.#say(place.offset, {
      code: 'PAART_VALUE',
      message: `${labelOf(issue.path)} ${issue.message}${given}`,
      hint: hintFor(issue, place.value, schemaAt(this.#schema, issue.path)) ?? placeHint(place),
    })
  }

  /** What a variable says may be a secret. Of one that says nothing it has been spoken already. */
  #wrongVariable(issue: Issue, { value, offset }: Place, variable: string): void {
    if (value === null) return
    const message = `${labelOf(issue.path)} ${issue.message}, not what the environment has in ${variable}`
    this.#say(offset, { code: 'PAART_VALUE', message })
  }

  /** Where a key stands; in a list, the member. */
  #offsetOfKey(path: Path): number {
    return placeAt(this.#root, path)?.keyOffset ?? this.#root.keyOffset
  }
}

/** Of alternatives, what is wrong with the one whose type was meant; else the sentence for all. */
function spokenBranch(union: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  const sameType = union.errors.filter((issues) => !issues.some(isOtherType))
  // Of a word and a list of words, a list with one that is wrong is the list.
  const inside = sameType.filter((issues) => issues.every(({ path }) => path.length > 0))
  const [branch, ...others] = inside.length > 0 ? inside : sameType
  if (branch === undefined || others.length > 0) return [union]
  const relocated: Issue[] = []
  for (const issue of branch) {
    const placed = { ...issue, path: [...union.path, ...issue.path] }
    relocated.push(...(placed.code === 'invalid_union' ? spokenBranch(placed) : [placed]))
  }
  return relocated
}

function isOtherType(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0
}

function labelOf(path: Path): string {
  const key = path.findLast((part) => typeof part === 'string')
  if (key === undefined) return 'the file'
  return typeof path.at(-1) === 'number' ? `each of "${key}"` : `"${key}"`
}

function hintFor(issue: Issue, value: unknown, schema: SchemaNode | null): string | null {
  if (issue.code === 'invalid_type') return quotesHint(issue.expected, value, schema?.pattern)
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const isQuoted = issue.values.some((known) => known !== value && String(known) === value)
    return isQuoted ? 'write it without quotes' : meant(value, issue.values.map(String))
  }
  const hint: unknown = issue.code === 'custom' ? issue.params?.['hint'] : null
  return typeof hint === 'string' ? hint : null
}

/** What the place shows, whatever is asked of it. */
function placeHint({ value, children }: Place): string | null {
  if (children.size === 1 && children.has('env')) {
    return 'the environment is read for addresses and secrets alone'
  }
  return typeof value === 'string' ? oddBlankHint(value) : null
}

/** What looks like a number is one, unless it stands in quotes. */
function quotesHint(expected: string, value: unknown, pattern = ''): string | null {
  if (expected === 'int' || expected === 'number') {
    return typeof value === 'string' && /^\d+$/.test(value) ? 'write it without quotes' : null
  }
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  const isCured = isPlain && new RegExp(pattern).test(String(value))
  return expected === 'string' && isCured ? 'write it in quotes' : null
}
