import { createCipheriv, createHash } from 'node:crypto'
import { matchesTag } from './entity-tag.ts'
import { route, type Route, type Visit } from './visit.ts'

/** Large enough that a cut connection or a range shows; small enough for a test. */
const DOWNLOAD_BYTES = 5 * 1024 * 1024

const LAST_MODIFIED = 'Mon, 26 Oct 2026 08:00:00 GMT'

/** Serves a file of fixed content, whole or in ranges (RFC 9110 section 14). */
export function createDownloadRoute(): Route {
  const bytes = makeBytes()
  const tag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
  const headers = {
    'Accept-Ranges': 'bytes',
    'Content-Disposition': 'attachment; filename="dossier.bin"',
    'Content-Type': 'application/octet-stream',
    ETag: tag,
    'Last-Modified': LAST_MODIFIED,
  }
  const answer = ({ request, response }: Visit): void => {
    if (matchesTag(request.headers['if-none-match'], tag)) {
      response.writeHead(304, headers).end()
      return
    }
    const range = readRange({ request, tag, size: bytes.length })
    switch (range.kind) {
      case 'whole':
        response.writeHead(200, { ...headers, 'Content-Length': bytes.length }).end(bytes)
        return
      case 'beyond':
        response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}`, 'Content-Length': 0 })
        response.end()
        return
      case 'part': {
        const { first, last } = range
        response.writeHead(206, {
          ...headers,
          'Content-Range': `bytes ${first}-${last}/${bytes.length}`,
          'Content-Length': last - first + 1,
        })
        response.end(bytes.subarray(first, last + 1))
      }
    }
  }
  return route('/download', { GET: answer })
}

/** Bytes that look random and are the same on every machine. */
function makeBytes(): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  return cipher.update(Buffer.alloc(DOWNLOAD_BYTES))
}

type Range =
  | { readonly kind: 'whole' | 'beyond' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }

interface RangeQuestion {
  readonly request: Visit['request']
  readonly tag: string
  readonly size: number
}

/** Only a GET may ask for a part, and only of the file it knows (RFC 9110 13.1.5 and 14.2). */
function readRange({ request, tag, size }: RangeQuestion): Range {
  const { range = '' } = request.headers
  const ifRange = request.headers['if-range'] ?? tag
  const isCurrent = ifRange === tag || ifRange === LAST_MODIFIED
  return request.method === 'GET' && isCurrent ? parseRange(range, size) : { kind: 'whole' }
}

/** One range is served; several, or what cannot be read, get the whole (RFC 9110 14.2). */
function parseRange(header: string, size: number): Range {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header.trim()) ?? []
  if (from === undefined || to === undefined || from + to === '') return { kind: 'whole' }
  if (from === '') return checked(Math.max(0, size - Number(to)), size - 1)
  const last = to === '' ? size - 1 : Number(to)
  if (to !== '' && last < Number(from)) return { kind: 'whole' }
  return checked(Number(from), Math.min(last, size - 1))
}

/** A part that is empty or begins behind the end cannot be served: `bytes=-0` among them. */
function checked(first: number, last: number): Range {
  return first > last ? { kind: 'beyond' } : { kind: 'part', first, last }
}
