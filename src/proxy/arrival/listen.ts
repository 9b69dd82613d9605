import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { type Socket } from 'node:net'
import { type ListenLimits } from '../../model/index.ts'
import { type Crowd, arrivingRequests } from './arriving-request.ts'
import { type Connections } from './connections.ts'
import { CrowdedReads } from './crowded-reads.ts'
import { type DeadlineOwner, type Deadlines } from '../bounds/deadlines.ts'
import { type ParserError } from './misreading.ts'
import { MisreadConnections, type OnMalformed, type OnRawTarget } from './misread.ts'
import { answerUnderWay, hearWhatNodeHears } from './node-connection.ts'
import { asksForWebSocket } from '../reading/handshake.ts'

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
  readonly onMalformed: OnMalformed
  readonly onRawTarget: OnRawTarget
}

/** Heads that take too long are looked for so often; each may take as much longer. */
const HEAD_LOOK_MS = 1_000

/**
 * Silence in both directions after which a connection is dead whatever it waits for: longer than
 * anything that may be configured, all of which has a limit of its own.
 */
const SILENCE_MS = 2 * 3_600_000

/**
 * A client that ended its side while it waits is answered all the same if the answer goes on within
 * this; `nc` and old programs do so, but most have left, and their request holds a place for nobody.
 */
const HALF_CLOSED_MS = 5_000

export interface ListenTools {
  readonly limits: ListenLimits
  readonly connections: Connections
  readonly deadlines: Deadlines
  /** Whether nothing is forwarded from here, and so no WebSocket opened. */
  readonly subrequests?: boolean
}

/** Makes the server of one address in one worker; it does not listen yet. */
export function createGateServer(tools: ListenTools, events: ListenEvents): Server {
  const { limits, connections } = tools
  const server = createServer({
    IncomingMessage: arrivingRequests(crowdOf(connections)),
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headerTimeoutMs,
    connectionsCheckingInterval: HEAD_LOOK_MS,
    // Node's 300 s would cut off slow uploads; it is the pace of a body that is looked at here.
    requestTimeout: 0,
    keepAliveTimeout: limits.idleTimeoutMs,
    insecureHTTPParser: false,
    // What has no body needs no stream for it.
    optimizeEmptyRequests: true,
    // A missing Host is refused on the road, with a proper answer.
    requireHostHeader: false,
    // Behind an answer under way it waits for its turn, as a plain request.
    shouldUpgradeCallback: (request) =>
      tools.subrequests !== true &&
      asksForWebSocket(request) &&
      answerUnderWay(request.socket) === null,
  })
  server.timeout = SILENCE_MS
  // Node's name for not ending an answer because the client has ended its side.
  Object.assign(server, { httpAllowHalfOpen: true })
  const misread = new MisreadConnections(tools.deadlines, events)
  const serve = (response: ServerResponse, expectsContinue: boolean): void => {
    if (isBehindLast(response)) return
    if (hasTurn(response)) events.onRequest(response.req, response, { expectsContinue })
    else onTurn(response, () => serve(response, expectsContinue))
  }
  const refuse = (response: ServerResponse): void => {
    if (isBehindLast(response)) return
    if (hasTurn(response)) events.onExpectation(response.req, response)
    else onTurn(response, () => refuse(response))
  }
  server.on('request', (_request, response) => serve(response, false))
  server.on('checkContinue', (_request, response) => serve(response, true))
  server.on('checkExpectation', (_request, response) => refuse(response))
  server.on('upgrade', (request, socket, early) => {
    if (socket.writable) events.onUpgrade(request, early)
    else hearWhatNodeHears(request.socket)
  })
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    hearWhatNodeHears(socket)
    misread.end(socket, 405, 'CONNECT')
  })
  server.on('clientError', (error: ParserError, socket: Socket) => {
    misread.endFor(error, socket)
  })
  guardDoor(server, tools, misread)
  const stop = connections.watch((socket) => cutSlowBody(socket, misread))
  server.once('close', stop)
  return server
}

/** Those of one listener who send crowds of tiny pieces. */
function crowdOf(connections: Connections): Crowd {
  const reads = new CrowdedReads(() => connections.sockets())
  return { turns: connections.turns, onCrowdedRead: () => reads.met() }
}

/** Whether the gate has ended the connection: nothing behind its last answer is read (RFC 9112 section 9.6). */
function isBehindLast(response: ServerResponse): boolean {
  return !response.req.socket.writable
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

/** Node begins to serve a connection only when it has been let in. */
function guardDoor(
  server: Server,
  { connections, deadlines }: ListenTools,
  misread: MisreadConnections,
): void {
  const [serve] = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    connections.admit(socket, () => {
      serve?.call(server, socket)
      misread.watch(socket)
      watchForLeaving(socket, deadlines)
    })
  })
}

/** The client is told where nothing else has been said to it. */
function cutSlowBody(socket: Socket, misread: MisreadConnections): void {
  if (answerUnderWay(socket) === null) socket.destroy()
  else misread.end(socket, 408, 'slow-body')
}

/**
 * A client that ends its side in the middle of a request has left, and its request with it, where the
 * parser has not told it so already (it does not where an upgrade is asked for). After a whole request
 * it may only have no more to say: one that has said that this is its last (HTTP/1.0,
 * `Connection: close`) is answered in any case, others for as long as the answer goes on.
 */
function watchForLeaving(socket: Socket, deadlines: Deadlines): void {
  socket.on('end', () => {
    const answer = answerUnderWay(socket)
    if (answer === null || !socket.writable) return
    if (!answer.req.complete) socket.destroy()
    else if (answer.shouldKeepAlive) {
      const owner: DeadlineOwner = { deadlineAt: -1 }
      destroyWhenSilent(socket, deadlines, owner)
      socket.once('close', () => deadlines.clear(owner))
    }
  })
}

function destroyWhenSilent(socket: Socket, deadlines: Deadlines, owner: DeadlineOwner): void {
  const { bytesWritten } = socket
  deadlines.set(owner, HALF_CLOSED_MS, () => {
    if (socket.bytesWritten === bytesWritten) socket.destroy()
    else destroyWhenSilent(socket, deadlines, owner)
  })
}
