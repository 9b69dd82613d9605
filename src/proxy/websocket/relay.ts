import { type ProxyTarget, createProxyServer } from 'http-proxy-3'
import { type ClientRequest, IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'
import { type Reach } from '../../backends/index.ts'
import { type Backend } from '../../model/index.ts'
import { type Exchange } from '../exchange.ts'
import { type FailureKind, codeOf, failureOf } from '../answers/failure.ts'
import { flushHead } from '../answers/flush-head.ts'
import { withoutField } from '../headers.ts'
import { answerHead } from '../forwarding/response-headers.ts'
import { WebSocketClient } from './client.ts'
import { isAccepted } from '../reading/handshake.ts'
import { GOODBYE_MS, type OpenWebSocket } from './websockets.ts'

/** As large as what is read of any other answer. */
const HEADER_BYTES_MAX = 64 * 1024

/** When one side has ended: for what is still on its way to a slow other side. */
const ENDING_MS = 30_000

const NO_BYTES = Buffer.alloc(0)

export interface WebSocketEvents {
  /** The backend's answer begins. */
  readonly onAnswer: (fields: readonly string[]) => void
  /** The backend failed before its answer began: the client can still be told. */
  readonly onFailure: (kind: FailureKind, code: string) => void
}

export interface WebSocketOptions {
  readonly backend: Backend
  readonly reach: Reach
  /** For the backend, without those of the upgrade itself. */
  readonly headers: readonly string[]
  readonly idleMs: number
}

/**
 * Takes one handshake to its backend and, where that accepts it, carries the WebSocket. The library
 * that opens the connection and copies the bytes is given nothing of the client's request; it is
 * told what to send, and what comes back is judged here before it may pass.
 */
export class WebSocketRelay implements OpenWebSocket {
  readonly #exchange: Exchange
  readonly #options: WebSocketOptions
  readonly #events: WebSocketEvents
  readonly #socket: Socket
  readonly #client: WebSocketClient
  #state: 'waiting' | 'answered' | 'open' | 'over' = 'waiting'
  #request: ClientRequest | null = null
  #backendSocket: Socket | null = null
  #timer: NodeJS.Timeout | undefined
  #endingMs = Infinity

  constructor(exchange: Exchange, options: WebSocketOptions, events: WebSocketEvents) {
    this.#exchange = exchange
    this.#options = options
    this.#events = events
    this.#socket = exchange.request.socket
    this.#client = new WebSocketClient(this.#socket, exchange.early ?? NO_BYTES)
    this.#socket.once('end', () => this.#clientEnded())
    exchange.response.once('close', () => this.#release())
  }

  /** Asks the backend. Never throws: a handshake that cannot be sent is a failure like others. */
  start(): void {
    const { backend, reach } = this.#options
    const proxy = createProxyServer({
      target: targetOf(reach),
      connectTimeout: backend.connectTimeoutMs,
      // The library's way to set an option of the request itself.
      ssl: { maxHeaderSize: HEADER_BYTES_MAX, ...sslOf(reach) },
    })
    proxy.on('error', () => undefined)
    proxy.once('proxyReqWs', (request) => this.#prepare(request))
    try {
      proxy.ws(bareHandshake(this.#socket), this.#client, NO_BYTES)
    } catch {
      return this.#fail('backend-broke')
    }
    // The library would write such an answer by hand; here it is an answer like all others.
    this.#request?.removeAllListeners('response')
    this.#request?.once('response', (answer) => this.#relayAnswer(answer))
  }

  goAway(graceMs: number): void {
    switch (this.#state) {
      case 'waiting':
        return this.#fail('draining')
      case 'answered':
        return this.#endWithin(graceMs)
      case 'open':
        this.#client.goAway()
        return this.#endWithin(Math.min(graceMs, GOODBYE_MS))
      case 'over':
    }
  }

  #prepare(request: ClientRequest): void {
    this.#request = request
    request.on('error', (error) => this.#fail(failureOf(error), codeOf(error)))
    request.once('upgrade', (answer, socket) => this.#judge(answer, socket))
    request.once('finish', () => {
      if (this.#state !== 'waiting') return
      const { headersTimeoutMs } = this.#options.backend
      this.#after(headersTimeoutMs, () => this.#fail('backend-slow'))
    })
    request.path = this.#exchange.target
    const backendHost = request.getHeader('host') ?? ''
    for (const name of request.getHeaderNames()) request.removeHeader(name)
    const { headers } = this.#options
    for (let i = 0; i < headers.length; i += 2) {
      request.appendHeader(headers[i] ?? '', headers[i + 1] ?? '')
    }
    if (!request.hasHeader('host')) request.setHeader('Host', backendHost)
    request.setHeader('Connection', 'Upgrade')
    request.setHeader('Upgrade', 'websocket')
  }

  /** Runs before the library hears of the 101. */
  #judge(answer: IncomingMessage, socket: Socket): void {
    this.#backendSocket = socket
    const fields = fieldsOf(answer)
    const isGood =
      this.#state === 'waiting' &&
      answer.headers.upgrade?.toLowerCase() === 'websocket' &&
      isAccepted(this.#exchange.request.rawHeaders, fields)
    if (!isGood) return this.#fail('backend-broke')
    if (!this.#writeHead(101, 'Switching Protocols', [...fields, ...UPGRADE])) return
    this.#state = 'open'
    this.#client.accept()
    this.#socket.removeAllListeners('timeout')
    this.#socket.setTimeout(this.#options.idleMs, () => this.goAway(GOODBYE_MS))
    socket.once('end', () => this.#endWithin(ENDING_MS))
    socket.once('close', () => this.#endWithin(ENDING_MS))
  }

  /** The backend answered without upgrading: the client gets that answer. */
  #relayAnswer(answer: IncomingMessage): void {
    const status = answer.statusCode ?? 0
    if (this.#state !== 'waiting' || status < 200) return this.#fail('backend-broke')
    const upgrade = status === 426 ? UPGRADE_REQUIRED : []
    const fields = [...fieldsOf(answer, 'with-length'), ...upgrade]
    if (!this.#writeHead(status, answer.statusMessage ?? '', fields)) return
    this.#state = 'answered'
    this.#client.destroy()
    this.#socket.resume()
    answer.setTimeout(this.#options.backend.bodyTimeoutMs, () => answer.destroy())
    const { response } = this.#exchange
    // An answer broken off takes the client's connection with it: it must not look complete.
    answer.on('error', () => response.destroy())
    answer.once('close', () => {
      if (!answer.readableEnded) response.destroy()
    })
    // Not `pipeline`, which listens to the response in so many ways that Node warns of a leak.
    answer.pipe(response)
  }

  #writeHead(status: number, statusText: string, fields: string[]): boolean {
    const { response } = this.#exchange
    clearTimeout(this.#timer)
    response.sendDate = status !== 101
    try {
      response.writeHead(status, statusText, fields)
    } catch {
      // A field Node refuses to write: nothing of this answer can be trusted.
      response.statusMessage = ''
      this.#fail('backend-broke')
      return false
    }
    this.#events.onAnswer(fields)
    flushHead(response)
    // `Connection: Upgrade` has been read as a wish to keep it.
    response.shouldKeepAlive = false
    return true
  }

  /** Before the answer the client has left; of an open WebSocket only one direction has ended. */
  #clientEnded(): void {
    if (this.#state === 'open') this.#endWithin(ENDING_MS)
    else if (this.#state === 'waiting') this.#socket.destroy()
  }

  #fail(kind: FailureKind, code = ''): void {
    if (this.#state !== 'waiting') return
    this.#release()
    this.#socket.resume()
    this.#events.onFailure(kind, code)
  }

  /** Ends everything but the client's own socket, which may still be owed an answer. */
  #release(): void {
    this.#state = 'over'
    clearTimeout(this.#timer)
    this.#client.destroy()
    this.#request?.destroy()
    this.#backendSocket?.destroy()
  }

  #endWithin(ms: number): void {
    if (ms >= this.#endingMs) return
    this.#endingMs = ms
    this.#after(ms, () => this.#socket.destroy())
  }

  #after(ms: number, act: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(act, ms)
  }
}

const UPGRADE = ['Upgrade', 'websocket', 'Connection', 'Upgrade'] as const

/** An answer that asks for the upgrade names it (RFC 9110 section 15.5.22). */
const UPGRADE_REQUIRED = ['Upgrade', 'websocket', 'Connection', 'Upgrade, close'] as const

/** Enough for the library to see a handshake in it: nothing a client wrote can harm it. */
function bareHandshake(socket: Socket): IncomingMessage {
  const request = new IncomingMessage(socket)
  request.method = 'GET'
  request.url = '/'
  request.headers.upgrade = 'websocket'
  request.headers.connection = 'Upgrade'
  return request
}

function sslOf({ lookup, servername, secureContext }: Reach): object {
  return { lookup, servername, ...(secureContext === undefined ? {} : { secureContext }) }
}

/** The library takes all else of a server from here. */
function targetOf({ protocol, host, port, socketPath }: Reach): ProxyTarget {
  return { protocol, host, hostname: host, port, ...(socketPath === null ? {} : { socketPath }) }
}

/** A 101 has no body, so what it says about its length would only confuse. */
function fieldsOf(answer: IncomingMessage, length?: 'with-length'): readonly string[] {
  const { fields } = answerHead(answer.rawHeaders, null)
  return length === 'with-length' ? fields : withoutField(fields, 'content-length')
}
