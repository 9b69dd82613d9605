import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'

/** What comes in here is written by tools: a few short lines. */
const HEADER_BYTES_MAX = 8 * 1024
const REQUEST_MS_MAX = 5_000
const IDLE_MS = 5_000
const CONNECTIONS_MAX = 64

/** A request of an operator or a tool of theirs. None has a body. */
export interface LocalRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Whether text for people is asked for. */
  readonly wantsText: boolean
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
): Server {
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: REQUEST_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      keepAliveTimeout: IDLE_MS,
    },
    (request, response) => {
      response.on('error', () => undefined)
      answer(request, response, reply).catch(() => response.destroy())
    },
  )
  server.maxConnections = CONNECTIONS_MAX
  return server
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  reply: (request: LocalRequest) => LocalReply | Promise<LocalReply>,
): Promise<void> {
  if (hasBody(request)) {
    response.shouldKeepAlive = false
    return send(response, plain(413, 'no body is taken here'))
  }
  const read = readRequest(request)
  return send(response, read === null ? plain(400, 'no such target') : await reply(read))
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function readRequest({ method = 'GET', url = '', headers }: IncomingMessage): LocalRequest | null {
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
