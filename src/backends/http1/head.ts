// oxlint-disable unicorn/prefer-code-point -- one character is one byte
import { HttpFault } from './faults.ts'
import { FieldReader } from './fields.ts'

/** As large as what the gate itself accepts from clients. */
const HEAD_BYTES_MAX = 64 * 1024

/** What every answer begins with. */
const PROTOCOL = 'HTTP/'

/** Also those that only look like one: what follows is the same, and old programs write what they were asked by. */
const VERSIONS: ReadonlySet<string> = new Set(['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9'])
const LATEST = 'HTTP/1.1'
const STATUS_AT = LATEST.length + 1
const STATUS_DIGITS = 3
const STATUS_MIN = 100

const DIGIT_ZERO = 0x30
const DIGIT_NINE = 0x39
const BLANK = 0x20

/** The head of an answer. */
export interface Head {
  readonly status: number
  /** The reason phrase as it stands, one character a byte; empty where there is none. */
  readonly reason: string
  /** Whether it speaks HTTP/1.1: its connection goes on unless it says otherwise. */
  readonly isLatest: boolean
  /** Names and values in turn, one character a byte, in their order and spelling. */
  readonly fields: string[]
}

/**
 * Reads the head of an answer (RFC 9112 section 4) up to its empty line. Its lines end with CRLF, or all of them with LF
 * alone, as a CGI program writes them: of a head with both, an LF may be somebody's who put it into a value.
 */
export class HeadReader extends FieldReader implements Head {
  status = 0
  reason = ''
  isLatest = true

  constructor() {
    super({
      bytesMax: HEAD_BYTES_MAX,
      tooLarge: 'head-size',
      otherEnd: 'line-ends',
      isEndFree: true,
    })
  }

  override begin(): void {
    super.begin()
    this.status = 0
  }

  protected override look(begun: string): void {
    if (this.status === 0 && !isBeginning(begun)) throw new HttpFault('no-answer')
  }

  protected override get hasBegun(): boolean {
    return this.status !== 0
  }

  protected override take(text: string, from: number, to: number): boolean {
    if (this.status !== 0) return super.take(text, from, to)
    // Empty lines before it are nothing (RFC 9112 section 2.2).
    if (from < to) this.#readStatusLine(text.slice(from, to))
    return false
  }

  #readStatusLine(line: string): void {
    if (!line.startsWith(PROTOCOL)) throw new HttpFault('no-answer')
    this.isLatest = line.startsWith(LATEST)
    if (!this.isLatest && !VERSIONS.has(line.slice(0, LATEST.length))) {
      throw new HttpFault('version')
    }
    const status = line.charCodeAt(STATUS_AT - 1) === BLANK ? digitsAt(line, STATUS_AT) : -1
    const end = STATUS_AT + STATUS_DIGITS
    const isAlone = line.length <= end || line.charCodeAt(end) === BLANK
    if (status < STATUS_MIN || !isAlone) throw new HttpFault('status')
    this.reason = line.slice(end + 1)
    if (this.reason.includes('\r')) throw new HttpFault('reason-phrase')
    this.status = status
  }
}

/** Whether a status line may begin so. */
function isBeginning(begun: string): boolean {
  return PROTOCOL.startsWith(begun.slice(0, PROTOCOL.length)) || begun === '\r'
}

/** A number of three digits; -1 where it is none. */
function digitsAt(line: string, from: number): number {
  let number = 0
  for (let at = from; at < from + STATUS_DIGITS; at++) {
    const code = line.charCodeAt(at)
    if (!(code >= DIGIT_ZERO && code <= DIGIT_NINE)) return -1
    number = number * 10 + code - DIGIT_ZERO
  }
  return number
}
