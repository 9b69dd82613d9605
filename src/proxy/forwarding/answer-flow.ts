import { type Holder } from '../../limits/index.ts'
import { takenBytes } from '../arrival/node-connection.ts'
import { type AnswerBuffer, type AnswerBuffers } from './answer-buffers.ts'
import { type DeadlineOwner, type Deadlines } from '../bounds/deadlines.ts'
import { type Exchange } from '../exchange.ts'
import { type Spool } from '../spool/spool.ts'
import { type SpooledAnswer, type SpoolReader } from '../spool/spooled-answer.ts'
import { type TurnTaker, type Turns } from '../bounds/turns.ts'

/** What comes before never waits for a turn: nearly every page and picture, and how others begin. */
const SHORT_BYTES = 256 * 1024

/** So much is a piece, however many an application makes of it. */
const PIECE_BYTES = 32 * 1024

/** Where the first turn of a long answer ends. */
const FIRST_END = SHORT_BYTES + PIECE_BYTES

/** Nobody is called slow before. */
const TELLING_MS = 5_000

/**
 * Who takes what waits in memory within this keeps pace (a MiB: 32 Mbit/s): his answer's connection is
 * worth less than the disk's work. Deadlines are looked at once a second, so it may be a second more.
 */
const KEEPS_PACE_MS = 250

/** A small piece costs as much time as so many bytes of a large one. */
const PIECE_WORK_BYTES = 512

/** What the answers of one worker share. */
export interface FlowTools {
  readonly buffers: AnswerBuffers
  /** Where answers wait for which there is no memory; null where they may not. */
  readonly spool: Spool | null
  readonly turns: Turns
  readonly deadlines: Deadlines
  /** The steady clock. */
  readonly nowMs: () => number
}

/** Where an answer comes from. */
export interface AnswerTap {
  readonly pause: () => void
  readonly resume: () => void
}

/** For whom a long answer is. */
export interface FlowReader extends Holder {
  /** The answer is longer than a page or a picture: from now on it takes turns. */
  readonly onLong: () => void
  /** The answer is longer than what may wait here for its reader, who holds its connection from now on. */
  readonly onOutlast: () => void
  /** The rest of what waited here cannot be read any more. */
  readonly onLost: () => void
}

/**
 * How fast a long answer comes: in turn with others, and no faster than its reader takes it, once neither
 * memory nor disk has room for what he has not taken.
 */
export class AnswerFlow implements TurnTaker, DeadlineOwner, SpoolReader {
  deadlineAt = -1
  readonly address: string
  readonly network: string
  readonly #exchange: Exchange
  readonly #tap: AnswerTap
  readonly #tools: FlowTools
  readonly #reader: FlowReader
  /** When it began to wait for its reader, and what had been taken of it until then. */
  #waitsSinceMs = -1
  #takenBefore = 0
  /** Of a client that reads slowly. */
  #buffer: AnswerBuffer | null = null
  /** Whether its reader did not keep pace: the next time nobody waits to see it. */
  #isSlow = false
  /** What has come and not been given to Node; null where there is nothing. */
  #spooled: SpooledAnswer | null = null
  /** What it has cost, in bytes of large pieces. */
  #work = 0
  /** Where its next piece ends. */
  #pieceEnd = FIRST_END
  #waitsForReader = false
  #waitsForTurn = false

  constructor(
    exchange: Exchange,
    tap: AnswerTap,
    { tools, reader }: { readonly tools: FlowTools; readonly reader: FlowReader },
  ) {
    this.address = reader.address
    this.network = reader.network
    this.#exchange = exchange
    this.#tap = tap
    this.#tools = tools
    this.#reader = reader
  }

  /** Sends a piece, which came in so many, on its way to the reader. */
  pass(piece: Buffer, pieces: number): void {
    this.#work += piece.length + (pieces - 1) * PIECE_WORK_BYTES
    if (this.#spooled !== null) this.#waitsForReader = !this.#spooled.add(piece)
    else if (!this.#exchange.response.write(piece)) this.#wantReader(piece.length)
    if (this.#work >= this.#pieceEnd) this.#takeTurn()
    if (this.#isWaiting) this.#tap.pause()
  }

  #takeTurn(): void {
    if (this.#pieceEnd === FIRST_END) this.#reader.onLong()
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
    if (this.#isSlow && this.moveAside()) return
    if (this.#tools.spool !== null) {
      this.#tools.deadlines.set(this, KEEPS_PACE_MS, () => this.moveAside())
    }
    this.onFull()
  }

  /** There is no room for what comes: it waits for its reader, and its connection with it. */
  onFull(): void {
    if (this.#waitsSinceMs < 0) {
      this.#waitsSinceMs = this.#tools.nowMs()
      this.#takenBefore = takenBytes(this.#exchange.request.socket)
    }
    this.#reader.onOutlast()
  }

  /**
   * Lets what its reader does not take wait in the spool from now on, so that the answer's connection is soon
   * free. False where there is no room, or where that has been done already.
   */
  moveAside(): boolean {
    const { spool } = this.#tools
    if (spool === null || this.#spooled !== null) return false
    this.#isSlow = true
    if (!this.#waitsForReader) return true
    this.#spooled = spool.open(this)
    if (this.#spooled === null) return false
    this.#waitsForReader = false
    this.#tools.deadlines.clear(this)
    // Not while another answer is being read, which may be of who wants its place.
    process.nextTick(goOn, this)
    return true
  }

  /** Whether the answer ends later than it has come. */
  get isAside(): boolean {
    return this.#spooled !== null
  }

  /** All has come of an answer that waits aside; `last` is its end. */
  endAside(last: Buffer | null): void {
    if (last !== null) this.#spooled?.add(last)
    if (this.#spooled === null) this.#exchange.response.end()
    else this.#spooled.end()
  }

  onBytes(bytes: Buffer): boolean {
    return !this.#exchange.isGone && this.#exchange.response.write(bytes)
  }

  onEmpty(isWhole: boolean): void {
    this.#spooled = null
    if (isWhole) this.#exchange.response.end()
  }

  onLost(): void {
    this.#spooled = null
    this.#reader.onLost()
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
    if (this.#spooled === null) this.onRoom()
    else this.#spooled.next()
  }

  onRoom(): void {
    this.#tools.deadlines.clear(this)
    if (!this.#waitsForReader) return
    this.#waitsForReader = false
    this.goOn()
  }

  onTurn(): void {
    this.#waitsForTurn = false
    this.goOn()
  }

  /** Lets more of it come, if nothing else is waited for. */
  goOn(): void {
    if (!this.#isWaiting) this.#tap.resume()
  }

  get #isWaiting(): boolean {
    return this.#waitsForReader || this.#waitsForTurn
  }

  /** All of it has come, or nothing more of it is wanted. */
  end(): void {
    this.#tools.turns.leave(this)
    this.#tools.deadlines.clear(this)
  }

  /** Nobody reads any more, and yet all of it is wanted. */
  goOnAlone(): void {
    this.readerLeft()
    this.onRoom()
  }

  /** Nobody reads any more. */
  readerLeft(): void {
    this.#buffer?.giveBack()
    this.#spooled?.close()
    this.#spooled = null
  }
}

/** A function of its own, so that nobody needs one who moves aside. */
function goOn(flow: AnswerFlow): void {
  flow.goOn()
}
