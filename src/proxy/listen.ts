import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { type Socket } from 'node:net'
import { type Reference } from '../model/index.ts'
import { malformedAnswer } from './malformed.ts'
import { asksForWebSocket } from './websocket-handshake.ts'

/** What a listening server tells the gate. */
export interface ListenEvents {
  readonly onRequest: (
    request: IncomingMessage,
    response: ServerResponse,
    options: { readonly expectsContinue: boolean },
  ) => void
  /** A WebSocket handshake, the only thing on its socket now; `early` came together with it. */
  readonly onUpgrade: (request: IncomingMessage, early: Buffer) => void
  /** An expectation other than 100-continue. */
  readonly onExpectation: (request: IncomingMessage, response: ServerResponse) => void
  /** Bytes that are no request: recorded under the reference that the answer will carry. */
  readonly onMalformed: (status: number, reason: string, socket: Socket) => Reference
}

/** Room for Kerberos tickets and many cookies; Node's own 16 KiB is too small for some portals. */
const HEADER_BYTES_MAX = 64 * 1024

/** From the first byte of a request to the end of its head. */
const HEADERS_TIMEOUT_MS = 30_000

/** Longer than the proxies that stand before us keep their idle connections (commonly 60 s). */
const KEEP_ALIVE_MS = 65_000

/** Silence in both directions after which a connection is dead; longer than any backend may take. */
const IDLE_MS = 10 * 60_000

/** Connections of one worker; each costs some 30 KiB. */
const CONNECTIONS_MAX = 10_000

/** For a client to read the answer to what was no request before the connection is reset. */
const LINGER_MS = 2_000

/** Makes the server of one worker; it does not listen yet. */
export function createGateServer(events: ListenEvents): Server {
  const server = createServer({
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: HEADERS_TIMEOUT_MS,
    // Node's 300 s would cut off slow uploads; silence is what ends a connection here.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    insecureHTTPParser: false,
    // A missing Host is refused on the road, with a proper answer.
    requireHostHeader: false,
    // Behind an answer under way it waits for its turn, as a plain request.
    shouldUpgradeCallback: (request) =>
      asksForWebSocket(request) && answerUnderWay(request.socket) === null,
  })
  server.maxConnections = CONNECTIONS_MAX
  server.timeout = IDLE_MS
  // Node's name for not ending an answer because the client has ended its side.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.on('connection', watchForLeaving)
  const serve = (response: ServerResponse, expectsContinue: boolean): void => {
    if (hasTurn(response)) events.onRequest(response.req, response, { expectsContinue })
    else onTurn(response, () => serve(response, expectsContinue))
  }
  server.on('request', (_request, response) => serve(response, false))
  server.on('checkContinue', (_request, response) => serve(response, true))
  server.on('checkExpectation', (request, response) => {
    if (hasTurn(response)) events.onExpectation(request, response)
    else onTurn(response, () => events.onExpectation(request, response))
  })
  server.on('upgrade', (request, _socket, early) => events.onUpgrade(request, early))
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    answerMalformed(socket, 405, 'CONNECT', events)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    answerMalformed(
      socket,
      STATUS_OF_CODE.get(error.code ?? '') ?? 400,
      error.code ?? 'unknown',
      events,
    )
  })
  return server
}

/**
 * Whether the request before it on its connection has been answered: of two forms sent at once the
 * second must not overtake the first (RFC 9112 section 9.3.2).
 */
function hasTurn(response: ServerResponse): boolean {
  return answerUnderWay(response.req.socket) === response
}

/** Nothing more is read until then, so what waits is at most what came in one piece. */
function onTurn(response: ServerResponse, act: () => void): void {
  const { socket } = response.req
  socket.pause()
  // Node's word that an answer may be written; one whose connection has ended never hears it.
  response.once('socket', () => {
    socket.resume()
    act()
  })
}

/** Node's parser errors that have a status of their own; all others are 400. */
const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_INVALID_VERSION', 505],
])

function answerMalformed(
  socket: Socket,
  status: number,
  reason: string,
  events: ListenEvents,
): void {
  const answer = answerUnderWay(socket)
  // What follows a whole request must not take that request's answer away.
  if (answer !== null && answer.req.complete && socket.writable && reason !== 'ECONNRESET') {
    answer.once('close', () => socket.destroySoon())
    return
  }
  if (reason === 'ECONNRESET' || !socket.writable || answer?.headersSent === true) {
    socket.destroy()
    return
  }
  // After CONNECT the socket is ours alone, and a reset without a listener would be a crash.
  socket.on('error', () => undefined)
  socket.end(malformedAnswer(status, events.onMalformed(status, reason, socket)))
  socket.setTimeout(LINGER_MS, () => socket.destroy())
}

/** What Node knows of the answer it is writing on a connection, and keeps nowhere else. */
type AnswerUnderWay = Pick<ServerResponse, 'headersSent' | 'shouldKeepAlive' | 'req' | 'once'>

function answerUnderWay(
  socket: Socket & { _httpMessage?: AnswerUnderWay | null },
): AnswerUnderWay | null {
  // oxlint-disable-next-line no-underscore-dangle -- Node keeps it nowhere else
  return socket._httpMessage ?? null
}

/**
 * A client that ends its side while it waits has left, and its request with it; one that has said
 * that this request is its last (HTTP/1.0, `Connection: close`) has only no more to say, if it has
 * said all.
 */
function watchForLeaving(socket: Socket): void {
  socket.on('end', () => {
    const answer = answerUnderWay(socket)
    if (answer === null || !socket.writable) return
    if (answer.shouldKeepAlive || !answer.req.complete) socket.destroy()
  })
}
