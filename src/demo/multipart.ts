import { createHash, type Hash } from 'node:crypto'
import { Refusal } from './visit.ts'

/** One part of a form: a field's text, or what is known of a file after it went by. */
export type Part =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file'
      readonly name: string
      readonly fileName: string
      readonly size: number
      /** In lower-case hexadecimal digits. */
      readonly sha256: string
    }

/** The form has about ten parts; this leaves room and bounds what is remembered. */
const PARTS_MAX = 100

/** Longer names than browsers write. */
const PART_HEAD_BYTES_MAX = 8 * 1024

/** A very long contribution has some 100 kB of text. */
const FIELD_BYTES_MAX = 1024 * 1024

/** The boundary that a `multipart/form-data` type names (RFC 2046 section 5.1.1); null without. */
export function findBoundary(contentType: string): string | null {
  const [type = ''] = contentType.split(';', 1)
  if (type.trim().toLowerCase() !== 'multipart/form-data') return null
  const found = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i.exec(contentType)
  return found?.[1] ?? found?.[2] ?? null
}

interface OpenPart {
  readonly name: string
  /** Null where the part is a field. */
  readonly fileName: string | null
  readonly hash: Hash
  readonly text: Buffer[]
  size: number
}

/**
 * Reads `multipart/form-data` (RFC 7578) while it arrives. A file of any size costs no memory: it
 * is counted and hashed. Throws a 400 where the form is malformed.
 */
export class MultipartReader {
  readonly #delimiter: Buffer
  readonly #parts: Part[] = []
  #state: 'before' | 'delimiter' | 'head' | 'body' | 'after' = 'before'
  // The first delimiter need not follow a line end; this one lets all be found alike.
  #held: Buffer = Buffer.from('\r\n')
  #open: OpenPart | null = null

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
  }

  /** Takes the next piece of the body. */
  write(chunk: Buffer): void {
    if (this.#state === 'after') return
    this.#held = Buffer.concat([this.#held, chunk])
    while (this.#step());
  }

  /** Ends the body and gives its parts in order. */
  end(): readonly Part[] {
    if (this.#state !== 'after') throw malformed('it ends too early')
    return this.#parts
  }

  /** Works on what is held; false where more is needed. */
  #step(): boolean {
    switch (this.#state) {
      case 'before':
      case 'body':
        return this.#readBody()
      case 'delimiter':
        return this.#readDelimiter()
      case 'head':
        return this.#readHead()
      case 'after':
        return false
    }
  }

  #readBody(): boolean {
    const at = this.#held.indexOf(this.#delimiter)
    const isFound = at >= 0
    // A delimiter may have begun at the end of what is held.
    const length = isFound ? at : Math.max(0, this.#held.length - this.#delimiter.length + 1)
    this.#add(this.#held.subarray(0, length))
    this.#held = this.#held.subarray(isFound ? at + this.#delimiter.length : length)
    if (!isFound) return false
    this.#closePart()
    this.#state = 'delimiter'
    return true
  }

  #readDelimiter(): boolean {
    if (this.#held.length < 2) return false
    const next = this.#held.toString('latin1', 0, 2)
    if (next !== '\r\n' && next !== '--') throw malformed('a delimiter goes on')
    this.#state = next === '--' ? 'after' : 'head'
    // A head without fields begins with its empty line: the line end before it stays.
    return true
  }

  #readHead(): boolean {
    const end = this.#held.indexOf('\r\n\r\n')
    if (end < 0 && this.#held.length <= PART_HEAD_BYTES_MAX) return false
    if (end < 0 || end > PART_HEAD_BYTES_MAX) throw malformed('the head of a part is too long')
    this.#open = openPart(this.#held.toString('utf8', 0, end))
    this.#held = this.#held.subarray(end + 4)
    this.#state = 'body'
    return true
  }

  #add(bytes: Buffer): void {
    const part = this.#open
    if (part === null) return
    part.size += bytes.length
    part.hash.update(bytes)
    if (part.fileName !== null) return
    if (part.size > FIELD_BYTES_MAX) throw new Refusal(413, `The field ${part.name} is too long.`)
    part.text.push(bytes)
  }

  #closePart(): void {
    const part = this.#open
    if (part === null) return
    if (this.#parts.length >= PARTS_MAX) throw new Refusal(413, 'The form has too many parts.')
    this.#parts.push(closed(part))
    this.#open = null
  }
}

function openPart(head: string): OpenPart {
  const disposition = /^content-disposition:[ \t]*form-data[ \t]*(;.*)$/im.exec(head)?.[1]
  const name = disposition === undefined ? null : parameter(disposition, 'name')
  if (disposition === undefined || name === null) throw malformed('a part has no name')
  const fileName = parameter(disposition, 'filename')
  return { name, fileName, hash: createHash('sha256'), text: [], size: 0 }
}

/** Browsers write quotes and line ends in a name as %22, %0D, %0A (WHATWG HTML, 4.10.21.8). */
function parameter(disposition: string, name: string): string | null {
  const value = new RegExp(`;[ \\t]*${name}="([^"]*)"`, 'i').exec(disposition)?.[1]
  if (value === undefined) return null
  return value.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n')
}

function closed({ name, fileName, hash, text, size }: OpenPart): Part {
  if (fileName === null) return { kind: 'field', name, value: Buffer.concat(text).toString() }
  return { kind: 'file', name, fileName, size, sha256: hash.digest('hex') }
}

function malformed(reason: string): Refusal {
  return new Refusal(400, `The form that was sent cannot be read: ${reason}.`)
}
