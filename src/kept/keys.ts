import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Ticket } from './kept.ts'
import { LETTERS, MARK_CHARS, randomLetters } from './mark.ts'

/** 53 random bits: of all submissions that a folder can hold at once two hardly ever have one id. */
const ID_CHARS = 9
/** Behind them the minute in which it came, of the last 165 days. */
const MINUTE_CHARS = 3
/** Each half alone is 128 bits that nobody guesses. */
const HALF_BYTES = 16
const KEY_BYTES = 32

const MINUTE_MS = 60_000
const MINUTES = LETTERS.length ** MINUTE_CHARS

const ID = /^[A-Za-z0-9]{16}$/
const HALF = /^[\w-]{22}$/

export function isId(text: string): boolean {
  return ID.test(text)
}

/** Of the folder in which a submission lies, by its id. Ids of before there were marks have any. */
export function markOfId(id: string): string {
  return id.slice(-MARK_CHARS)
}

/**
 * The id stands in file names and cookie names, so it has letters and digits alone. It tells every gate when the
 * submission came and in which folder it is; keys are derived with it, so under another one nothing opens.
 */
export function newTicket(mark: string, atMs: number): Ticket {
  return {
    id: randomLetters(ID_CHARS) + spellMinute(atMs) + mark,
    cookieHalf: randomText(HALF_BYTES),
    pageHalf: randomText(HALF_BYTES),
  }
}

/** In which minute a submission came, by its id; wall clock. */
export function minuteOfId(id: string, nowMs: number): number {
  const digits = id.slice(ID_CHARS, ID_CHARS + MINUTE_CHARS)
  let minute = 0
  for (const digit of digits) minute = minute * LETTERS.length + LETTERS.indexOf(digit)
  const now = Math.floor(nowMs / MINUTE_MS)
  const ago = (((now - minute) % MINUTES) + MINUTES) % MINUTES
  // One that seems to lie ahead is of a clock that goes a little before this one.
  return (now - (ago > MINUTES / 2 ? ago - MINUTES : ago)) * MINUTE_MS
}

function spellMinute(atMs: number): string {
  let rest = Math.floor(atMs / MINUTE_MS) % MINUTES
  let text = ''
  for (let i = 0; i < MINUTE_CHARS; i++) {
    text = (LETTERS[rest % LETTERS.length] ?? '') + text
    rest = Math.floor(rest / LETTERS.length)
  }
  return text
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

/** What both halves open. */
export interface SealingKeys {
  readonly id: string
  /** For the submission and its body. */
  readonly body: Buffer
  readonly answer: Buffer
}

/** Null where a half has not the form of one. */
export function sealingKeysOf({ id, cookieHalf, pageHalf }: Ticket): SealingKeys | null {
  if (!isId(id) || !HALF.test(cookieHalf) || !HALF.test(pageHalf)) return null
  const secret = Buffer.from(cookieHalf + pageHalf, 'latin1')
  return {
    id,
    body: derived(secret, id, 'paart kept v1'),
    answer: derived(secret, id, 'paart kept answer v1'),
  }
}

/** The key of the tags, from the half in the cookie alone; null where it has not the form of one. */
export function tagKeyOf({ id, cookieHalf }: Pick<Ticket, 'id' | 'cookieHalf'>): Buffer | null {
  if (!isId(id) || !HALF.test(cookieHalf)) return null
  return derived(Buffer.from(cookieHalf, 'latin1'), id, 'paart kept tags v1')
}

function derived(secret: Buffer, id: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, id, info, KEY_BYTES))
}

/** 32 bytes that whoever has the key can tell apart from those of any other text. */
export function tagOf(key: Buffer, of: 'target' | 'body' | 'head', value: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${of}\0`).update(value).digest()
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
