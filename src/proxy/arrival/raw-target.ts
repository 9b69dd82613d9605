import { IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'
import { type ParserError } from './misreading.ts'

/** A request line that nothing is wrong with but bytes beyond ASCII in its target. A character is a byte. */
const RAW_LINE = /^([A-Z]{1,32}) (\/[!-~\x80-\xff]*) HTTP\/(1\.[01])\r?$/

const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/

const LINE_FEED = '\n'
const END_OF_HEAD = /\r?\n\r?\n/

/**
 * The request of which Node's parser could not read the target, because old browsers and simple programs do not
 * escape what is beyond ASCII: with the target escaped, and without a body. It is there to be answered and for
 * the log, never to be forwarded. Null where its whole head does not lie in what was read last, or where
 * something else is wrong with it.
 */
export function requestOfRawTarget(error: ParserError, socket: Socket): IncomingMessage | null {
  const { code, rawPacket, bytesParsed = 0 } = error
  if (code !== 'HPE_INVALID_URL' || rawPacket === undefined) return null
  const text = rawPacket.toString('latin1')
  const start = text.lastIndexOf(LINE_FEED, Math.max(0, bytesParsed - 1)) + 1
  const head = text.slice(start)
  const end = head.search(END_OF_HEAD)
  if (end < 0) return null
  const [line = '', ...lines] = head.slice(0, end).split(LINE_FEED)
  const [, method, target, version] = RAW_LINE.exec(line) ?? []
  const rawHeaders = fieldsOf(lines)
  if (target === undefined || version === undefined || rawHeaders === null) return null
  const request = new IncomingMessage(socket)
  Object.assign(request, { method, url: escaped(target), rawHeaders, complete: true })
  request.httpVersion = version
  return request
}

/** Name, value, name, value. */
function fieldsOf(lines: readonly string[]): readonly string[] | null {
  const fields: string[] = []
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line.replace(/\r$/, '')) ?? []
    if (name === undefined || value === undefined) return null
    fields.push(name, value)
  }
  return fields
}

function escaped(target: string): string {
  return target.replace(
    /[\x80-\xff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
