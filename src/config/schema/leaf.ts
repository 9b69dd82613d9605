import * as z from 'zod'
import { DURATION, SIZE, parseDuration, parseSize, writeDuration, writeSize } from './units.ts'

/** How one kind of text is read. */
interface TextLeaf<T> {
  /** The kind's name in REFERENCE.md. */
  readonly title: string
  /** Completes `"key" must be …`, knowing the text where there is one. */
  readonly expects: (text: string) => string
  /** Null where the text is not of the kind. */
  readonly read: (text: string) => T | null
  readonly hint?: (text: string) => string | null
  /** For editors, where one expression can say it. */
  readonly pattern?: RegExp
}

/** What a number must be between, both included. */
interface Bounds {
  readonly min: number
  readonly max: number
}

export type Leaf<T> = z.ZodPipe<z.ZodString, z.ZodTransform<T, string>>

/** A text that is read into a value, with one sentence for all that can be wrong with it. */
export function textLeaf<T>({ title, expects, read, hint, pattern }: TextLeaf<T>): Leaf<T> {
  return z
    .string({ error: () => `must be ${expects('')}` })
    .transform((text, context) => {
      const value = read(text)
      if (value !== null) return value
      const message = `must be ${expects(text)}`
      context.addIssue({ code: 'custom', message, params: { hint: hint?.(text) ?? null } })
      return z.NEVER
    })
    .meta(pattern === undefined ? { title } : { title, pattern: pattern.source })
}

/** A text that `{ env: NAME }` may stand for; it is replaced before anything is checked. */
export function orVariable<T>(leaf: Leaf<T>): Leaf<T> {
  return leaf.meta({ ...leaf.meta(), [VARIABLE]: true })
}

/** How a schema says that a variable of the environment may stand there. */
export const VARIABLE = 'variable'

/** Text for people: trimmed, not empty. */
export function pageText(charsMax: number): Leaf<string> {
  return textLeaf({
    title: 'text',
    expects: () => `a text of 1 to ${charsMax} characters`,
    read: (text) => (isWithin(text.trim(), charsMax) ? text.trim() : null),
  })
}

function isWithin(text: string, charsMax: number): boolean {
  return text.length > 0 && text.length <= charsMax
}

/** A duration with its unit, read as milliseconds. */
export function duration({ min, max }: Bounds): Leaf<number> {
  const range = `from ${writeDuration(min)} to ${writeDuration(max)}`
  return textLeaf({
    title: `duration, ${range}`,
    pattern: DURATION,
    expects: () => `a duration with its unit, such as 500ms, 10s, 30m, 24h or 7d, ${range}`,
    read: (text) => within(parseDuration(text), { min, max }),
  })
}

/** A size with its unit, read as bytes. */
export function size({ min, max }: Bounds): Leaf<number> {
  const range = `from ${writeSize(min)} to ${writeSize(max)}`
  return textLeaf({
    title: `size, ${range}`,
    pattern: SIZE,
    expects: () => `a size with its unit, such as 512B, 64KiB or 25MiB, ${range}`,
    read: (text) => within(parseSize(text), { min, max }),
  })
}

/** A size with its unit, read as bytes, or a word that is read as 0. */
export function sizeOr(word: string, { min, max }: Bounds): Leaf<number> {
  const range = `from ${writeSize(min)} to ${writeSize(max)}`
  return textLeaf({
    title: `size, ${range}, or \`${word}\``,
    expects: () => `a size with its unit, such as 64MiB or 1GiB, ${range}, or ${word}`,
    read: (text) => (text === word ? 0 : within(parseSize(text), { min, max })),
  })
}

/** Bytes a second, such as `500B/s`. */
export function byteRate({ min, max }: Bounds): Leaf<number> {
  const range = `from ${writeSize(min)}/s to ${writeSize(max)}/s`
  return textLeaf({
    title: `bytes a second, ${range}`,
    expects: () => `bytes a second, such as 500B/s or 2KiB/s, ${range}`,
    read: (text) =>
      text.endsWith('/s') ? within(parseSize(text.slice(0, -'/s'.length)), { min, max }) : null,
  })
}

function within(value: number | null, { min, max }: Bounds): number | null {
  return value !== null && value >= min && value <= max ? value : null
}

export function wholeNumber(min: number, max: number): z.ZodInt {
  const error = `must be a whole number from ${min} to ${max}`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(
  words: Words,
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words, { error: `must be ${orList(words)}` })
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** A list with at least one member. */
export function listOf<Item extends z.ZodType>(item: Item, max: number): z.ZodArray<Item> {
  return z
    .array(item)
    .min(1, { error: 'must not be empty' })
    .max(max, { error: `must hold at most ${max}` })
}

/** One text, or a list of texts that are alternatives; read as a list. */
export function oneOrMore<T extends string>(
  item: Leaf<T>,
  max: number,
): z.ZodPipe<z.ZodUnion<readonly [Leaf<T>, z.ZodArray<Leaf<T>>]>, z.ZodTransform<T[], T | T[]>> {
  return oneOrMoreOf(item, max)
}

/** One value, or a list of them; read as a list. */
export function oneOrMoreOf<Item extends z.ZodType>(
  item: Item,
  max: number,
): z.ZodPipe<
  z.ZodUnion<readonly [Item, z.ZodArray<Item>]>,
  z.ZodTransform<z.output<Item>[], z.output<Item> | z.output<Item>[]>
> {
  return z
    .union([item, listOf(item, max)], { error: 'must be a text or a list of texts' })
    .transform((value): z.output<Item>[] => (Array.isArray(value) ? value : [value]))
}

/** A map from names to values, at most `max` of them. */
export function mapOf<Key extends z.ZodType<string, string>, Value extends z.ZodType>(
  key: Key,
  value: Value,
  max: number,
): z.ZodRecord<Key & z.core.$ZodRecordKey, Value> {
  return z
    .record(key, value)
    .refine((map) => Object.keys(map).length > 0, { error: 'must not be empty' })
    .refine((map) => Object.keys(map).length <= max, { error: `must hold at most ${max}` })
}
