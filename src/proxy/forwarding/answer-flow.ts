import { type Dispatcher } from 'undici'
import { type Holder } from '../../limits/index.ts'
import { takenBytes } from '../arrival/node-connection.ts'
import { type AnswerBuffer, type AnswerBuffers } from './answer-buffers.ts'
import { type Exchange } from '../exchange.ts'
import { type TurnTaker, type Turns } from '../bounds/turns.ts'

/** What comes before never waits for a turn: nearly every page and picture, and how others begin. */
const SHORT_BYTES = 256 * 1024

/** So much is a piece, however many an application makes of it. */
const PIECE_BYTES = 32 * 1024

/** Nobody is called slow before. */
const TELLING_MS = 5_000

/** A small piece costs as much time as so many bytes of a large one. */
const PIECE_WORK_BYTES = 512

/** What the answers of one worker share. */
export interface FlowTools {
  readonly buffers: AnswerBuffers
  readonly turns: Turns
  /** The steady clock. */
  readonly nowMs: () => number
}

/** For whom a long answer is. */
export interface FlowReader extends Holder {
  /** The answer is longer than what may wait here for its reader, who holds its connection from now on. */
  readonly onOutlast: () => void
}

/** How fast a long answer comes: no faster than its reader takes it, and in turn with others. */
export class AnswerFlow implements TurnTaker {
  readonly #exchange: Exchange
  readonly #controller: Dispatcher.DispatchController
  readonly #tools: FlowTools
  readonly #reader: FlowReader
  /** When it began to wait for its reader, and what had been taken of it until then. */
  #waitsSinceMs = -1
  #takenBefore = 0
  /** Of a client that reads slowly. */
  #buffer: AnswerBuffer | null = null
  /** What it has cost, in bytes of large pieces. */
  #work = 0
  /** Where its next piece ends. */
  #pieceEnd = SHORT_BYTES + PIECE_BYTES
  #waitsForReader = false
  #waitsForTurn = false

  constructor(
    exchange: Exchange,
    controller: Dispatcher.DispatchController,
    { tools, reader }: { readonly tools: FlowTools; readonly reader: FlowReader },
  ) {
    this.#exchange = exchange
    this.#controller = controller
    this.#tools = tools
    this.#reader = reader
  }

  /** A piece has been written that came in so many, and has gone out or not. */
  passed(bytes: number, { pieces, hasGone }: { pieces: number; hasGone: boolean }): void {
    this.#work += bytes + (pieces - 1) * PIECE_WORK_BYTES
    if (!hasGone) this.#wantReader(bytes)
    if (this.#work >= this.#pieceEnd) this.#takeTurn()
    if (this.#isWaiting) this.#controller.pause()
  }

  #takeTurn(): void {
    this.#pieceEnd = this.#work + PIECE_BYTES
    if (!this.#tools.turns.take(this)) this.#waitsForTurn = true
  }

  /** The client reads more slowly than the backend writes. */
  #wantReader(bytes: number): void {
    if (this.#buffer === null) {
      this.#buffer = this.#tools.buffers.open(this.#reader)
      this.#exchange.response.on('drain', () => this.#onRead())
    }
    if (this.#buffer.take(bytes)) return
    this.#waitsForReader = true
    if (this.#waitsSinceMs < 0) {
      this.#waitsSinceMs = this.#tools.nowMs()
      this.#takenBefore = takenBytes(this.#exchange.request.socket)
    }
    this.#reader.onOutlast()
  }

  /**
   * How fast what waits for its reader is taken, in bytes a second; null before it has waited for long
   * enough to tell: at first the systems at both ends take all of it.
   */
  get pace(): number | null {
    const waitedMs = this.#tools.nowMs() - this.#waitsSinceMs
    if (this.#waitsSinceMs < 0 || waitedMs < TELLING_MS) return null
    const taken = takenBytes(this.#exchange.request.socket) - this.#takenBefore
    return (taken * 1000) / waitedMs
  }

  #onRead(): void {
    this.#buffer?.giveBack()
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

  /** Nobody reads any more, and yet all of it is wanted. */
  goOnAlone(): void {
    this.readerLeft()
    if (!this.#waitsForReader) return
    this.#waitsForReader = false
    this.#goOn()
  }

  /** Nobody reads any more. */
  readerLeft(): void {
    this.#buffer?.giveBack()
  }
}
