import { type IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'
import { type Reference, type RequestReason } from '../../model/index.ts'
import { type DeadlineOwner, type Deadlines } from '../bounds/deadlines.ts'
import { HeadWatch } from './head-watch.ts'
import { malformedAnswer } from './malformed.ts'
import { type ParserError, misreadingOf } from './misreading.ts'
import { answerUnderWay } from './node-connection.ts'
import { requestOfRawTarget } from './raw-target.ts'

/** For a client to read the answer to what was no request before the connection is reset. */
const LINGER_MS = 2_000

/** Bytes that are no request, or not its rest: recorded under the reference the answer will carry. */
export type OnMalformed = (status: number, reason: RequestReason, socket: Socket) => Reference

/** A request with bytes beyond ASCII in its target, which ends the connection when it has been answered. */
export type OnRawTarget = (request: IncomingMessage) => void

interface MisreadEvents {
  readonly onMalformed: OnMalformed
  readonly onRawTarget: OnRawTarget
}

/** The connections of one listener on which something came that is no request: each ends with an answer. */
export class MisreadConnections {
  readonly #deadlines: Deadlines
  readonly #events: MisreadEvents
  readonly #heads = new HeadWatch()
  /** Those that end, at once or behind their whole requests: of what still comes nothing counts. */
  readonly #ending = new WeakSet<Socket>()

  constructor(deadlines: Deadlines, events: MisreadEvents) {
    this.#deadlines = deadlines
    this.#events = events
  }

  /** Call it for each connection as soon as Node reads requests of it. */
  watch(socket: Socket): void {
    this.#heads.watch(socket)
  }

  /** Ends a connection whose bytes the parser could not read. */
  endFor(error: ParserError, socket: Socket): void {
    if (error.code === 'ECONNRESET') return void socket.destroy()
    if (this.#isFree(socket)) {
      const request = requestOfRawTarget(error, socket)
      if (request !== null) {
        this.#ending.add(socket)
        return this.#events.onRawTarget(request)
      }
    }
    const { status, reason } = misreadingOf(error, socket, this.#heads)
    this.end(socket, status, reason)
  }

  /** Whether an answer can be written now. */
  #isFree(socket: Socket): boolean {
    return socket.writable && answerUnderWay(socket) === null && !this.#ending.has(socket)
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
      this.#endWith(
        socket,
        malformedAnswer(status, this.#events.onMalformed(status, reason, socket)),
      )
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
