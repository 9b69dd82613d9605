import { type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { FrameBoundaries, GOING_AWAY } from './frames.ts'

/**
 * One piece waits for its reader at most: a packet of one byte is two hundred in memory, so bytes say
 * little. What follows waits with the system.
 */
const WAITING_BYTES = 1

/**
 * A WebSocket's client as the forwarding library sees it. It stands before the client's socket, and
 * nothing passes it in either direction until `accept` is called; what the library writes first, a
 * head made without any check, never passes. After that both directions flow with back-pressure.
 */
export class WebSocketClient extends Duplex {
  readonly #socket: Socket
  readonly #frames = new FrameBoundaries()
  #isAccepted = false
  #hasHead = false
  #isGoingAway = false
  #hasSaidGoodbye = false
  readonly #take = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#socket.pause()
  }
  readonly #end = (): void => void this.push(null)
  readonly #leave = (): void => void this.destroy()

  /** `early`: what the client sent together with its handshake. */
  constructor(socket: Socket, early: Buffer) {
    super({ allowHalfOpen: true, highWaterMark: WAITING_BYTES })
    this.#socket = socket
    if (early.length > 0) this.push(early)
    socket.on('data', this.#take)
    socket.on('end', this.#end)
    socket.on('close', this.#leave)
  }

  /** The client has been sent a good head: from here on everything passes. */
  accept(): void {
    this.#isAccepted = true
  }

  /**
   * Tells the client that the gate goes away, between two frames of the backend: now, or as soon as
   * the frame under way is through. What the backend sends after that is dropped; the client's own
   * close frame still reaches it.
   */
  goAway(): void {
    this.#isGoingAway = true
    if (this.#frames.isBetweenFrames) this.#sayGoodbye()
  }

  #sayGoodbye(): void {
    if (!this.#hasSaidGoodbye && !this.#frames.hasClosed) this.#socket.write(GOING_AWAY)
    this.#hasSaidGoodbye = true
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (!this.#isAccepted) return done(new Error('the backend has not accepted'))
    if (!this.#hasHead) {
      this.#hasHead = true
      return done()
    }
    if (this.#hasSaidGoodbye) return done()
    if (!this.#isGoingAway) {
      this.#frames.follow(chunk)
      this.#socket.write(chunk, () => done())
      return
    }
    const rest = this.#frames.followToEnd(chunk)
    this.#socket.write(chunk.subarray(0, rest), () => done())
    if (this.#frames.isBetweenFrames) this.#sayGoodbye()
  }

  override _final(done: () => void): void {
    this.#socket.end(done)
  }

  /** Lets go of the socket; ends it too where it has become a WebSocket. */
  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.off('data', this.#take)
    this.#socket.off('end', this.#end)
    this.#socket.off('close', this.#leave)
    if (this.#isAccepted) this.#socket.destroy()
    done(null)
  }

  /** What the library does with sockets beside reading and writing; timeouts are the gate's own. */
  setTimeout(): this {
    return this
  }

  setNoDelay(isWanted: boolean): this {
    this.#socket.setNoDelay(isWanted)
    return this
  }

  setKeepAlive(isWanted: boolean): this {
    this.#socket.setKeepAlive(isWanted, KEEP_ALIVE_MS)
    return this
  }

  destroySoon(): void {
    if (!this.destroyed) this.end()
  }
}

/** Silence after which the system asks whether the other end is still there. */
const KEEP_ALIVE_MS = 60_000
