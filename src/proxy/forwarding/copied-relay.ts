import { type Dispatcher } from 'undici'
import { type Asker } from '../../backends/index.ts'
import { type AnswerCopy } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { Relay } from './relay.ts'
import { type RelayEvents } from './relay-events.ts'
import { answerHead, writableText } from './response-headers.ts'

/** Carries the answer to a kept form: it is copied on its way, and comes whole when its client has left. */
export class CopiedRelay extends Relay {
  readonly #exchange: Exchange
  readonly #events: RelayEvents
  readonly #copy: AnswerCopy
  #isSent = false
  #isSubstituted = false

  constructor(
    exchange: Exchange,
    asker: Asker,
    { events, copy }: { readonly events: RelayEvents; readonly copy: AnswerCopy },
  ) {
    super(exchange, asker, events)
    this.#exchange = exchange
    this.#events = events
    this.#copy = copy
  }

  override onRequestStart(controller: Dispatcher.DispatchController): void {
    super.onRequestStart(controller)
    if (controller.aborted) return
    this.#isSent = true
    this.#copy.onSent()
  }

  override onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: unknown,
    statusText?: string,
  ): void {
    if (status >= 200 && this.#substitute(controller, status, statusText ?? '')) return
    super.onResponseStart(controller, status, headers, statusText)
  }

  /** Whether something else is answered. */
  #substitute(
    controller: Dispatcher.DispatchController,
    status: number,
    statusText: string,
  ): boolean {
    const { fields, isCoded } = answerHead(controller.rawHeaders, null)
    if (isCoded) return false
    const text = writableText(status, statusText)
    const substitute = this.#copy.onHead({ status, statusText: text, fields })
    if (substitute === null) return false
    this.#isSubstituted = true
    this.standIn()
    this.#events.onAnswer(fields)
    const { response } = this.#exchange
    if (this.#exchange.isGone || response.headersSent) return true
    const cookies = this.#events.setCookie?.(false) ?? []
    const earned = cookies.flatMap((cookie) => ['Set-Cookie', cookie])
    response.writeHead(substitute.status, [...substitute.fields, ...earned])
    response.end(substitute.body)
    return true
  }

  override onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#copy.onPiece(chunk)
    // Nobody is left for whom the rest would come.
    if (this.#exchange.isGone && !this.#copy.isStorable) return super.clientClosed()
    if (!this.#isSubstituted) super.onResponseData(controller, chunk)
  }

  override onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.connection?.isBroken !== true) this.#copy.onEnd()
    super.onResponseEnd(controller)
  }

  /** What has been sent is answered, whoever is there to see it, as long as it can be stored. */
  override clientClosed(): void {
    if (this.#isSent && this.#copy.isStorable) this.goOnAlone()
    else super.clientClosed()
  }
}
