import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import {
  readChunkedBody,
  readHead,
  readSizedBody,
  type MessageBody,
  type MessageHead,
  type RawHeaders,
} from './message.ts'
import { SocketReader } from './socket-reader.ts'

/** One HTTP/1.1 answer, exactly as it came. */
export interface RawAnswer {
  readonly status: number
  readonly statusText: string
  readonly rawHeaders: RawHeaders
  /** Lower-case names; values of one name joined by `, `, of `set-cookie` by `\n`. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
  /** The body read as UTF-8. */
  readonly text: string
  readonly trailers: RawHeaders
  /** False where the connection ended before the body did. */
  readonly complete: boolean
  /** The status codes of the interim answers before it, such as 100. */
  readonly interim: readonly number[]
}

/** One connection, for several requests or for bytes of any kind. */
export interface Connection {
  readonly socket: Socket
  readonly reader: SocketReader
  /** Strings are written as latin1: one character is one byte. */
  readonly send: (bytes: Uint8Array | string) => void
  /** The next answer; `bodiless` where the request was a HEAD. */
  readonly receive: (options?: { readonly bodiless?: boolean }) => Promise<RawAnswer>
  readonly close: () => void
}

export interface ConnectOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** The address to come from: any of 127.0.0.0/8. */
  readonly from?: string
  /** Over TLS, to a server of this name, whatever its certificate says. */
  readonly tls?: string
  /** Longest silence; beyond it the test fails. */
  readonly timeoutMs?: number
}

/** A TCP port on this machine, the path of a Unix socket, or a connection to use again. */
export type Target = number | string | Connection

/**
 * Resets a connection. One that has ended is closed: Node loses a socket that is reset while its end
 * is on its way, and then the test program never ends.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  // oxlint-disable-next-line no-restricted-properties -- its end is not on its way
  else socket.resetAndDestroy()
}

/** Opens a connection to a port, or to a Unix socket by its path. */
export async function openConnection(
  target: number | string,
  options: ConnectOptions = {},
): Promise<Connection> {
  const { host = '127.0.0.1', from, tls, timeoutMs } = options
  const plain =
    typeof target === 'number'
      ? connect({ port: target, host, localAddress: from })
      : connect({ path: target })
  plain.setNoDelay(true)
  const socket = tls === undefined ? plain : await secured(plain, tls)
  const reader = new SocketReader(socket, timeoutMs)
  if (tls !== undefined) return connectionOf(socket, reader)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return connectionOf(socket, reader)
}

async function secured(plain: Socket, servername: string): Promise<Socket> {
  const socket = connectSecurely({ socket: plain, servername, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return socket
}

function connectionOf(socket: Socket, reader: SocketReader): Connection {
  return {
    socket,
    reader,
    send: (bytes) => {
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    },
    receive: (receiveOptions) => receiveAnswer(reader, receiveOptions?.bodiless === true),
    close: () => socket.destroy(),
  }
}

/**
 * Sends these bytes on a fresh connection and gives the first full answer. Fails where the
 * connection ends without one. Use `exchange` to see everything that comes back.
 */
export async function sendRaw(
  target: number | string,
  bytes: Uint8Array | string,
  options: ConnectOptions = {},
): Promise<RawAnswer> {
  const connection = await openConnection(target, options)
  try {
    connection.send(bytes)
    return await connection.receive({ bodiless: beginsWithHead(bytes) })
  } finally {
    connection.close()
  }
}

function beginsWithHead(bytes: Uint8Array | string): boolean {
  const start = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1', 0, 5)
  return start.startsWith('HEAD ')
}

/** Sends these bytes on a fresh connection and gives all that comes until the other side ends it. */
export async function exchange(
  target: number | string,
  bytes: Uint8Array | string,
  options: ConnectOptions = {},
): Promise<Buffer> {
  const connection = await openConnection(target, options)
  try {
    connection.send(bytes)
    return await connection.reader.readToEnd()
  } finally {
    connection.close()
  }
}

/** Header fields to send; a list where order or repetition matters. */
export type SentHeaders = RawHeaders | Readonly<Record<string, string>>

export interface SentRequest {
  readonly method?: string
  /** The request target, written as it is. */
  readonly path: string
  /** `Host` and, with a body, `Content-Length` are added unless they are here. */
  readonly headers?: SentHeaders
  readonly body?: Uint8Array | string
}

/** Sends one request, on a fresh connection or a kept one, and gives its answer. */
export async function request(target: Target, sent: SentRequest): Promise<RawAnswer> {
  if (typeof target !== 'object') {
    const connection = await openConnection(target)
    try {
      return await request(connection, sent)
    } finally {
      connection.close()
    }
  }
  const { method = 'GET', path, body } = sent
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const lines = headerLines(sent.headers ?? [], bytes)
  target.send(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  if (bytes !== undefined) target.send(bytes)
  return target.receive({ bodiless: method === 'HEAD' })
}

function headerLines(headers: SentHeaders, body: Uint8Array | undefined): string[] {
  const fields = Array.isArray(headers) ? headers : Object.entries(headers)
  const names = new Set(fields.map(([name]) => String(name).toLowerCase()))
  const lines = fields.map(([name, value]) => `${name}: ${value}`)
  if (!names.has('host')) lines.unshift('Host: localhost')
  if (body !== undefined && !names.has('content-length') && !names.has('transfer-encoding')) {
    lines.push(`Content-Length: ${body.length}`)
  }
  return lines
}

/** A GET, on a fresh connection or a kept one. */
export function get(target: Target, path: string, headers: SentHeaders = []): Promise<RawAnswer> {
  return request(target, { path, headers })
}

/** Not a byte of an answer came before the connection ended. */
export class UnansweredError extends Error {}

async function receiveAnswer(reader: SocketReader, bodiless: boolean): Promise<RawAnswer> {
  const interim: number[] = []
  for (;;) {
    const head = await readHead(reader)
    if (head === null) {
      throw new UnansweredError('the connection ended without an answer', { cause: reader.error })
    }
    const [, code = '', statusText = ''] =
      /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(head.startLine) ?? []
    if (code === '') throw new Error(`not a status line: "${head.startLine}"`)
    const status = Number(code)
    if (status < 200 && status !== 101) {
      interim.push(status)
      continue
    }
    const body = await readAnswerBody(reader, head, bodiless || isBodiless(status))
    return {
      status,
      statusText,
      rawHeaders: head.rawHeaders,
      headers: head.headers,
      body: body.bytes,
      get text() {
        return body.bytes.toString()
      },
      trailers: body.trailers,
      complete: body.complete,
      interim,
    }
  }
}

function isBodiless(status: number): boolean {
  return status === 101 || status === 204 || status === 304
}

/** How an answer's body ends: RFC 9112 section 6.3. */
async function readAnswerBody(
  reader: SocketReader,
  head: MessageHead,
  bodiless: boolean,
): Promise<MessageBody> {
  if (bodiless) return { bytes: Buffer.alloc(0), trailers: [], complete: true }
  if (head.headers.has('transfer-encoding')) return readChunkedBody(reader)
  const length = head.headers.get('content-length')
  if (length !== undefined) return readSizedBody(reader, Number(length))
  const bytes = await reader.readToEnd()
  return { bytes, trailers: [], complete: reader.error === null }
}
