// oxlint-disable unicorn/prefer-code-point -- one character is one byte
import { HttpFault, type FaultName } from './faults.ts'

/** So much of what has come is made text at a time: nearly every head, and little of its body. */
const WINDOW_BYTES = 4 * 1024

const TAB = 0x09
const LF = '\n'
const CR = 0x0d
const BLANK = 0x20
const COLON = 0x3a
const DELETE = 0x7f

/** Characters of a token (RFC 9110 section 5.6.2), by their code. */
const TOKEN = tokenTable()

function tokenTable(): Uint8Array {
  const table = new Uint8Array(256)
  const signs = "!#$%&'*+-.^_`|~"
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  for (const sign of `${signs}0123456789${letters}${letters.toUpperCase()}`) {
    table[sign.charCodeAt(0)] = 1
  }
  return table
}

/** What `toString('latin1')` comes to in the end: one character for each byte. */
const { latin1Slice } = Buffer.prototype

/** How lines that belong together end; it is not known before the first one has. */
const UNKNOWN = 0
const LF_ALONE = 1
const CRLF = 2

export interface FieldRules {
  readonly bytesMax: number
  /** Where they are larger. */
  readonly tooLarge: FaultName
  /** Where a line ends otherwise than those before it. */
  readonly otherEnd: FaultName
  /** Whether the first line says how all of them end, or they end with CRLF. */
  readonly isEndFree: boolean
}

/**
 * Reads field lines (RFC 9112 section 5) up to the empty one, as they come: in any pieces, each byte once. What is
 * kept between two pieces is at most one line that has not ended, and what has been read.
 */
export class FieldReader {
  /** Names and values in turn, one character a byte, in their order and spelling, without blanks around them. */
  fields: string[] = []
  readonly #rules: FieldRules
  /** What has come of a line whose end has not. */
  #begun = ''
  #bytes = 0
  #end: number

  constructor(rules: FieldRules) {
    this.#rules = rules
    this.#end = rules.isEndFree ? UNKNOWN : CRLF
  }

  /** Begins anew. */
  begin(): void {
    this.fields = []
    this.#begun = ''
    this.#bytes = 0
    this.#end = this.#rules.isEndFree ? UNKNOWN : CRLF
  }

  /**
   * Reads on. Gives where it ends, behind the empty line; -1 where all of these bytes belong to it and more has
   * to come.
   *
   * @throws HttpFault
   */
  read(bytes: Buffer, from: number, to: number): number {
    for (let at = from; at < to; at += WINDOW_BYTES) {
      const end = this.#readText(latin1Slice.call(bytes, at, Math.min(at + WINDOW_BYTES, to)))
      if (end >= 0) return at + end
    }
    return -1
  }

  #readText(text: string): number {
    let at = 0
    for (;;) {
      const end = text.indexOf(LF, at)
      if (end < 0) {
        this.#keep(text.slice(at))
        return -1
      }
      const isOver =
        this.#begun === '' ? this.#readLine(text, at, end) : this.#readBegun(text.slice(at, end))
      at = end + 1
      if (isOver) return at
    }
  }

  #keep(rest: string): void {
    this.#begun += rest
    if (this.#bytes + this.#begun.length > this.#rules.bytesMax) {
      throw new HttpFault(this.#rules.tooLarge)
    }
    this.look(this.#begun)
  }

  #readBegun(rest: string): boolean {
    const line = this.#begun + rest
    this.#begun = ''
    return this.#readLine(line, 0, line.length)
  }

  /** Reads a line that ends with the LF at `end`. */
  #readLine(text: string, from: number, end: number): boolean {
    this.#bytes += end - from + 1
    if (this.#bytes > this.#rules.bytesMax) throw new HttpFault(this.#rules.tooLarge)
    const isCrLf = end > from && text.charCodeAt(end - 1) === CR
    const isOver = this.take(text, from, isCrLf ? end - 1 : end)
    if (this.hasBegun) this.#checkEnd(isCrLf ? CRLF : LF_ALONE)
    return isOver
  }

  #checkEnd(end: number): void {
    if (this.#end === UNKNOWN) this.#end = end
    else if (this.#end !== end) throw new HttpFault(this.#rules.otherEnd)
  }

  /** Whether lines count by now: not those that are skipped before the first. */
  protected get hasBegun(): boolean {
    return true
  }

  /** Sees what has come of a line that has not ended: what can never become one need not be waited for. */
  protected look(_begun: string): void {}

  /** Takes a line without its end; true where it is the last one. */
  protected take(text: string, from: number, to: number): boolean {
    if (from === to) return true
    readField(text, from, to, this.fields)
    return false
  }
}

/** Reads one field line. Blanks before the colon are stripped (RFC 9112 section 5.1). */
function readField(text: string, from: number, to: number, fields: string[]): void {
  let at = from
  while (at < to && TOKEN[text.charCodeAt(at)] === 1) at++
  const nameEnd = at
  while (at < to && isBlank(text.charCodeAt(at))) at++
  if (nameEnd === from) throw new HttpFault(at > from ? 'folded-line' : 'field-name')
  if (at === to || text.charCodeAt(at) !== COLON) throw new HttpFault('field-name')
  at++
  while (at < to && isBlank(text.charCodeAt(at))) at++
  const end = valueEnd(text, at, to)
  fields.push(text.slice(from, nameEnd), text.slice(at, end))
}

/** Where a value ends whose blanks at the end are not of it. */
function valueEnd(text: string, from: number, to: number): number {
  let end = from
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code > BLANK && code !== DELETE) end = at + 1
    else if (!isBlank(code)) throw new HttpFault(code === CR ? 'bare-return' : 'field-value')
  }
  return end
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB
}
