import { type Socket } from 'node:net'
import { Client, type Dispatcher, type buildConnector } from 'undici'
import { type Holder } from '../limits/index.ts'
import { type PlaceTaker } from './places.ts'

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
  #isConnected = false
  /** Whose answer it carries; null between two of them. */
  #request: BackendRequest | null = null

  /** Follows a connection that is open now. */
  follow(socket: Socket): void {
    this.#socket = socket
    this.#isFinal = false
    this.#isBroken = false
    this.#isConnected = true
    socket.once('error', () => (this.#isBroken = true))
    socket.once('close', () => (this.#isConnected = false))
    const read = socket.read.bind(socket)
    socket.read = (size?: number): unknown => {
      this.#request?.onReadEnd()
      const chunk: unknown = read(size)
      if (!this.#isFinal && chunk instanceof Uint8Array) this.#look(chunk)
      return chunk
    }
  }

  /** A request is written now. */
  begin(request: BackendRequest): void {
    this.#request = request
    this.#trailers = ''
    this.#wasUsed = this.#isFinal
    this.#isTouched = false
    this.#isFinal = false
    this.#column = 0
  }

  /** The answer to a request has come, or never will. */
  end(request: BackendRequest): void {
    if (this.#request === request) this.#request = null
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

  /** Whether it is open. */
  get isConnected(): boolean {
    return this.#isConnected
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

/** A client's own connection, which a connection to the backend may belong to. */
export interface ConnectionOwner {
  readonly destroyed: boolean
  readonly once: (event: 'close', listener: () => void) => unknown
  readonly off: (event: 'close', listener: () => void) => unknown
}

/** Whose a request is. */
export interface Asker extends Holder {
  /** With whom it waits: its network, or its pass. */
  readonly lane: string
  /** The client's connection where that carries one client; null where it carries many. */
  readonly owner: ConnectionOwner | null
  /** Whether somebody signs in by it, so that its connection is its owner's from then on. */
  readonly isBinding: boolean
}

/** What is forwarded, and learns on which connection. */
export abstract class BackendRequest implements PlaceTaker {
  readonly lane: string
  readonly address: string
  readonly network: string
  readonly claimant: Holder['claimant']
  readonly owner: ConnectionOwner | null
  isBinding: boolean
  connection: BackendConnection | null = null
  /** What it is sent by, as long as it has a place; this and the next two belong to `OpenServer`. */
  client: BackendClient | null = null
  /** Whether one of its server's connections is for it. */
  hasPlace = false
  /** Whether its body may take one of those while it still comes. */
  isUploading = false

  constructor({ lane, address, network, claimant, owner, isBinding }: Asker) {
    this.claimant = claimant
    this.lane = lane
    this.address = address
    this.network = network
    this.owner = owner
    this.isBinding = isBinding
  }

  /** How fast its reader takes what waits for it, in bytes a second; null where that cannot be told. */
  abstract readonly pace: number | null
  /** There is a connection for it now. */
  abstract ask(): void
  /** There will be none: its client has left. */
  abstract giveUp(): void
  /** It waits no longer, for somebody of whom fewer wait. */
  abstract giveWay(): void
  /** Others need its connection more than its reader, who takes hardly anything. */
  abstract letGo(): void
  /** All has been told that one read of its connection brought. */
  abstract onReadEnd(): void
}

/** A client of the library, with one connection at a time, that tells each request which one. */
export class BackendClient extends Client {
  readonly #connection: BackendConnection

  constructor(origin: string, options: Client.Options, open: buildConnector.connector) {
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

  /** Whether its connection is open. */
  get isConnected(): boolean {
    return this.#connection.isConnected
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (handler instanceof BackendRequest) handler.connection = this.#connection
    return super.dispatch(options, handler)
  }
}
