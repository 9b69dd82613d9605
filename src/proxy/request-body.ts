import { type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/**
 * A request's body on its way to the backend, with back-pressure. It stands between the two because
 * whoever forwards destroys the body of a failed request, and destroying the request itself would
 * close the connection on which the client waits to be told so.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage
  readonly #take = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#request.pause()
  }
  readonly #end = (): void => void this.push(null)
  readonly #breakOff = (): void => {
    if (!this.#request.complete) this.destroy(new Error('the client broke off its request'))
  }

  constructor(request: IncomingMessage) {
    super()
    this.#request = request
    // Whoever reads it may let go of it between its end and the news of that: nobody must be told.
    this.on('error', () => undefined)
    request.on('data', this.#take)
    request.on('end', this.#end)
    request.on('close', this.#breakOff)
    request.pause()
  }

  override _read(): void {
    this.#request.resume()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#request.off('data', this.#take)
    this.#request.off('end', this.#end)
    this.#request.off('close', this.#breakOff)
    done(error)
  }
}
