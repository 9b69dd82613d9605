import { type Asker, type Head } from '../../backends/index.ts'
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

  override onStart(): boolean {
    if (!super.onStart()) return false
    this.#isSent = true
    this.#copy.onSent()
    return true
  }

  override onHead(head: Head): void {
    if (!this.#substitute(head)) super.onHead(head)
  }

  /** Whether something else is answered. */
  #substitute({ status, reason, fields: raw }: Head): boolean {
    const { fields } = answerHead(raw, null)
    const statusText = writableText(status, reason)
    const substitute = this.#copy.onHead({ status, statusText, fields })
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

  override onData(bytes: Buffer, pieces: number, isLast: boolean): void {
    this.#copy.onPiece(this.keep(bytes))
    // Nobody is left for whom the rest would come.
    if (this.#exchange.isGone && !this.#copy.isStorable) return super.clientClosed()
    if (!this.#isSubstituted) super.onData(bytes, pieces, isLast)
  }

  override onEnd(trailers: readonly string[]): void {
    this.#copy.onEnd()
    super.onEnd(trailers)
  }

  /** What has been sent is answered, whoever is there to see it, as long as it can be stored. */
  override clientClosed(): void {
    if (this.#isSent && this.#copy.isStorable) this.goOnAlone()
    else super.clientClosed()
  }
}
