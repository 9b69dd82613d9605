import { type IncomingMessage } from 'node:http'

type Pair = readonly [name: string, value: string]

/** What arrived here of one request: a visitor sees what a gate in front let through. */
export interface Received {
  readonly method: string
  readonly target: string
  readonly version: string
  /** In the order and spelling they came in. */
  readonly headers: readonly Pair[]
  readonly cookies: readonly Pair[]
}

/** Shown in full up to this many; a header section can hold thousands. */
const COOKIES_MAX = 200

/** Describes a request as it came. */
export function describeRequest(request: IncomingMessage): Received {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    version: request.httpVersion,
    headers: pairHeaders(request.rawHeaders),
    cookies: parseCookies(request.headers.cookie ?? ''),
  }
}

function pairHeaders(raw: readonly string[]): readonly Pair[] {
  const pairs: Pair[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return pairs
}

/** Reads a `Cookie` header (RFC 6265 section 4.2.1) into names and values, repeated ones too. */
export function parseCookies(header: string): readonly Pair[] {
  return header
    .split(';', COOKIES_MAX)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((piece) => {
      const [name = ''] = piece.split('=', 1)
      return [name.trim(), piece.slice(name.length + 1).trim()]
    })
}
