import {
  type Alias,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
} from 'yaml'
import { oddBlankHint, oddBlankIn, unreadableIn } from './characters.ts'
import { type Place } from './place.ts'
import { Report, type Said } from './report.ts'
import { syntaxHint } from './syntax-hints.ts'

/** Some ten thousand rules fit. What is larger is another file, and would hold the gate for seconds. */
export const TEXT_BYTES_MAX = 1024 * 1024

/** The deepest value of a right file stands at 8. It also ends an alias that contains itself. */
const DEPTH_MAX = 32

/** What a file may hold with every alias written out: an alias of aliases grows without end. */
const PLACES_MAX = 200_000

/** Where the parser speaks to programmers, or of itself. */
const OWN_WORDS: ReadonlyMap<string, string> = new Map([
  ['RESOURCE_EXHAUSTION', 'nested too deeply'],
  ['MULTIPLE_DOCS', 'the file holds more than one document'],
  ['BAD_ALIAS', 'an alias of YAML begins here, and has no name'],
])

/** What older YAML merged maps by. */
const MERGE_KEY = '<<'

/** The values of a text, and how far they can be believed. */
export interface Source {
  /** Null for a text without any value. */
  readonly root: Place | null
  /** The line of the first mistake in syntax begins here: what follows may have been misread. */
  readonly soundUntil: number
}

/** A text that has been read, and what reading found. */
export interface ReadText extends Source {
  readonly text: string
  readonly report: Report
}

/** Reads a text once for all who look into it. `linesBefore`: of the text, lines that stand in no file. */
export function readText(file: string, text: string, linesBefore?: number): ReadText {
  const report = new Report(file, text, linesBefore)
  return { text, report, ...readSource(text, report) }
}

/** Reads YAML into places. Reports what is wrong in syntax and every key that stands twice. */
export function readSource(text: string, report: Report): Source {
  if (Buffer.byteLength(text) > TEXT_BYTES_MAX) {
    const message = `the file is larger than ${TEXT_BYTES_MAX / 1024 / 1024} MiB`
    report.error(0, { code: 'PAART_FILE', message })
    return { root: null, soundUntil: 0 }
  }
  const unreadable = unreadableIn(text)
  if (unreadable !== null) {
    const { offset, ...said } = unreadable
    report.error(offset, { code: 'PAART_ENCODING', ...said })
    return { root: null, soundUntil: 0 }
  }
  const document = parseDocument(text, {
    // Keys that stand twice are found below: the parser's own search takes quadratic time.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  const reader = new Reader(report)
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    const hint = syntaxHint(code, text, pos[0])
    reader.misread(pos[0], { message: OWN_WORDS.get(code) ?? sentence(message), hint })
  }
  const root = document.contents === null ? null : reader.read(document.contents, 0, 0)
  return { root, soundUntil: reader.soundUntil }
}

function sentence(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}

class Reader {
  readonly #report: Report
  readonly #anchored = new Map<string, unknown>()
  #places = 0
  soundUntil = Infinity

  constructor(report: Report) {
    this.#report = report
  }

  misread(offset: number, said: Omit<Said, 'code'> & Partial<Pick<Said, 'code'>>): void {
    this.#report.error(offset, { code: 'PAART_SYNTAX', ...said })
    const lineStart = offset - this.#report.positionOf(offset).column + 1
    this.soundUntil = Math.min(this.soundUntil, lineStart)
  }

  #overflow(offset: number, message: string): void {
    this.misread(offset, { code: 'PAART_FILE', message })
    // One such mistake is enough: nothing more is read.
    this.#places = Infinity
  }

  read(node: unknown, keyOffset: number, depth: number): Place {
    const offset = startOf(node) ?? keyOffset
    const nothing: Place = { value: null, offset, keyOffset, children: new Map() }
    if (this.#places === Infinity) return nothing
    if (depth > DEPTH_MAX) {
      this.#overflow(offset, `nested more than ${DEPTH_MAX} deep`)
      return nothing
    }
    if (++this.#places > PLACES_MAX) {
      this.#overflow(offset, `more than ${PLACES_MAX} values, aliases written out`)
      return nothing
    }
    if (isAlias(node)) return this.#readAlias(node, nothing, depth)
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return nothing
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, node)
    if (isMap(node)) return { ...nothing, ...this.#readMap(node, depth) }
    if (isSeq(node)) return { ...nothing, ...this.#readList(node, depth) }
    return this.#readScalar(node, nothing)
  }

  #readAlias(alias: Alias, at: Place, depth: number): Place {
    const node = this.#anchored.get(alias.source)
    // Of one without a name the parser has spoken.
    if (node === undefined && alias.source !== '') {
      const message = `no anchor "${alias.source}" stands before this alias`
      const hint = `a text that begins with * stands in quotes: "*${alias.source}"`
      this.misread(at.offset, { message, hint })
    }
    if (node === undefined) return at
    return this.read(node, at.keyOffset, depth + 1)
  }

  #readMap(map: YAMLMap, depth: number): Pick<Place, 'value' | 'children'> {
    const children = new Map<string, Place>()
    for (const { key, value } of map.items) {
      const keyOffset = startOf(key) ?? startOf(map) ?? 0
      const name = keyText(key)
      if (name === null) {
        this.misread(keyOffset, { message: 'this can be no key: a key is a plain word' })
        continue
      }
      if (this.#isMeantOtherwise(name, keyOffset)) continue
      const child = this.read(value, keyOffset, depth + 1)
      const first = children.get(name)
      if (first === undefined) children.set(name, child)
      else this.#reportTwice(name, keyOffset, first.keyOffset)
    }
    const value = Object.fromEntries([...children].map(([name, child]) => [name, child.value]))
    return { value, children }
  }

  /** Keys that no map has, and that were never meant as keys. */
  #isMeantOtherwise(name: string, offset: number): boolean {
    const blank = oddBlankIn(name)
    if (blank >= 0) {
      const message = 'a blank that is no space makes one word of these'
      this.misread(offset + blank, { message, hint: oddBlankHint(name) })
    } else if (name === MERGE_KEY) {
      this.#report.error(offset, {
        code: 'PAART_UNKNOWN_KEY',
        message: `YAML 1.2 has no merge key "${MERGE_KEY}"`,
        hint: 'policies have "extends"; elsewhere write the keys out',
      })
    }
    return blank >= 0 || name === MERGE_KEY
  }

  #reportTwice(name: string, offset: number, firstOffset: number): void {
    const { line } = this.#report.positionOf(firstOffset)
    this.#report.error(offset, {
      code: 'PAART_DUPLICATE_KEY',
      message: `"${name}" stands twice in this map`,
      hint: `the first stands in line ${line}`,
    })
  }

  #readList(list: YAMLSeq, depth: number): Pick<Place, 'value' | 'children'> {
    const children = new Map(
      list.items.map((item, index): [string, Place] => {
        return [String(index), this.read(item, startOf(item) ?? startOf(list) ?? 0, depth + 1)]
      }),
    )
    return { value: [...children.values()].map((child) => child.value), children }
  }

  #readScalar({ value }: Scalar, at: Place): Place {
    // An empty value begins somewhere behind its key: the key is the better place to show.
    if (value === null) return { ...at, offset: at.keyOffset }
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      this.misread(at.offset, { message: 'only texts, numbers, true and false are values here' })
      return at
    }
    return { ...at, value }
  }
}

function startOf(node: unknown): number | null {
  if (!isMap(node) && !isSeq(node) && !isScalar(node) && !isAlias(node)) return null
  return node.range?.[0] ?? null
}

/** `__proto__` would be no key of a plain object, so it can be no key at all. */
function keyText(key: unknown): string | null {
  const word = isScalar(key) ? (key.value ?? '') : null
  if (typeof word === 'number' || typeof word === 'boolean') return String(word)
  return typeof word === 'string' && word !== '__proto__' ? word : null
}
