import { IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'
import { HeldBytes } from '../bounds/held-bytes.ts'
import { type TurnTaker, type Turns } from '../bounds/turns.ts'

/** A piece as large as this is passed on as it came: to copy it would cost more than it saves. */
const LARGE_BYTES = 4 * 1024

/** What one read brings of a body in chunks that somebody made for a reason; the rest of it is read in turn. */
const PIECES_MAX = 256

/**
 * Reads full of tiny pieces in one turn of the event loop: 64 KiB of one-byte chunks keep the parser
 * busy for some ten milliseconds.
 */
export const CROWDED_READS_PER_TURN = 2

/**
 * A request whose body weighs what it has sent. Node makes a Buffer of its own of every chunk, two
 * hundred bytes for one of a single byte, and asks for a pause by the bytes alone: a client that sends
 * such chunks would keep two hundred times as much alive as it sent, on every connection. Here the
 * small pieces that one read brought are joined, and so are those that nobody has taken yet. Where many
 * clients send such chunks, they are read in turn, and whoever loads a page waits for two of them.
 */
export class ArrivingRequest extends IncomingMessage implements TurnTaker {
  readonly #turns: Turns
  /** What is to be passed on, in its order. */
  #joined: HeldBytes | null = null
  /** Of this read a piece has been passed on: what follows at once is joined. */
  #isReading = false
  #pieces = 0

  constructor(socket: Socket, turns: Turns) {
    super(socket)
    this.#turns = turns
  }

  /** Called by Node with each piece, and with null at the end. False asks to read no more for now. */
  override push(piece: Buffer | null): boolean {
    if (piece === null) {
      this.onTurn()
      return super.push(null)
    }
    if (this.#joined === null) {
      if (piece.length >= LARGE_BYTES) return super.push(piece)
      // Nearly every form comes in one piece, and is never copied.
      if (!this.#isReading && this.readableLength === 0) {
        this.#awaitEndOfRead()
        return super.push(piece)
      }
    }
    this.#joined ??= new HeldBytes()
    this.#joined.add(piece)
    this.#awaitEndOfRead()
    const waiting = this.readableLength + this.#joined.length
    return ++this.#pieces < PIECES_MAX && waiting < this.readableHighWaterMark
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
    if (!isCrowded || this.#turns.take(this)) this.onTurn()
  }

  /** Passes on what has been joined; Node goes on reading by itself. */
  onTurn(): void {
    const joined = this.#joined
    if (joined === null) return
    this.#joined = null
    for (const piece of joined.pieces) super.push(piece)
  }
}

/** A function of its own, so that a request does not need one. */
function endOfRead(request: ArrivingRequest): void {
  request.endRead()
}

/** The class of a server's requests, for Node to make them of. */
export function arrivingRequests(turns: Turns): typeof IncomingMessage {
  return class extends ArrivingRequest {
    constructor(socket: Socket) {
      super(socket, turns)
    }
  }
}
