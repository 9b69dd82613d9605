import { type Socket } from 'node:net'
import { type Reference, type RequestReason } from '../../model/index.ts'
import { type DeadlineOwner, type Deadlines } from '../bounds/deadlines.ts'
import { HeadWatch } from './head-watch.ts'
import { malformedAnswer } from './malformed.ts'
import { type ParserError, misreadingOf } from './misreading.ts'
import { answerUnderWay } from './node-connection.ts'

/** For a client to read the answer to what was no request before the connection is reset. */
const LINGER_MS = 2_000

/** Bytes that are no request, or not its rest: recorded under the reference the answer will carry. */
export type OnMalformed = (status: number, reason: RequestReason, socket: Socket) => Reference

/** The connections of one listener on which something came that is no request: each ends with an answer. */
export class MisreadConnections {
  readonly #deadlines: Deadlines
  readonly #onMalformed: OnMalformed
  readonly #heads = new HeadWatch()
  /** Those that end, at once or behind their whole requests: of what still comes nothing counts. */
  readonly #ending = new WeakSet<Socket>()

  constructor(deadlines: Deadlines, onMalformed: OnMalformed) {
    this.#deadlines = deadlines
    this.#onMalformed = onMalformed
  }

  /** Call it for each connection as soon as Node reads requests of it. */
  watch(socket: Socket): void {
    this.#heads.watch(socket)
  }

  /** Ends a connection whose bytes the parser could not read. */
  endFor(error: ParserError, socket: Socket): void {
    if (error.code === 'ECONNRESET') return void socket.destroy()
    const { status, reason } = misreadingOf(error, socket, this.#heads)
    this.end(socket, status, reason)
  }

  /** Ends a connection with an answer of this status, behind those to all whole requests before. */
  end(socket: Socket, status: number, reason: RequestReason): void {
    if (this.#ending.has(socket)) return
    const answer = answerUnderWay(socket)
    if (!socket.writable) {
      socket.destroy()
    } else if (answer !== null && answer.req.complete) {
      this.#ending.add(socket)
      answer.once('close', () => {
        this.#ending.delete(socket)
        // Behind an answer that is the last there is nobody to be told.
        if (socket.writable) this.end(socket, status, reason)
      })
    } else if (answer?.headersSent === true) {
      socket.destroy()
    } else {
      this.#ending.add(socket)
      this.#endWith(socket, malformedAnswer(status, this.#onMalformed(status, reason, socket)))
    }
  }

  #endWith(socket: Socket, answer: string): void {
    socket.end(answer)
    // Unread bytes would turn the end into a reset, and the answer might be lost.
    socket.resume()
    const owner: DeadlineOwner = { deadlineAt: -1 }
    this.#deadlines.set(owner, LINGER_MS, () => socket.destroy())
    socket.once('close', () => this.#deadlines.clear(owner))
  }
}
