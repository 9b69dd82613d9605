import { type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** One piece waits for its reader at most; what follows is joined where it arrives. */
const UNREAD_BYTES = 1

/**
 * A request's body on its way to the backend, with back-pressure. It stands between the two because
 * whoever forwards destroys the body of a failed request, and destroying the request itself would
 * close the connection on which the client waits to be told so.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage
  /** What has been received before it was asked for, and how much of that has been passed on. */
  readonly #beginning: readonly Buffer[]
  #passed = 0
  readonly #take = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#request.pause()
  }
  readonly #end = (): void => void this.push(null)
  readonly #breakOff = (): void => {
    if (!this.#request.complete) this.destroy(new Error('the client broke off its request'))
  }

  /** `beginning` has been received already. */
  constructor(request: IncomingMessage, beginning: readonly Buffer[] = []) {
    super({ highWaterMark: UNREAD_BYTES })
    this.#request = request
    this.#beginning = beginning
    // Whoever reads it may let go of it between its end and the news of that: nobody must be told.
    this.on('error', () => undefined)
    request.on('data', this.#take)
    request.on('end', this.#end)
    request.on('close', this.#breakOff)
    request.pause()
  }

  /** The same body for somebody else, where nobody has read any of this one. */
  again(): RequestBody {
    return new RequestBody(this.#request, this.#beginning)
  }

  override _read(): void {
    const piece = this.#beginning[this.#passed++]
    // Not with the end at once: what is known to be whole would be sent without chunks.
    if (piece !== undefined) this.push(piece)
    else if (this.#request.readableEnded) this.push(null)
    else this.#request.resume()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#request.off('data', this.#take)
    this.#request.off('end', this.#end)
    this.#request.off('close', this.#breakOff)
    done(error)
  }
}
