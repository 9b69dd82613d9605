import { type Dispatcher } from 'undici'
import { type AnswerBuffer, type AnswerBuffers } from './answer-buffers.ts'
import { type Exchange } from './exchange.ts'
import { SILENCE_MS } from './listen.ts'
import { type TurnTaker, type Turns } from './turns.ts'

/** What comes before never waits for a turn: nearly every page and picture, and how others begin. */
const SHORT_BYTES = 256 * 1024

/** So much is a piece, however many an application makes of it. */
const PIECE_BYTES = 32 * 1024

/** What the answers of one worker share. */
export interface FlowTools {
  readonly buffers: AnswerBuffers
  readonly turns: Turns
}

/** How fast a long answer comes: no faster than its reader takes it, and in turn with others. */
export class AnswerFlow implements TurnTaker {
  readonly #exchange: Exchange
  readonly #controller: Dispatcher.DispatchController
  readonly #tools: FlowTools
  /** Of a client that reads slowly. */
  #buffer: AnswerBuffer | null = null
  #bytes = 0
  /** Where its next piece ends. */
  #pieceEnd = SHORT_BYTES + PIECE_BYTES
  #waitsForReader = false
  #waitsForTurn = false

  constructor(exchange: Exchange, controller: Dispatcher.DispatchController, tools: FlowTools) {
    this.#exchange = exchange
    this.#controller = controller
    this.#tools = tools
  }

  /** A piece has been written, and has gone out or not. */
  passed(bytes: number, hasGone: boolean): void {
    this.#bytes += bytes
    if (!hasGone) this.#wantReader(bytes)
    if (this.#bytes >= this.#pieceEnd) this.#takeTurn()
    if (this.#isWaiting) this.#controller.pause()
  }

  #takeTurn(): void {
    this.#pieceEnd = this.#bytes + PIECE_BYTES
    if (!this.#tools.turns.take(this)) this.#waitsForTurn = true
  }

  /** The client reads more slowly than the backend writes. */
  #wantReader(bytes: number): void {
    const { request, response } = this.#exchange
    if (this.#buffer === null) {
      this.#buffer = this.#tools.buffers.open()
      response.on('drain', () => this.#onRead())
    }
    request.socket.setTimeout(this.#tools.buffers.stallMs)
    if (!this.#buffer.take(bytes)) this.#waitsForReader = true
  }

  #onRead(): void {
    this.#buffer?.giveBack()
    this.#exchange.request.socket.setTimeout(SILENCE_MS)
    if (!this.#waitsForReader) return
    this.#waitsForReader = false
    this.#goOn()
  }

  onTurn(): void {
    this.#waitsForTurn = false
    this.#goOn()
  }

  #goOn(): void {
    if (!this.#isWaiting) this.#controller.resume()
  }

  get #isWaiting(): boolean {
    return this.#waitsForReader || this.#waitsForTurn
  }

  /** All of it has come, or nothing more of it is wanted. */
  end(): void {
    this.#tools.turns.leave(this)
  }

  /** Nobody reads any more. */
  readerLeft(): void {
    this.#buffer?.giveBack()
  }
}
