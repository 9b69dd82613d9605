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

/**
 * Reads a request target in origin or absolute form. An absolute form must name the same authority
 * as `Host`, or two parsers could see two requests; null for that and for everything else that is
 * no path. Never throws, whatever the target holds.
 */
export function readTarget(target: string, host: string | undefined): Target | null {
  const origin = target.startsWith('/') ? target : originForm(target, host)
  if (origin === null || origin.includes('#')) return null
  const mark = origin.indexOf('?')
  const path = mark < 0 ? origin : origin.slice(0, mark)
  const query = mark < 0 ? '' : origin.slice(mark + 1)
  return path.length > PATH_CHARS_MAX ? null : { forwarded: origin, path, query }
}

function originForm(target: string, host: string | undefined): string | null {
  const scheme = ['http://', 'https://'].find((prefix) => startsWithIgnoringCase(target, prefix))
  if (scheme === undefined || host === undefined) return null
  const rest = target.slice(scheme.length)
  const end = rest.search(/[/?]/)
  const authority = end < 0 ? rest : rest.slice(0, end)
  if (authority === '' || authority.toLowerCase() !== host.toLowerCase()) return null
  if (end < 0) return '/'
  return rest[end] === '/' ? rest.slice(end) : `/${rest.slice(end)}`
}

function startsWithIgnoringCase(text: string, prefix: string): boolean {
  return text.slice(0, prefix.length).toLowerCase() === prefix
}

/** `name`, `name:port`, `[v6]:port`: what a Host field may hold (RFC 9110 section 7.2). */
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::\d{1,5})?$/i

/** Longer than any host name with a port (RFC 1035 section 2.3.4). */
const HOST_CHARS_MAX = 261

/** A Host field as a key for sites: lower case, no port, no trailing dot. Null where it is not valid. */
export function readHost(host: string): string | null {
  if (host.length > HOST_CHARS_MAX || !HOST.test(host)) return null
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
}
