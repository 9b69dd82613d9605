import { AnswerFlow, type AnswerTap, type FlowReader } from './answer-flow.ts'
import { type Asker, BackendRequest, type FaultName, type Head } from '../../backends/index.ts'
import { limitWaiting } from './connection-wait.ts'
import { cutOff } from './cut-off.ts'
import { discardBody } from '../answers/body.ts'
import { type DeadlineOwner } from '../bounds/deadlines.ts'
import { type Exchange } from '../exchange.ts'
import { type Failed, faultOf, isClosure, reasonName } from '../answers/failure.ts'
import { flushHead } from '../answers/flush-head.ts'
import { fieldsWithoutBody } from '../reading/preflight.ts'
import { type RelayEvents } from './relay-events.ts'
import { addTrailers } from './answer-trailers.ts'
import { answerHead, hintFields, writableText } from './response-headers.ts'
import { tellsOfSignIn } from './signing-in.ts'

/** A body of at most this is written together with its head, in one packet. */
const SINGLE_WRITE_BYTES_MAX = 16_384

/** What `toString('latin1')` comes to in the end. */
const { latin1Slice } = Buffer.prototype

/** Carries a backend's answer to the client, chunk by chunk, no faster than the client reads. */
export class Relay extends BackendRequest implements DeadlineOwner, FlowReader, AnswerTap {
  deadlineAt = -1
  readonly #exchange: Exchange
  readonly #events: RelayEvents
  /** Whether any of the request may have left the gate. */
  #wasSent = false
  #length = -1
  #hasBegun = false
  #isWhole = false
  #isDone = false
  #isRepeated = false
  /** Of an answer that is more than one piece. */
  #flow: AnswerFlow | null = null
  /** What the answer ends with, from then until its end is told: at once. */
  #last: Buffer | null = null
  #lastPieces = 0

  constructor(exchange: Exchange, asker: Asker, events: RelayEvents) {
    super(asker)
    this.#exchange = exchange
    this.#events = events
  }

  override get pace(): number | null {
    return this.#flow?.pace ?? null
  }

  /** Asks the backend, as soon as there is a connection. */
  start(): void {
    limitWaiting(this, this.#events)
    this.#events.server.enter(this, this.#events.coming)
  }

  override giveUp(): void {
    this.#finish()
  }

  override ask(): void {
    this.#wasSent = false
    this.#events.send(this)
  }

  /** No connection became free, or none could be opened. */
  override giveWay(): void {
    this.#finish()
    if (!this.#exchange.isGone) this.#events.onFailure('backend-full', { wasSent: false, code: '' })
  }

  override onStart(): boolean {
    this.#events.deadlines.clear(this)
    // The client may have left, or been told to, while the request waited for a connection.
    this.#wasSent = !this.#isDone && !this.#exchange.isGone
    if (!this.#wasSent) this.#finish()
    return this.#wasSent
  }

  /** Early hints (RFC 8297), and whatever else is told before the answer: it may be for whoever asked. */
  override onInterim(status: number, fields: string[]): void {
    const { request, response } = this.#exchange
    // A client of HTTP/1.0 would take it for the answer.
    if (request.httpVersion === '1.0' || this.#exchange.isGone) return
    try {
      response.writeInformation(status, hintFields(fields))
    } catch {
      // Hints that cannot be written are no loss.
    }
  }

  override onHead(head: Head): void {
    const { fields, length } = answerHead(head.fields, this.#events.setCookie)
    if (tellsOfSignIn(fields)) this.#events.server.bind(this)
    this.#events.onAnswer(fields)
    this.#length = length
    this.#writeHead(head, fields)
  }

  #writeHead({ status, reason }: Head, fields: string[]): void {
    const { response } = this.#exchange
    if (response.headersSent || this.#exchange.isGone) return
    const { isBare } = this.#events
    try {
      const written = isBare ? fieldsWithoutBody(fields, status) : fields
      response.writeHead(status, writableText(status, reason), written)
    } catch {
      // A field Node refuses to write: nothing of this answer can be trusted.
      return this.#refuse('unwritable')
    }
    if (!isBare) return
    // What came together with the head is dropped; for more the backend's connection is closed.
    this.#isWhole = true
    response.end()
  }

  /** Node keeps a head back until there is a body; an event stream's body may take minutes. */
  override onMore(): void {
    if (!this.#hasBegun && !this.#isDone) flushHead(this.#exchange.response)
  }

  override onData(bytes: Buffer, pieces: number, isLast: boolean): void {
    if (this.#events.isBare) return
    this.#hasBegun = true
    if (isLast) {
      this.#last = bytes
      this.#lastPieces = pieces
    } else this.#pass(bytes, pieces)
  }

  #pass(bytes: Buffer, pieces: number): void {
    // For who has left nothing is kept: nobody would give it back.
    if (this.#exchange.isGone) return
    this.#flow ??= this.#openFlow()
    this.#flow.pass(this.keep(bytes), pieces)
  }

  /** The bytes of an answer for whoever keeps them. */
  protected keep(bytes: Buffer): Buffer {
    return this.connection?.keep(bytes) ?? bytes
  }

  #openFlow(): AnswerFlow {
    return new AnswerFlow(this.#exchange, this, { tools: this.#events.flow, reader: this })
  }

  pause(): void {
    this.connection?.pause(this)
  }

  resume(): void {
    this.connection?.resume(this)
  }

  override onEnd(trailers: readonly string[]): void {
    const { trailersAllowed } = this.#events
    if (trailersAllowed.length > 0) {
      addTrailers(this.#exchange.response, trailers, trailersAllowed)
    }
    if (!this.#isWhole) this.#passLast()
    this.#finish()
    // The backend may have answered without reading all of the request.
    discardBody(this.#exchange)
  }

  #passLast(): void {
    const last = this.#last
    this.#last = null
    if (this.#flow?.isAside === true)
      return this.#flow.endAside(last === null ? null : this.keep(last))
    const { response } = this.#exchange
    // Text goes out in one piece with the head; bytes would be a second one (writev).
    if (last !== null && last.length <= SINGLE_WRITE_BYTES_MAX) {
      response.end(latin1Slice.call(last, 0, last.length), 'latin1')
      return
    }
    if (last !== null) this.#pass(last, this.#lastPieces)
    response.end()
  }

  /** What comes of the answer cannot go on. */
  #refuse(name: FaultName): void {
    this.connection?.abort(this)
    this.onFault(name, '')
  }

  override onFault(name: FaultName, code: string): void {
    // What became of a request that was given up before concerns nobody.
    if (this.#isDone) return
    if (this.#mayRepeat(name)) return this.#repeat()
    const failed = faultOf(name, code)
    const { response } = this.#exchange
    this.#finish()
    if (this.#exchange.isGone || this.#isWhole) return
    if (response.headersSent) this.#breakOff(failed)
    else this.#events.onFailure(failed.kind, { wasSent: this.#wasSent, code: failed.code })
  }

  /**
   * A kept connection may be closed by its other side while the request is on its way. Where nothing
   * has come back, and nothing is changed by asking again, it is asked again, once.
   */
  #mayRepeat(name: FaultName): boolean {
    if (this.#isRepeated || !this.#events.isRepeatable || this.#exchange.isGone) return false
    return name === 'late' || (isClosure(name) && this.connection?.isStale === true)
  }

  #repeat(): void {
    this.#isRepeated = true
    // Not while the connection is being cleared up.
    process.nextTick(() => {
      if (this.#exchange.isGone) return this.#finish()
      limitWaiting(this, this.#events)
      this.ask()
    })
  }

  /** The status has been sent and stays what it is; the log says what became of the rest. */
  #breakOff({ kind, code }: Failed): void {
    this.#exchange.reason = { what: 'backend', name: reasonName(kind, code), line: 0 }
    cutOff(this.#exchange, { hasLength: this.#length >= 0 })
  }

  onLong(): void {
    this.#events.server.lengthen(this)
  }

  onOutlast(): void {
    this.#events.server.outlast(this)
  }

  /** Others need its connection: it is free as well when the rest waits elsewhere. */
  override letGo(): void {
    if (this.#flow?.moveAside() === true) return
    this.#exchange.blameReader()
    cutOff(this.#exchange, { hasLength: this.#length >= 0 })
  }

  onLost(): void {
    this.#exchange.reason = { what: 'gate', name: 'answer-lost', line: 0 }
    cutOff(this.#exchange, { hasLength: this.#length >= 0 })
  }

  /** Something else has been answered, and what comes of the answer is for nobody. */
  protected standIn(): void {
    this.#isWhole = true
  }

  /** The client has left, and the answer goes on without it. */
  protected goOnAlone(): void {
    this.#flow?.goOnAlone()
  }

  /** The client's side is over; if that was early, so is the backend's. */
  clientClosed(): void {
    this.#flow?.readerLeft()
    if (this.#isDone) return
    this.#finish()
  }

  #finish(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.connection?.abort(this)
    this.#flow?.end()
    this.#events.deadlines.clear(this)
    this.#events.onDone()
  }
}
