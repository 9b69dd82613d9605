import { type Socket, connect } from 'node:net'

/** How a request ended: null where all of a 200 has come. */
export type End = (why: string | null, exchange: Exchange) => void

const OK_HEAD = /^HTTP\/1\.[01] 200 /
const LENGTH = /\r\ncontent-length: *(\d+)\r\n/i
const CLOSE = /\r\nconnection: *close\r\n/i

/**
 * One connection with one request on it at a time, by hand: a client library would try again, wait, or
 * cost more than the server.
 */
export class Exchange {
  readonly #socket: Socket
  #received = ''
  #end: End | null = null
  isOpen = true
  /** Of the request under way. */
  startedMs = 0

  constructor(port: number, onIdleEnd: (exchange: Exchange) => void) {
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (text: string) => this.#take(text))
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#finish(error.code ?? 'error'))
    this.#socket.on('close', () => {
      this.isOpen = false
      if (this.#end === null) onIdleEnd(this)
      else this.#finish('the connection ended')
    })
  }

  /** Sends a request; `onEnd` is told once. */
  ask(head: string, onEnd: End): void {
    this.#received = ''
    this.#end = onEnd
    this.startedMs = performance.now()
    this.#socket.write(head, 'latin1')
  }

  #take(text: string): void {
    this.#received += text
    const headEnd = this.#received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = this.#received.slice(0, headEnd + 2)
    if (!OK_HEAD.test(head)) return this.#finish(head.slice(0, 'HTTP/1.1 503'.length))
    const length = LENGTH.exec(head)?.[1]
    if (length === undefined) return this.#finish('no length')
    if (this.#received.length < headEnd + 4 + Number(length)) return
    if (CLOSE.test(head)) this.close()
    this.#finish(null)
  }

  #finish(why: string | null): void {
    if (why !== null) this.close()
    const end = this.#end
    this.#end = null
    end?.(why, this)
  }

  giveUp(): void {
    this.#finish('no answer in time')
  }

  close(): void {
    this.isOpen = false
    this.#socket.destroy()
  }
}
