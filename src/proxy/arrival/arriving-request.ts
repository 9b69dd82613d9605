import { type IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'
import { HeldBytes, LARGE_PIECE_BYTES } from '../bounds/held-bytes.ts'
import { type TurnTaker } from '../bounds/turns.ts'
import { letterOf } from '../headers.ts'

/** What one read brings of a body in chunks that somebody made for a reason; the rest of it is read in turn. */
const PIECES_MAX = 256

/**
 * A request whose body weighs what it has sent. Node makes a Buffer of its own of every chunk, two
 * hundred bytes for one of a single byte, and asks for a pause by the bytes alone: a client that sends
 * such chunks would keep two hundred times as much alive as it sent, on every connection. Here the
 * small pieces that one read brought are joined, and so are those that nobody has taken yet. Whoever
 * sends crowds of such chunks is read in turn with others, and after everybody who does not.
 */
export class ArrivingRequest extends IncomingMessage implements TurnTaker {
  readonly #crowd: Crowd
  /** What is to be passed on, in its order. */
  #joined: HeldBytes | null = null
  /** Of this read a piece has been passed on: what follows at once is joined. */
  #isReading = false
  #pieces = 0
  #isHeldBack = false

  constructor(socket: Socket, crowd: Crowd) {
    super(socket)
    this.#crowd = crowd
  }

  /** Whether Node reads no more of it until somebody has taken what there is. */
  get isHeldBack(): boolean {
    return this.#isHeldBack
  }

  /** Called by Node with each piece, and with null at the end. False asks to read no more for now. */
  override push(piece: Buffer | null): boolean {
    const mayGoOn = this.#keep(piece)
    this.#isHeldBack = !mayGoOn
    return mayGoOn
  }

  override _read(size: number): void {
    this.#isHeldBack = false
    // oxlint-disable-next-line no-underscore-dangle -- Node's name
    super._read(size)
  }

  #keep(piece: Buffer | null): boolean {
    if (piece === null) {
      this.onTurn()
      return super.push(null)
    }
    if (this.#joined === null) {
      if (piece.length >= LARGE_PIECE_BYTES) return super.push(piece)
      // Nearly every form comes in one piece, and is never copied.
      if (!this.#isReading && this.readableLength === 0) {
        this.#awaitEndOfRead()
        return super.push(piece)
      }
    }
    this.#joined ??= new HeldBytes()
    this.#joined.add(piece)
    this.#awaitEndOfRead()
    if (++this.#pieces === PIECES_MAX) this.#crowd.onCrowdedRead()
    const waiting = this.readableLength + this.#joined.length
    return this.#pieces < PIECES_MAX && waiting < this.readableHighWaterMark
  }

  /** Called by Node whenever somebody wants a piece; with 0 to look for more alone. */
  override read(size?: number): unknown {
    if (size !== 0) this.onTurn()
    return super.read(size)
  }

  /** Node reads what sockets have before it comes to this; its ticks come after every piece. */
  #awaitEndOfRead(): void {
    if (this.#isReading) return
    this.#isReading = true
    setImmediate(endOfRead, this)
  }

  /** What has been read goes to whoever takes it at once; else it waits, and what comes is joined to it. */
  endRead(): void {
    const isCrowded = this.#pieces >= PIECES_MAX
    this.#isReading = false
    this.#pieces = 0
    if (this.readableFlowing !== true || this.readableLength > 0) return
    if (isCrowded) this.#crowd.turns.wait(this, this.socket)
    else this.onTurn()
  }

  /** Passes on what has been joined; Node goes on reading by itself. */
  onTurn(): void {
    const joined = this.#joined
    if (joined === null) return
    this.#joined = null
    for (const piece of joined.pieces) super.push(piece)
  }
}

/**
 * Whether Node's server may ask for a field of that name, or whoever looks for a handshake behind it: `Content-Length`,
 * `Expect`, `TE`, `Transfer-Encoding`, `Upgrade`. By length and first letter, which tell them from what browsers send.
 */
function mayBeAsked(name: string): boolean {
  switch (name.length) {
    case 2:
    case 17:
      return letterOf(name, 0) === 0x74 // t
    case 6:
      return letterOf(name, 0) === 0x65 // e
    case 7:
      return letterOf(name, 0) === 0x75 // u
    case 14:
      return letterOf(name, 0) === 0x63 // c
    default:
      return false
  }
}

const NO_FIELDS: IncomingHttpHeaders = Object.freeze({})

/** Node's own reading of all fields. */
const READ_FIELDS = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'headers')

/**
 * Node's server looks through the fields of each request for a handful of names, and makes an object of all of them for
 * that, which costs more than a decision. What has none of these, as nearly every page and picture, is spared it; on the
 * road everybody reads `rawHeaders`.
 */
Object.defineProperty(ArrivingRequest.prototype, 'headers', {
  ...READ_FIELDS,
  get(this: ArrivingRequest): unknown {
    const raw = this.rawHeaders
    for (let i = 0; i < raw.length; i += 2) {
      if (mayBeAsked(raw[i] ?? '')) return READ_FIELDS?.get?.call(this)
    }
    return NO_FIELDS
  },
})

/** A function of its own, so that a request does not need one. */
function endOfRead(request: ArrivingRequest): void {
  request.endRead()
}

/** What all who send crowds of tiny pieces share. */
export interface Crowd {
  readonly turns: { readonly wait: (taker: TurnTaker, socket: Socket) => void }
  /** A read has brought more pieces than anybody has a reason for. */
  readonly onCrowdedRead: () => void
}

/** The class of a server's requests, for Node to make them of. */
export function arrivingRequests(crowd: Crowd): typeof IncomingMessage {
  return class extends ArrivingRequest {
    constructor(socket: Socket) {
      super(socket, crowd)
    }
  }
}
