import { type IncomingMessage } from 'node:http'
import { type Socket } from 'node:net'

/** A request's body may pause for so long: a train's tunnel, a phone that looks for its network. */
const GRACE_MS = 60_000

/**
 * How fast the body of one request comes. Time costs, bytes earn; what was earned beyond the grace is
 * forgotten, so that nobody sends much first and then holds the connection for hours.
 */
export class BodyPace {
  readonly #minRate: number
  #request: IncomingMessage | null = null
  #bytesRead = 0
  #creditMs = GRACE_MS

  /** `minRate` in bytes a second. */
  constructor(minRate: number) {
    this.#minRate = minRate
  }

  /** Looks at the body that comes on a connection now, `passedMs` after the last look: is it too slow? */
  isTooSlow(request: IncomingMessage, socket: Socket, passedMs: number): boolean {
    const bytes = socket.bytesRead - this.#bytesRead
    this.#bytesRead = socket.bytesRead
    if (request !== this.#request) {
      this.#request = request
      this.#creditMs = GRACE_MS
      return false
    }
    const earnedMs = (bytes * 1000) / this.#minRate
    // Whoever is told to wait, by the gate or by the backend behind it, is not slow.
    const costMs = request.readableFlowing === true ? passedMs : 0
    this.#creditMs = Math.min(GRACE_MS, this.#creditMs + earnedMs - costMs)
    return this.#creditMs < 0
  }
}
