/**
 * A turn has come in which all that lay at any connection has been read when two `setImmediate` in a row have been: the
 * first is of the turn in which the answer ended, and between the two there was a look at every connection.
 */
const TURNS = 2

/** Who waits until its connection has been looked at. */
export interface Polled {
  /** The turn from which on all has been read that came before the last answer's end. */
  readonly polledFrom: number
  onPolled(): void
}

/**
 * Tells when a connection has been looked at since its last answer ended. Before that its backend may have closed it, or
 * sent more than it was asked for, and nobody knows yet.
 */
export class Polls {
  #turn = 0
  /** Up to which somebody wants to know. */
  #wanted = 0
  #isOn = false
  /** First in, first out. */
  #waiting: Polled[] = []

  /** The turn from which on a connection whose answer ends now has been looked at. */
  next(): number {
    this.#wanted = this.#turn + TURNS
    this.#turnOn()
    return this.#wanted
  }

  /** Whether it has come. */
  hasCome(from: number): boolean {
    return this.#turn >= from
  }

  /** Has it told when it has come. */
  wait(polled: Polled): void {
    this.#waiting.push(polled)
  }

  #turnOn(): void {
    if (this.#isOn) return
    this.#isOn = true
    setImmediate(turn, this)
  }

  /** For the event loop alone. */
  onTurn(): void {
    this.#isOn = false
    this.#turn++
    if (this.#waiting.length > 0) this.#tell()
    if (this.#turn < this.#wanted) this.#turnOn()
  }

  #tell(): void {
    const waiting = this.#waiting
    this.#waiting = waiting.filter(({ polledFrom }) => !this.hasCome(polledFrom))
    for (const polled of waiting) if (this.hasCome(polled.polledFrom)) polled.onPolled()
  }
}

/** A function of its own, so that no turn needs one. */
function turn(polls: Polls): void {
  polls.onTurn()
}
