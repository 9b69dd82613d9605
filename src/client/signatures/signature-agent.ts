import { isInnerList, parseItem } from 'structured-headers'
import { type PresentedSignature } from './presented.ts'
import { AGENT_FIELD, dictionaryIn, fieldOf } from './signature-base.ts'

/** Where an origin has its directory, if its signer names no other place. */
const WELL_KNOWN = '/.well-known/http-message-signatures-directory'

/** Far more than an address of a directory has. */
const URL_CHARS_MAX = 1_000

/** What a signature has to do with `Signature-Agent`. */
export type AgentClaim =
  /** There is no such field. */
  | { readonly kind: 'none' }
  /** It is there, but not signed, or not what it should be. */
  | { readonly kind: 'unusable' }
  /** The signer says that its keys are there. */
  | { readonly kind: 'claims'; readonly directory: string }

/**
 * Whose signature this claims to be. The field is a string (the first drafts of the profile) or a dictionary, of
 * which the signature covers one member.
 */
export function agentClaim(
  { components }: PresentedSignature,
  rawHeaders: readonly string[],
): AgentClaim {
  const text = fieldOf(AGENT_FIELD, rawHeaders)
  if (text === null) return { kind: 'none' }
  const covered = components.find(({ name }) => name === AGENT_FIELD)
  if (covered === undefined || text.length > URL_CHARS_MAX) return { kind: 'unusable' }
  const key = covered.parameters.get('key')
  const value = typeof key === 'string' ? memberOf(text, key) : itemOf(text)
  const directory = value === null ? null : directoryUrlOf(value)
  return directory === null ? { kind: 'unusable' } : { kind: 'claims', directory }
}

function memberOf(text: string, key: string): string | null {
  const member = dictionaryIn(text)?.get(key)
  if (member === undefined || isInnerList(member)) return null
  return typeof member[0] === 'string' ? member[0] : null
}

function itemOf(text: string): string | null {
  try {
    const [value] = parseItem(text)
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

/**
 * The address at which a directory is fetched: an address that names no path means the well-known one of its
 * origin. Null for what is no address of https, or has a user, a query or a fragment.
 */
export function directoryUrlOf(text: string): string | null {
  if (!URL.canParse(text) || text.length > URL_CHARS_MAX) return null
  const { protocol, origin, pathname, username, password, search, hash } = new URL(text)
  if (protocol !== 'https:' || username + password + search + hash !== '') return null
  return origin + (pathname === '/' ? WELL_KNOWN : pathname)
}
