import { type Socket } from 'node:net'
import { Client, type Dispatcher, type buildConnector } from 'undici'

/** Where in `HTTP/1.1 100` the three digits stand. */
const HUNDREDS = 9
const STATUS_END = 12

const ONE = 0x31
const ZERO = 0x30
const TWO = 0x32

/** What the library writes behind the last chunk of a body. */
const LAST_CHUNK = '\r\n0\r\n\r\n'
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * What happens on one connection to a backend, seen below the library that speaks HTTP on it. It
 * tells whether a request may be sent again, and makes a `100 Continue` that nobody asked for one of
 * the interim answers that may be ignored (RFC 9110 section 15.2.1), where the library would take it
 * for a broken answer.
 */
export class BackendConnection {
  /** Until it has been taught to write trailers, which few connections ever are. */
  #socket: Socket | null = null
  #trailers = ''
  #wasUsed = false
  #isTouched = false
  #isFinal = false
  /** Within an interim answer: the place in its status line, then how much of its end is there. */
  #column = 0
  #endSeen = 0
  #isHundred = false

  #isBroken = false

  /** Follows a connection that is open now. */
  follow(socket: Socket): void {
    this.#socket = socket
    this.#isFinal = false
    this.#isBroken = false
    socket.once('error', () => (this.#isBroken = true))
    const read = socket.read.bind(socket)
    socket.read = (size?: number): unknown => {
      const chunk: unknown = read(size)
      if (!this.#isFinal && chunk instanceof Uint8Array) this.#look(chunk)
      return chunk
    }
  }

  /** A request is written now. */
  begin(): void {
    this.#trailers = ''
    this.#wasUsed = this.#isFinal
    this.#isTouched = false
    this.#isFinal = false
    this.#column = 0
  }

  /**
   * Puts trailers (RFC 9112 section 7.1.2) behind the body whose last chunk is written next, which the
   * library cannot.
   */
  endWith(trailers: string): void {
    this.#trailers = trailers
    const socket = this.#socket
    if (socket === null) return
    this.#socket = null
    const write = socket.write.bind(socket)
    socket.write = (bytes: Uint8Array | string, ...rest: never[]): boolean => {
      if (bytes !== LAST_CHUNK) return write(bytes, ...rest)
      return write(`\r\n0\r\n${this.#trailers}\r\n`, 'latin1')
    }
  }

  /**
   * Whether the connection has carried an answer before and has brought nothing since this request:
   * its backend may have closed it before it saw the request.
   */
  get isStale(): boolean {
    return this.#wasUsed && !this.#isTouched
  }

  /**
   * Whether it has ended with an error: of an answer that ends where its connection does, nobody can
   * tell then whether it was whole. The library would take a reset for such an end.
   */
  get isBroken(): boolean {
    return this.#isBroken
  }

  #look(chunk: Uint8Array): void {
    this.#isTouched = true
    for (let at = 0; at < chunk.length && !this.#isFinal; at++) {
      if (this.#column < STATUS_END) this.#readStatus(chunk, at)
      else this.#readFields(chunk[at])
    }
  }

  #readStatus(chunk: Uint8Array, at: number): void {
    const byte = chunk[at]
    const digit = this.#column++ - HUNDREDS
    if (digit === 0) this.#isFinal = byte !== ONE
    if (digit === 1) this.#isHundred = byte === ZERO
    // 102 is the other interim answer that says nothing but "wait".
    if (digit === 2 && this.#isHundred && byte === ZERO) chunk[at] = TWO
    this.#endSeen = 0
  }

  #readFields(byte: number | undefined): void {
    if (byte === HEAD_END[this.#endSeen]) this.#endSeen++
    else this.#endSeen = byte === HEAD_END[0] ? 1 : 0
    if (this.#endSeen === HEAD_END.length) this.#column = 0
  }
}

/** What is forwarded, and learns on which connection. */
export abstract class BackendRequest {
  connection: BackendConnection | null = null
  /** Whether one of its server's connections is for it; this and the next belong to `OpenServer`. */
  hasPlace = false
  /** Whether its body may take one of those while it still comes. */
  isUploading = false
  /** With whom it waits for one. */
  abstract readonly lane: string
  /** There is one for it now. */
  abstract ask(): void
  /** There will be none: its client has left. */
  abstract giveUp(): void
}

/** A client of the library, with one connection at a time, that tells each request which one. */
export class BackendClient extends Client {
  readonly #connection: BackendConnection

  constructor(origin: URL, options: Client.Options, open: buildConnector.connector) {
    const connection = new BackendConnection()
    super(origin, {
      ...options,
      connect(target, done) {
        open(target, (error, socket) => {
          if (error !== null) return done(error, null)
          connection.follow(socket)
          return done(null, socket)
        })
      },
    })
    this.#connection = connection
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (handler instanceof BackendRequest) handler.connection = this.#connection
    return super.dispatch(options, handler)
  }
}
