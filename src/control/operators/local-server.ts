import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { type Asker } from './asker.ts'
import { type SocketPeers } from '../system/socket-peer.ts'

/** What comes in here is written by tools: a few short lines. */
const HEADER_BYTES_MAX = 8 * 1024
const REQUEST_MS_MAX = 5_000
const IDLE_MS = 5_000
const CONNECTIONS_MAX = 64

/** What a list of bans may come to; probes send nothing. */
export const LIST_BYTES_MAX = 512 * 1024

/** A request of an operator or a tool of theirs. */
export interface LocalRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Whether text for people is asked for. */
  readonly wantsText: boolean
  readonly asker: Asker
  /** Empty where there is none. */
  readonly body: string
}

export interface LocalReply {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly allow?: string
}

/** A small server on this machine, apart from all that citizens reach; it does not listen yet. */
export function createLocalServer(
  reply: (request: LocalRequest) => LocalReply | Promise<LocalReply>,
  { bytesMaxAt, peers }: Omit<Tools, 'reply'> = { bytesMaxAt: () => 0, peers: null },
): Server {
  const tools = { reply, bytesMaxAt, peers }
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: REQUEST_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: IDLE_MS,
    },
    (request, response) => {
      response.on('error', () => undefined)
      answer(request, response, tools).catch(() => response.destroy())
    },
  )
  server.maxConnections = CONNECTIONS_MAX
  return server
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { reply, bytesMaxAt, peers }: Tools,
): Promise<void> {
  const bytesMax = bytesMaxAt(request.url ?? '')
  const body = hasBody(request) ? await bodyOf(request, bytesMax) : ''
  if (body === null) {
    response.shouldKeepAlive = false
    const why = bytesMax === 0 ? 'no body is taken here' : 'that is too long'
    return send(response, plain(413, why))
  }
  const read = readRequest(request)
  if (read === null) return send(response, plain(400, 'no such target'))
  const says = request.headers['paart-asked-by']
  const asker = {
    says: typeof says === 'string' ? says : '',
    runsAs: peers?.userOf(request.socket) ?? null,
  }
  return send(response, await reply({ ...read, body, asker }))
}

interface Tools {
  readonly reply: (request: LocalRequest) => LocalReply | Promise<LocalReply>
  /** Of a body, by its target; 0 where none is taken. */
  readonly bytesMaxAt: (target: string) => number
  /** Who is at the other end of a Unix socket; null at an address. */
  readonly peers: SocketPeers | null
}

/** Null where it is too long. */
async function bodyOf(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  const pieces: Buffer[] = []
  if (Number(request.headers['content-length'] ?? Infinity) > bytesMax) return null
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function readRequest({
  method = 'GET',
  url = '',
  headers,
}: IncomingMessage): Omit<LocalRequest, 'body' | 'asker'> | null {
  if (!url.startsWith('/') || !URL.canParse(url, 'http://gate')) return null
  const { pathname, searchParams } = new URL(url, 'http://gate')
  const wantsText = headers.accept?.includes('text/plain') === true
  return { method, path: pathname, query: searchParams, wantsText }
}

function send(response: ServerResponse, { status, type, body, allow }: LocalReply): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(allow === undefined ? {} : { Allow: allow }),
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** One line of text. */
export function plain(status: number, line: string): LocalReply {
  return { status, type: 'text/plain; charset=utf-8', body: `${line}\n` }
}
