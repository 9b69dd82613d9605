import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { type Dispatcher, Pool } from 'undici'
import { listen } from './listen.ts'
import { argument } from './program.ts'

/**
 * Bare forwarding with undici, the best plain one: flat header arrays both ways, hop-by-hop fields
 * dropped, `X-Forwarded-*` set, back-pressure, one write for a small answer. What the gate costs
 * beyond this is the price of being a gate.
 */
const CONNECTIONS_MAX = 128
const SINGLE_WRITE_BYTES_MAX = 16_384

const DROPPED: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
])

class Answer implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  #controller: Dispatcher.DispatchController | null = null
  #length = -1
  #isDone = false

  constructor(response: ServerResponse) {
    this.#response = response
    response.once('close', () => {
      if (!this.#isDone) this.#controller?.abort(new Error('the client has left'))
    })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#response.destroyed) controller.abort(new Error('the client has left'))
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    if (status < 200) return
    const raw: unknown = controller.rawHeaders
    this.#response.sendDate = false
    this.#response.writeHead(status, statusText, this.#fields(Array.isArray(raw) ? raw : []))
  }

  #fields(raw: readonly unknown[]): string[] {
    const fields: string[] = []
    for (let i = 0; i < raw.length; i += 2) {
      const name = textOf(raw[i])
      const value = textOf(raw[i + 1])
      const lower = name.toLowerCase()
      if (DROPPED.has(lower)) continue
      if (lower === 'content-length') this.#length = Number(value)
      fields.push(name, value)
    }
    return fields
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (chunk.length === this.#length && chunk.length <= SINGLE_WRITE_BYTES_MAX) {
      this.#isDone = true
      // Text goes out together with its head; bytes would be a second piece.
      this.#response.end(chunk.toString('latin1'), 'latin1')
      return
    }
    if (this.#response.write(chunk)) return
    controller.pause()
    this.#response.once('drain', () => controller.resume())
  }

  onResponseEnd(): void {
    if (!this.#isDone) this.#response.end()
    this.#isDone = true
  }

  onResponseError(): void {
    this.#isDone = true
    if (!this.#response.headersSent) this.#response.writeHead(502).end()
    else this.#response.destroy()
  }
}

function textOf(bytes: unknown): string {
  return Buffer.isBuffer(bytes) ? bytes.toString('latin1') : ''
}

function requestFields({ rawHeaders, socket }: IncomingMessage): string[] {
  const fields: string[] = []
  let host = ''
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    const value = rawHeaders[i + 1] ?? ''
    const lower = name.toLowerCase()
    if (DROPPED.has(lower)) continue
    if (lower === 'host') host = value
    fields.push(name, value)
  }
  fields.push('X-Forwarded-For', socket.remoteAddress ?? '')
  fields.push('X-Forwarded-Proto', 'http', 'X-Forwarded-Host', host)
  return fields
}

const pool = new Pool(argument(0), { connections: CONNECTIONS_MAX, pipelining: 1 })
const server = createServer((request, response) => {
  const { url = '/', method = 'GET' } = request
  const body = method === 'GET' || method === 'HEAD' ? null : request
  pool.dispatch({ path: url, method, headers: requestFields(request), body }, new Answer(response))
})
listen(server)
