import { type Scheme } from '../../model/index.ts'
import { plainHost } from '../../client/index.ts'
import { type RefusalKind } from './refusal.ts'

/** As long as the longest way back a token carries; a longer path names nothing and costs much. */
const PATH_CHARS_MAX = 8_192

/** A request target as the gate understands it (RFC 9112 section 3.2). */
export interface Target {
  /** Origin form, byte for byte as sent: what the backend gets. */
  readonly forwarded: string
  /** `forwarded` up to its query. */
  readonly path: string
  /** The rest, without the question mark. */
  readonly query: string
}

/** Why a target is refused. */
export type TargetFault = Extract<RefusalKind, 'bad-target' | 'long-target'>

/**
 * Reads a request target in origin or absolute form. An absolute form must name the same authority
 * as `Host`, or two parsers could see two requests; that is refused, as is everything else that is
 * no path. Never throws, whatever the target holds.
 */
export function readTarget(target: string, host: string | undefined): Target | TargetFault {
  const origin = target.startsWith('/') ? target : originForm(target, host)
  if (origin === null || origin.includes('#')) return 'bad-target'
  const mark = origin.indexOf('?')
  const path = mark < 0 ? origin : origin.slice(0, mark)
  const query = mark < 0 ? '' : origin.slice(mark + 1)
  return path.length > PATH_CHARS_MAX ? 'long-target' : { forwarded: origin, path, query }
}

const SCHEMES: readonly Scheme[] = ['http', 'https']

function originForm(target: string, host: string | undefined): string | null {
  const scheme = SCHEMES.find((each) => startsWithIgnoringCase(target, `${each}://`))
  if (scheme === undefined || host === undefined) return null
  const rest = target.slice(`${scheme}://`.length)
  const end = rest.search(/[/?]/)
  const authority = end < 0 ? rest : rest.slice(0, end)
  if (authority === '' || !isSameHost(authority, host, scheme)) return null
  if (end < 0) return '/'
  return rest[end] === '/' ? rest.slice(end) : `/${rest.slice(end)}`
}

function startsWithIgnoringCase(text: string, prefix: string): boolean {
  return text.slice(0, prefix.length).toLowerCase() === prefix
}

function isSameHost(authority: string, host: string, scheme: Scheme): boolean {
  return plainHost(authority, scheme).toLowerCase() === plainHost(host, scheme).toLowerCase()
}
