import { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Socket } from 'node:net'
import { parseAddress } from '../../client/index.ts'
import { type ClientAddress } from '../../model/index.ts'
import { type Answering } from '../exchange.ts'
import { ArrivingRequest } from './arriving-request.ts'

/** Who is at the other end of a connection, or whom a proxy's header names; null for a Unix socket's. */
export function peerOf({ remoteAddress }: Socket): ClientAddress | null {
  if (remoteAddress === undefined) return null
  const [bare = ''] = remoteAddress.split('%', 1)
  return parseAddress(bare)
}

/* What Node's HTTP server knows of a connection, and keeps nowhere else than on its socket. */

/** What Node knows of the answer it is writing on a connection. */
export type AnswerUnderWay = Pick<
  Answering,
  'headersSent' | 'statusCode' | 'shouldKeepAlive' | 'req' | 'once' | 'emit' | 'exchange'
> & {
  /** Whether its end was called; read-only by its type alone. */
  finished: boolean
}

interface Served {
  readonly _httpMessage?: AnswerUnderWay | null
  readonly parser?: { readonly incoming?: IncomingMessage | null } | null
}

/** The answer to the request that is served now, begun or not. */
export function answerUnderWay(socket: Socket & Served): AnswerUnderWay | null {
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  return socket._httpMessage ?? null
}

/**
 * A backend's answer whose head Node refused to write leaves its traces: that it had no body (204, 304)
 * and no date of ours. Without this the client would wait for a body that never comes.
 */
export function forgetRefusedHead(
  response: ServerResponse & { _hasBody?: boolean },
  isHead: boolean,
): void {
  response.sendDate = true
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  if (!isHead) response._hasBody = true
}

/** The request whose body still comes, answered or not. */
export function bodyUnderWay(socket: Socket & Served): IncomingMessage | null {
  const request = socket.parser?.incoming ?? null
  return request === null || request.complete ? null : request
}

interface Reading extends Served {
  /** By a proxy's or a server's own pause; Node's names. */
  readonly _paused?: boolean
  readonly _handle?: {
    /** False where the socket itself is paused. */
    readonly reading?: boolean
    readonly readStop?: () => void
    readonly readStart?: () => void
  } | null
}

/**
 * Reads nothing more of a connection for now, not even in this turn of the event loop; false where Node
 * reads nothing of it anyway.
 */
export function holdReading(socket: Socket & Reading): boolean {
  if (!isReading(socket)) return false
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  socket._handle?.readStop?.()
  return true
}

/** Goes on where `holdReading` stopped, unless somebody else has asked for a pause meanwhile. */
export function goOnReading(socket: Socket & Reading): void {
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  if (isReading(socket)) socket._handle?.readStart?.()
}

/** Whether Node reads requests of a connection, and none that comes asks it to wait. */
function isReading(socket: Socket & Reading): boolean {
  // oxlint-disable-next-line no-underscore-dangle -- Node's names
  const { _paused: isPaused, _handle: handle, parser } = socket
  if (parser === null || parser === undefined || isPaused === true) return false
  const request = parser.incoming ?? null
  return handle?.reading === true && !(request instanceof ArrivingRequest && request.isHeldBack)
}

interface Written {
  /** What has been given to the system's stream. */
  readonly _bytesDispatched?: number
  /** What that has not been able to pass on. */
  readonly _handle?: { readonly writeQueueSize?: number } | null
}

/**
 * How many bytes of all that was written on a connection the system has taken, which takes no more than
 * its reader does. Node's own count only grows when a whole piece is gone, and a slow reader takes minutes for one.
 */
export function takenBytes(socket: Socket & Written): number {
  // oxlint-disable-next-line no-underscore-dangle -- Node's names
  const { _bytesDispatched: given = socket.bytesWritten, _handle: handle } = socket
  return given - (handle?.writeQueueSize ?? 0)
}

/**
 * Node lets go of a connection on which CONNECT comes or an upgrade is asked for, although it may still
 * carry answers: those have to hear of its pace and its silence, and a reset without a listener would be
 * a crash.
 */
export function hearWhatNodeHears(socket: Socket): void {
  socket.on('error', () => undefined)
  socket.on('timeout', () => socket.destroy())
  socket.on('drain', () => answerUnderWay(socket)?.emit('drain'))
}

/**
 * Closes connections on which nothing is under way. Node would also close those whose answer has been
 * ended and not been written: it asks whether its end was called, although a client that reads slowly
 * may still wait for megabytes of it.
 */
export function closeIdle(server: Server, sockets: Iterable<Socket & Served>): void {
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  const unwritten = [...sockets].map(({ _httpMessage: answer }) => answer).filter(isEnded)
  for (const answer of unwritten) answer.finished = false
  server.closeIdleConnections()
  for (const answer of unwritten) answer.finished = true
}

/** Node lets go of an answer when the last byte of it has been given to the system. */
function isEnded(answer: AnswerUnderWay | null | undefined): answer is AnswerUnderWay {
  return answer?.finished === true
}
