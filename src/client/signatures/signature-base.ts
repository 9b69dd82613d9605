import { parseDictionary, serializeInnerList, serializeItem, isInnerList } from 'structured-headers'
import { type Facts } from '../../model/index.ts'
import { plainHost } from '../addresses/plain-host.ts'
import { type Component, type PresentedSignature } from './presented.ts'

/** The field by which a signer says who it is. */
export const AGENT_FIELD = 'signature-agent'

/** Far more than the addresses of a few directories have. */
const AGENT_CHARS_MAX = 1_000

/** What of a request a signature can cover. */
export type SignedRequest = Pick<Facts, 'method' | 'scheme' | 'path' | 'query' | 'rawHeaders'>

/**
 * The bytes that a signature is made over (RFC 9421 section 2.5), from the request as it arrived. Null where the
 * signature covers what cannot be rebuilt.
 */
export function signatureBase(
  { components, input }: PresentedSignature,
  request: SignedRequest,
): Buffer | null {
  const lines: string[] = []
  // Each is another member, and is read by itself.
  if (components.filter(({ name }) => name === AGENT_FIELD).length > 1) return null
  for (const component of components) {
    const value = valueOf(component, request)
    if (value === null) return null
    lines.push(`${component.identifier}: ${value}`)
  }
  lines.push(`"@signature-params": ${serializeInnerList(input)}`)
  // Header fields are read byte by byte, so they are signed byte by byte.
  return Buffer.from(lines.join('\n'), 'latin1')
}

function valueOf(component: Component, request: SignedRequest): string | null {
  const { name, parameters } = component
  if (parameters.size > 0) return memberOf(component, request)
  return name.startsWith('@') ? derived(name, request) : fieldOf(name, request.rawHeaders)
}

/**
 * One member of a field that is a dictionary (RFC 9421 section 2.1.2), of the one that signers send alone: to read
 * any long field as often as a signature likes would be work for nothing. No other parameter is known here.
 */
function memberOf({ name, parameters }: Component, { rawHeaders }: SignedRequest): string | null {
  const key = parameters.get('key')
  if (name !== AGENT_FIELD || parameters.size !== 1 || typeof key !== 'string') return null
  const member = dictionaryIn(fieldOf(name, rawHeaders))?.get(key)
  if (member === undefined) return null
  return isInnerList(member) ? serializeInnerList(member) : serializeItem(member)
}

/** Null where the field is missing, too long or no dictionary. */
export function dictionaryIn(text: string | null): ReturnType<typeof parseDictionary> | null {
  try {
    return text === null || text.length > AGENT_CHARS_MAX ? null : parseDictionary(text)
  } catch {
    return null
  }
}

/** RFC 9421 section 2.2. */
function derived(
  name: string,
  { method, scheme, path, query, rawHeaders }: SignedRequest,
): string | null {
  const asked = query === '' ? '' : `?${query}`
  switch (name) {
    case '@method':
      return method
    case '@authority':
      return authorityOf(rawHeaders, scheme)
    case '@scheme':
      return scheme
    case '@target-uri': {
      const authority = authorityOf(rawHeaders, scheme)
      return authority === null ? null : `${scheme}://${authority}${path}${asked}`
    }
    case '@request-target':
      return path + asked
    case '@path':
      return path
    case '@query':
      return `?${query}`
    default:
      return null
  }
}

/** The Host field as the client sent it, in lower case, in the spelling that all its equals share. */
function authorityOf(rawHeaders: readonly string[], scheme: Facts['scheme']): string | null {
  const host = fieldOf('host', rawHeaders)?.toLowerCase() ?? ''
  return host === '' ? null : plainHost(host, scheme)
}

/** All fields of a lower-case name as one (RFC 9421 section 2.1); null where there is none. */
export function fieldOf(name: string, rawHeaders: readonly string[]): string | null {
  let joined: string | null = null
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const field = rawHeaders[i] ?? ''
    if (field.length !== name.length || field.toLowerCase() !== name) continue
    const value = (rawHeaders[i + 1] ?? '').trim()
    joined = joined === null ? value : `${joined}, ${value}`
  }
  return joined
}
