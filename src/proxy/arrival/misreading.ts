import { type Socket } from 'node:net'
import { type RequestReason } from '../../model/index.ts'
import { type HeadWatch } from './head-watch.ts'

/** What Node's parser says of bytes that it could not read. */
export interface ParserError extends NodeJS.ErrnoException {
  readonly reason?: string
  /** What was read last, and how much of it was understood. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

/** What is told of it, and what stands in the log. */
export interface Misreading {
  readonly status: number
  readonly reason: RequestReason
}

/** Errors that have a status of their own; all others are 400. */
const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_INVALID_VERSION', 505],
])

/** llhttp's words for a method that it knows of RTSP alone; the code stands for other things as well. */
const OF_ANOTHER_PROTOCOL = 'Invalid method for HTTP/x.x request'

/** A request line whose method is any token (RFC 9110 section 9.1), and what may be the first piece of one. */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~0-9a-z-]+ \S+ HTTP\/\d\.\d\r?$/i
const REQUEST_LINE_CUT = /^[!#$%&'*+.^_`|~0-9a-z-]+(?: \S*)*$/i

/** A line is looked into up to here: a method stands at its beginning. */
const LINE_CHARS_MAX = 16_384

/** What is wrong with bytes that are no request, or none that Node's parser reads. */
export function misreadingOf(error: ParserError, socket: Socket, heads: HeadWatch): Misreading {
  const { code = 'unknown', rawPacket = NOTHING, bytesParsed = 0 } = error
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      if (!heads.endsInLine(socket, rawPacket.subarray(0, bytesParsed))) break
      return { status: 414, reason: 'long-target' }
    case 'HPE_PAUSED_H2_UPGRADE':
      return { status: 505, reason: 'version' }
    case 'HPE_INVALID_METHOD':
    case 'HPE_INVALID_CONSTANT':
      if (hasUnknownMethod(error)) return { status: 501, reason: 'unknown-method' }
      break
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node writes all its codes in capitals
  return { status: STATUS_OF_CODE.get(code) ?? 400, reason: code as RequestReason }
}

const NOTHING = Buffer.alloc(0)

/** Whether it is a request, and its method the only thing that is wrong with it. */
function hasUnknownMethod(error: ParserError): boolean {
  const { code, reason, rawPacket = NOTHING, bytesParsed = 0 } = error
  if (code === 'HPE_INVALID_CONSTANT' && reason !== OF_ANOTHER_PROTOCOL) return false
  const start = rawPacket.lastIndexOf(LINE_FEED, Math.max(0, bytesParsed - 1)) + 1
  const end = rawPacket.indexOf(LINE_FEED, start)
  const stop = Math.min(end < 0 ? rawPacket.length : end, start + LINE_CHARS_MAX)
  const line = rawPacket.toString('latin1', start, stop)
  return (stop === end ? REQUEST_LINE : REQUEST_LINE_CUT).test(line)
}

const LINE_FEED = 0x0a
