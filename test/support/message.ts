import { type SocketReader } from './socket-reader.ts'

/** Names and values as they came, in their order and spelling. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

/** The start line and the header fields of an HTTP/1.1 message, as they came. */
export interface MessageHead {
  readonly bytes: Buffer
  readonly startLine: string
  readonly rawHeaders: RawHeaders
  /** Lower-case names; values of one name joined by `, ` (RFC 9110 5.3), of `set-cookie` by `\n`. */
  readonly headers: ReadonlyMap<string, string>
}

export interface MessageBody {
  readonly bytes: Buffer
  readonly trailers: RawHeaders
  /** False where the connection ended before the body did. */
  readonly complete: boolean
}

/** Reads up to the empty line; null where the connection ends before it. */
export async function readHead(reader: SocketReader): Promise<MessageHead | null> {
  const bytes = await reader.readUntil('\r\n\r\n')
  if (bytes === null) return null
  const [startLine = '', ...lines] = bytes.toString('latin1').slice(0, -4).split('\r\n')
  const rawHeaders = lines.map(parseField)
  return { bytes, startLine, rawHeaders, headers: joinHeaders(rawHeaders) }
}

function parseField(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
}

export function joinHeaders(rawHeaders: RawHeaders): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const [rawName, value] of rawHeaders) {
    const name = rawName.toLowerCase()
    const before = headers.get(name)
    const glue = name === 'set-cookie' ? '\n' : ', '
    headers.set(name, before === undefined ? value : before + glue + value)
  }
  return headers
}

/** Reads a body that `Transfer-Encoding: chunked` frames (RFC 9112 section 7.1), with trailers. */
export async function readChunkedBody(reader: SocketReader): Promise<MessageBody> {
  const pieces: Buffer[] = []
  for (;;) {
    const size = await readChunkSize(reader)
    if (size === 0) break
    const piece = size === null ? null : await reader.readBytes(size)
    if (piece !== null) pieces.push(piece)
    const lineEnd = piece === null ? null : await readLine(reader)
    if (lineEnd === null) return { bytes: Buffer.concat(pieces), trailers: [], complete: false }
    if (lineEnd !== '') throw new Error('a chunk longer than its size')
  }
  const trailers: (readonly [string, string])[] = []
  for (;;) {
    const line = await readLine(reader)
    const isLast = line === null || line === ''
    if (isLast) return { bytes: Buffer.concat(pieces), trailers, complete: line !== null }
    trailers.push(parseField(line))
  }
}

async function readLine(reader: SocketReader): Promise<string | null> {
  const line = await reader.readUntil('\r\n')
  return line === null ? null : line.toString('latin1', 0, line.length - 2)
}

async function readChunkSize(reader: SocketReader): Promise<number | null> {
  const line = await readLine(reader)
  if (line === null) return null
  const [size = ''] = line.split(';')
  if (!/^[0-9a-f]{1,8}$/i.test(size)) throw new Error(`bad chunk size "${line}"`)
  return Number.parseInt(size, 16)
}

/** Reads a body that `Content-Length` frames. */
export async function readSizedBody(reader: SocketReader, size: number): Promise<MessageBody> {
  const bytes = await reader.readBytes(size)
  return { bytes, trailers: [], complete: bytes.length === size }
}
