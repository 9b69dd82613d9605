import { type Dispatcher } from 'undici'
import { AnswerFlow, type FlowReader } from './answer-flow.ts'
import { type Asker, BackendRequest } from '../../backends/index.ts'
import { limitWaiting } from './connection-wait.ts'
import { cutOff } from './cut-off.ts'
import { discardBody } from '../answers/body.ts'
import { type DeadlineOwner } from '../bounds/deadlines.ts'
import { type Exchange } from '../exchange.ts'
import { type BackendFailure, codeOf, failureOf, isClosure } from '../answers/failure.ts'
import { flushHead } from '../answers/flush-head.ts'
import { fieldsWithoutBody } from '../reading/preflight.ts'
import { type RelayEvents } from './relay-events.ts'
import { ReadPieces } from './read-pieces.ts'
import { addTrailers } from './answer-trailers.ts'
import { type AnswerHead, answerHead, hintFields, writableText } from './response-headers.ts'
import { tellsOfSignIn } from './signing-in.ts'

/** A body of at most this is written together with its head, in one packet. */
const SINGLE_WRITE_BYTES_MAX = 16_384

/**
 * Interim answers before the answer itself. An application that says "wait" every 20 seconds may do
 * so for ten minutes; one that says more says it to keep a connection for ever.
 */
const INTERIM_MAX = 32

/** Carries a backend's answer to the client, chunk by chunk, no faster than the client reads. */
export class Relay
  extends BackendRequest
  implements Dispatcher.DispatchHandler, DeadlineOwner, FlowReader
{
  deadlineAt = -1
  readonly #exchange: Exchange
  readonly #events: RelayEvents
  #controller: Dispatcher.DispatchController | null = null
  #length = -1
  #hasBegun = false
  #isWhole = false
  #isDone = false
  #isRepeated = false
  /** Of an answer that is more than one piece. */
  #flow: AnswerFlow | null = null
  readonly #read = new ReadPieces()
  #interims = 0

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
    this.#controller = null
    this.#events.dispatch(this)
  }

  /** No connection became free, or none could be opened. */
  override giveWay(): void {
    this.#finish()
    if (!this.#exchange.isGone) this.#events.onFailure('backend-full', { wasSent: false, code: '' })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    this.connection?.begin(this)
    this.#events.deadlines.clear(this)
    // The client may have left, or been told to, while the request waited for a connection.
    if (this.#isDone || this.#exchange.isGone) controller.abort(new Error('nobody waits any more'))
  }

  onRequestSent(): void {
    const trailers = this.#events.trailers?.() ?? ''
    if (trailers !== '') this.connection?.endWith(trailers)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    if (status < 200) return this.#relayInterim(controller, status)
    const head = answerHead(controller.rawHeaders, this.#events.setCookie)
    if (head.isCoded) return controller.abort(new Error('the answer comes in an unknown coding'))
    if (tellsOfSignIn(head.fields)) this.#events.server.bind(this)
    this.#events.onAnswer(head.fields)
    this.#length = head.length
    this.#writeHead(controller, { status, statusText: statusText ?? '', head })
  }

  /** Early hints go on (RFC 8297); no other interim answer is meant for the client. */
  #relayInterim(controller: Dispatcher.DispatchController, status: number): void {
    this.#interims++
    if (this.#interims > INTERIM_MAX) return controller.abort(new Error('no answer, only hints'))
    const { request, response } = this.#exchange
    // A client of HTTP/1.0 would take it for the answer.
    if (status !== 103 || request.httpVersion === '1.0' || this.#exchange.isGone) return
    try {
      response.writeInformation(status, hintFields(controller.rawHeaders))
    } catch {
      // Hints that cannot be written are no loss.
    }
  }

  #writeHead(
    controller: Dispatcher.DispatchController,
    { status, statusText, head }: { status: number; statusText: string; head: AnswerHead },
  ): void {
    const { response } = this.#exchange
    if (response.headersSent || this.#exchange.isGone) return
    const { isBare } = this.#events
    response.sendDate = false
    try {
      const fields = isBare ? fieldsWithoutBody(head.fields, status) : head.fields
      response.writeHead(status, writableText(status, statusText), fields)
    } catch {
      // A field Node refuses to write: nothing of this answer can be trusted.
      controller.abort(new Error('the answer cannot be forwarded'))
      return
    }
    if (!isBare) return process.nextTick(flushHeadOf, this)
    // What came together with the head is dropped; for more the backend's connection is closed.
    this.#isWhole = true
    response.end()
  }

  /** Node keeps a head back until there is a body; an event stream's body may take minutes. */
  flushHead(): void {
    if (!this.#hasBegun && !this.#isDone) flushHead(this.#exchange.response)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#events.isBare) return
    this.#hasBegun = true
    if (chunk.length === this.#length && chunk.length <= SINGLE_WRITE_BYTES_MAX) {
      this.#isWhole = true
      this.#endWith(chunk)
    } else if (!this.#read.keep(chunk)) {
      this.#pass(chunk, 1)
    }
  }

  override onReadEnd(): void {
    const piece = this.#read.take()
    if (piece !== null) this.#pass(piece, this.#read.count)
  }

  #pass(piece: Buffer, pieces: number): void {
    // For who has left nothing is kept: nobody would give it back.
    if (this.#exchange.isGone) return
    this.#flow ??= this.#openFlow()
    this.#flow?.pass(piece, pieces)
  }

  #openFlow(): AnswerFlow | null {
    const controller = this.#controller
    if (controller === null) return null
    return new AnswerFlow(this.#exchange, controller, { tools: this.#events.flow, reader: this })
  }

  /** Text goes out in one piece with the head; bytes would be a second one (writev). */
  #endWith(piece: Buffer): void {
    this.#exchange.response.end(piece.toString('latin1'), 'latin1')
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.connection?.isBroken === true) return this.onResponseError(null, new Error('reset'))
    const { trailersAllowed } = this.#events
    if (trailersAllowed.length > 0) {
      addTrailers(this.#exchange.response, controller.rawTrailers, trailersAllowed)
    }
    if (!this.#isWhole) this.#passLast()
    this.#finish()
    // The backend may have answered without reading all of the request.
    discardBody(this.#exchange)
  }

  #passLast(): void {
    const last = this.#read.take()
    if (this.#flow?.isAside === true) return this.#flow.endAside(last)
    if (last !== null && last.length <= SINGLE_WRITE_BYTES_MAX) return this.#endWith(last)
    if (last !== null) this.#pass(last, this.#read.count)
    this.#exchange.response.end()
  }

  /** undici gives no controller where the request could not even be written. */
  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    // What became of a request that was given up before concerns nobody.
    if (this.#isDone) return
    if (this.#mayRepeat(error)) return this.#repeat()
    const { response } = this.#exchange
    // What came before goes on.
    this.onReadEnd()
    this.#finish()
    if (this.#exchange.isGone || this.#isWhole) return
    if (response.headersSent) this.#breakOff(failureOf(error))
    // A request is given to its handler in the moment it is written.
    else
      this.#events.onFailure(failureOf(error), {
        wasSent: this.#controller !== null,
        code: codeOf(error),
      })
  }

  /**
   * A kept connection may be closed by its other side while the request is on its way. Where nothing
   * has come back, and nothing is changed by asking again, it is asked again, once.
   */
  #mayRepeat(error: Error): boolean {
    if (this.#isRepeated || !this.#events.isRepeatable || this.#exchange.isGone) return false
    return isClosure(error) && this.connection?.isStale === true
  }

  #repeat(): void {
    this.#isRepeated = true
    // Not while the library clears up after the connection.
    process.nextTick(() => {
      if (this.#exchange.isGone) return this.#finish()
      limitWaiting(this, this.#events)
      this.ask()
    })
  }

  /** The status has been sent and stays what it is; the log says what became of the rest. */
  #breakOff(name: BackendFailure): void {
    this.#exchange.reason = { what: 'backend', name, line: 0 }
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
    if (this.hasPlace) this.#controller?.abort(new Error('the client has left'))
    else this.#finish()
  }

  #finish(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.connection?.end(this)
    this.#flow?.end()
    this.#events.deadlines.clear(this)
    this.#events.onDone()
  }
}

/** A function of its own, so that a request does not need one. */
function flushHeadOf(relay: Relay): void {
  relay.flushHead()
}
