import { HttpFault } from './faults.ts'
import { type Head } from './head.ts'

/** How a body ends: after so many bytes, or in one of these ways. */
export const CHUNKED = -1
export const UNTIL_CLOSE = -2

/** Statuses without a body, whatever the fields say. */
const NO_CONTENT = 204
const NOT_MODIFIED = 304

/** The backend may count from another moment, and what it is sent is on its way for a while. */
const IDLE_MARGIN_MS = 2_000

/** However long a backend keeps connections: as long as one that somebody has signed in on. */
const IDLE_MS_MAX = 120_000

/**
 * The registered codings that would have to be undone (RFC 9112 section 7). What is not registered changes nothing that
 * anybody knows.
 */
const CODINGS: ReadonlySet<string> = new Set([
  'gzip',
  'x-gzip',
  'compress',
  'x-compress',
  'deflate',
])

export interface Framing {
  /** How long the body is, or `CHUNKED` or `UNTIL_CLOSE`. */
  readonly body: number
  /** Whether another request may follow on the connection. */
  readonly isKept: boolean
  /** For how long the backend says that it keeps it; null where it says nothing. */
  readonly idleMs: number | null
}

/** What the fields say of the body's end and the connection's. */
interface Said {
  length: number
  codings: string
  isClosed: boolean
  isKeptAlive: boolean
  idleMs: number | null
}

/**
 * How the body of an answer ends (RFC 9112 section 6.3), and whether its connection goes on.
 *
 * @throws HttpFault
 */
export function framingOf({ status, isLatest, fields }: Head, method: string): Framing {
  const said = readSaid(fields)
  const { length, idleMs } = said
  const isChunked = readCodings(said)
  const isOpen = !said.isClosed && (isLatest || said.isKeptAlive) && idleMs !== 0
  if (method === 'HEAD' || status === NO_CONTENT || status === NOT_MODIFIED) {
    return { body: 0, isKept: isOpen && isSurelyBare(said, method), idleMs }
  }
  // Whoever names both may mean either, and what follows is not known.
  if (isChunked) return { body: CHUNKED, isKept: isOpen && length < 0, idleMs }
  if (length >= 0) return { body: length, isKept: isOpen, idleMs }
  return { body: UNTIL_CLOSE, isKept: false, idleMs }
}

/** Whether an answer that has no body has none of a backend that does not know that. */
function isSurelyBare({ length, codings, isKeptAlive }: Said, method: string): boolean {
  // Without either, it may be of a server that sends a body all the same, up to its end.
  if (method === 'HEAD') return length >= 0 || codings !== '' || isKeptAlive
  // Whoever speaks of a body may send one.
  return length <= 0 && codings === ''
}

function readSaid(fields: readonly string[]): Said {
  const said: Said = {
    length: -1,
    codings: '',
    isClosed: false,
    isKeptAlive: false,
    idleMs: null,
  }
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] ?? ''
    const { length } = name
    // By length first: most fields are none of these.
    if (length !== 10 && length !== 14 && length !== 17) continue
    readField(said, name.toLowerCase(), fields[i + 1] ?? '')
  }
  return said
}

function readField(said: Said, lower: string, value: string): void {
  if (lower === 'content-length') readLength(said, value)
  else if (lower === 'transfer-encoding') said.codings += `,${value.toLowerCase()}`
  else if (lower === 'keep-alive') said.idleMs = idleMsOf(value) ?? said.idleMs
  else if (lower === 'connection') readConnection(said, value.toLowerCase())
}

function readLength(said: Said, value: string): void {
  const length = /^\d+$/.test(value) ? Number(value) : Infinity
  if (!Number.isSafeInteger(length)) throw new HttpFault('length')
  if (said.length >= 0 && said.length !== length) throw new HttpFault('two-lengths')
  said.length = length
}

function readConnection(said: Said, value: string): void {
  // What nearly every answer says that says anything.
  if (value === 'keep-alive') said.isKeptAlive = true
  else if (value === 'close') said.isClosed = true
  else {
    for (const token of value.split(',')) {
      if (token.trim() === 'close') said.isClosed = true
      if (token.trim() === 'keep-alive') said.isKeptAlive = true
    }
  }
}

/** `timeout=5, max=100`, with what is on its way taken off; 0 where nothing is left, null where it says nothing. */
function idleMsOf(value: string): number | null {
  const [, seconds] = /(?:^|[,\s])timeout=(\d+)/i.exec(value) ?? []
  if (seconds === undefined) return null
  return Math.min(Math.max(0, Number(seconds) * 1000 - IDLE_MARGIN_MS), IDLE_MS_MAX)
}

/** Whether the body comes in chunks. */
function readCodings({ codings, length }: Said): boolean {
  if (codings === '') return false
  if (codings === ',chunked') return true
  const names = codings
    .slice(1)
    .split(',')
    .map((coding) => coding.trim())
  const chunked = names.filter((name) => name === 'chunked').length
  if (chunked > 1 || names.some(isToBeUndone)) throw new HttpFault('transfer-coding')
  if (chunked === 1) {
    if (names.at(-1) !== 'chunked') throw new HttpFault('chunked-not-last')
    return true
  }
  if (length >= 0) throw new HttpFault('length-beside-coding')
  return false
}

/** Also with parameters; and what has no name might be anything. */
function isToBeUndone(coding: string): boolean {
  if (coding === '') return true
  const [name = ''] = coding.split(';')
  return CODINGS.has(name.trim()) || (name !== coding && name.trim() === 'chunked')
}
