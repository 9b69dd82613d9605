import { claimOf, foldName } from '../../client/index.ts'
import { isHopByHop } from '../headers.ts'

/** What a request's field comes to by its name alone. */
export type FieldRole =
  /** It goes on. */
  | 'plain'
  | 'host'
  | 'cookie'
  /** It stays here, whoever sent it. */
  | 'never'
  /** What the gate says itself; a proxy may be named as its source. */
  | 'gate'
  /** It claims an identity: it goes on from whoever is its source. */
  | 'claim'

export interface FieldName {
  readonly lower: string
  /** As CGI and its heirs read it, with `-` for any sign. */
  readonly folded: string
  readonly role: FieldRole
}

/** What the gate says of a client in fields that others use as well. */
const GATE_FIELDS: ReadonlySet<string> = new Set(['x-forwarded-host', 'x-real-ip'])

/** What every trusted proxy may say, and the gate says in its words. */
const CONTINUED: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-request-id',
])

/**
 * What CGI and its heirs would take for the field of the same name with `-` (RFC 3875 section
 * 4.1.18): a second framing, somebody's credentials.
 */
const MASKED: ReadonlySet<string> = new Set([
  'content-length',
  'content-type',
  'transfer-encoding',
  'early-data',
  'proxy-authorization',
  'proxy-connection',
  'keep-alive',
])

/** Spellings that are remembered: more than all browsers and programs have, in some 500 KiB. */
const NAMES_MAX = 2_000

/** A longer one is read each time. */
const NAME_CHARS_MAX = 64

/** Reads names of request fields, each spelling once. */
export class FieldNames {
  readonly #known = new Map<string, FieldName>()

  read(name: string): FieldName {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const read = readName(name)
    if (name.length > NAME_CHARS_MAX) return read
    // Whoever sends made-up names costs everybody one reading more.
    if (this.#known.size >= NAMES_MAX) this.#known.clear()
    this.#known.set(name, read)
    return read
  }
}

function readName(name: string): FieldName {
  const lower = name.toLowerCase()
  const folded = foldName(lower)
  return { lower, folded, role: roleOf(lower, folded) }
}

function roleOf(lower: string, folded: string): FieldRole {
  if (lower === 'host' || lower === 'cookie') return lower
  if (lower === 'expect' || isHopByHop(lower) || folded.startsWith('paart-')) return 'never'
  const isMasked = folded !== lower
  if (CONTINUED.has(folded) || (isMasked && MASKED.has(folded))) return 'never'
  if (GATE_FIELDS.has(folded)) return isMasked ? 'claim' : 'gate'
  return claimOf(folded) === null ? 'plain' : 'claim'
}
