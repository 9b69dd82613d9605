import { createServer, type Server, type Socket } from 'node:net'
import {
  readChunkedBody,
  readHead,
  readSizedBody,
  type MessageBody,
  type MessageHead,
  type RawHeaders,
} from './message.ts'
import { SocketReader } from './socket-reader.ts'

/** One request as it stood on the wire. */
export interface RecordedRequest {
  readonly method: string
  /** The request target; one character is one byte (latin1). */
  readonly target: string
  readonly rawHeaders: RawHeaders
  /** Lower-case names; values of one name joined by `, `. */
  readonly headers: ReadonlyMap<string, string>
  /** Start line and header fields, byte for byte. */
  readonly headBytes: Buffer
  /** Whole once `complete`; empty before that. */
  readonly body: Buffer
  readonly trailers: RawHeaders
  /** False until the body has come, and for ever where the connection ended before it. */
  readonly complete: boolean
  /** Counts connections from 0: equal numbers came on one connection. */
  readonly connection: number
}

/** The other end, for an answer no other way can write. */
export interface OriginConnection {
  readonly socket: Socket
  /** What comes after the request: bytes of an upgraded connection. */
  readonly reader: SocketReader
}

/** Gives the answer's bytes (see `answer`), or null where it wrote to the socket by itself. */
export type Respond = (
  request: RecordedRequest,
  connection: OriginConnection,
) => Uint8Array | null | Promise<Uint8Array | null>

export interface OriginOptions {
  /** Default: an empty 200 for every request. */
  readonly respond?: Respond
  /** Answer when the header fields are there (`head`) or the whole request (`body`, the default). */
  readonly respondAt?: 'head' | 'body'
  /** Default 0: any free port. */
  readonly port?: number
}

export interface RecordingOrigin {
  readonly port: number
  readonly requests: readonly RecordedRequest[]
  /** What the origin refused because it was not strict HTTP/1.1. Tests want this empty. */
  readonly faults: readonly string[]
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** Starts a backend that records every byte it is sent and refuses all that is not strict HTTP/1.1. */
export async function startOrigin(options: OriginOptions = {}): Promise<RecordingOrigin> {
  const requests: RecordedRequest[] = []
  const faults: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0

  const server = createServer({ noDelay: true }, (socket) => {
    const connection = connections
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    const origin = { socket, reader: new SocketReader(socket, IDLE_MS_MAX) }
    serve(origin, { options, requests, connection }).catch((error: unknown) => {
      faults.push(String(error))
      socket.end(answer({ status: 400, headers: { connection: 'close' } }))
    })
  })
  const port = await listen(server, options.port ?? 0)
  return {
    port,
    requests,
    faults,
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

/** A kept connection may stay silent for as long as a whole test program runs. */
const IDLE_MS_MAX = 600_000

interface Recording {
  readonly options: OriginOptions
  readonly requests: RecordedRequest[]
  readonly connection: number
}

async function serve(origin: OriginConnection, recording: Recording): Promise<void> {
  const { respond = () => answer({ status: 200 }), respondAt = 'body' } = recording.options
  for (;;) {
    const head = await readHead(origin.reader)
    if (head === null) return
    const request = begin(head, recording.connection)
    recording.requests.push(request)
    const early = respondAt === 'head' ? respond(request, origin) : null
    Object.assign(request, recorded(await readRequestBody(origin.reader, head)))
    if (!request.complete) return
    const bytes = await (respondAt === 'head' ? early : respond(request, origin))
    if (bytes !== null && !origin.socket.destroyed) origin.socket.write(bytes)
    if (request.headers.has('upgrade')) return
  }
}

function recorded(body: MessageBody): Pick<RecordedRequest, 'body' | 'complete' | 'trailers'> {
  return { body: body.bytes, trailers: body.trailers, complete: body.complete }
}

function begin(head: MessageHead, connection: number): RecordedRequest {
  const [, method, target] = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/1\.1$/.exec(head.startLine) ?? []
  if (method === undefined || target === undefined) {
    throw new Error(`not a request line: "${head.startLine}"`)
  }
  for (const [name, value] of head.rawHeaders) refuseField(name, value)
  if (!/^[^,]+$/.test(head.headers.get('host') ?? '')) throw new Error('not exactly one Host')
  return {
    method,
    target,
    rawHeaders: head.rawHeaders,
    headers: head.headers,
    headBytes: head.bytes,
    body: Buffer.alloc(0),
    trailers: [],
    complete: false,
    connection,
  }
}

function refuseField(name: string, value: string): void {
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw new Error(`not a field name: "${name}"`)
  // oxlint-disable-next-line no-control-regex -- these are the octets RFC 9110 5.5 forbids
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(value)) throw new Error(`not a field value of ${name}`)
}

/** Framing as RFC 9112 section 6.3 has it, without any of its leniencies. */
async function readRequestBody(reader: SocketReader, head: MessageHead): Promise<MessageBody> {
  const length = head.headers.get('content-length')
  const coding = head.headers.get('transfer-encoding')
  if (length !== undefined && coding !== undefined) throw new Error('two framings of one request')
  if (coding !== undefined) {
    if (coding !== 'chunked') throw new Error(`transfer coding "${coding}"`)
    return readChunkedBody(reader)
  }
  if (length === undefined) return { bytes: Buffer.alloc(0), trailers: [], complete: true }
  if (!/^\d{1,15}$/.test(length)) throw new Error(`content length "${length}"`)
  return readSizedBody(reader, Number(length))
}

export interface Answer {
  readonly status: number
  readonly headers?: RawHeaders | Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

/** Makes an answer's bytes. `Content-Length` is added unless a framing header is given. */
export function answer({ status, headers = [], body = '' }: Answer): Uint8Array {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const fields = Array.isArray(headers) ? headers : Object.entries(headers)
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`)
  const isFramed = fields.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  const mayHaveBody = status >= 200 && status !== 204 && status !== 304
  if (!isFramed && mayHaveBody) lines.push(`Content-Length: ${bytes.length}\r\n`)
  const head = `HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes])
}

/** Says in HTML how many bytes of a form have come. */
export const receives: Respond = ({ body }) =>
  answer({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `received ${body.length}`,
  })
