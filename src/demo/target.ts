/** What a request target leads to: RFC 9112 section 3.2. */
export interface Destination {
  /** Percent-decoded once, without `;parameters`. */
  readonly path: string
  readonly query: URLSearchParams
}

/** Reads a request target in origin form or absolute form; null where it is neither. */
export function parseTarget(target: string): Destination | null {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '')
  if (local !== target && !local.startsWith('/')) return parseLocal(`/${local}`)
  return local.startsWith('/') ? parseLocal(local) : null
}

function parseLocal(local: string): Destination | null {
  const [rawPath = ''] = local.split('?', 1)
  const path = decode(rawPath.replace(/;[^/]*/g, ''))
  if (path === null) return null
  return { path, query: new URLSearchParams(local.slice(rawPath.length + 1)) }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
