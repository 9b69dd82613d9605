import { type IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'
import { type Answering } from './exchange.ts'

/* What Node's HTTP server knows of a connection, and keeps nowhere else than on its socket. */

/** What Node knows of the answer it is writing on a connection. */
export type AnswerUnderWay = Pick<
  Answering,
  'headersSent' | 'shouldKeepAlive' | 'req' | 'once' | 'emit' | 'exchange'
>

interface Served {
  readonly _httpMessage?: AnswerUnderWay | null
  readonly parser?: { readonly incoming?: IncomingMessage | null } | null
}

/** The answer to the request that is served now, begun or not. */
export function answerUnderWay(socket: Socket & Served): AnswerUnderWay | null {
  // oxlint-disable-next-line no-underscore-dangle -- Node's name
  return socket._httpMessage ?? null
}

/** The request whose body still comes, answered or not. */
export function bodyUnderWay(socket: Socket & Served): IncomingMessage | null {
  const request = socket.parser?.incoming ?? null
  return request === null || request.complete ? null : request
}
