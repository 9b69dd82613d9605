import { type Readable } from 'node:stream'

/**
 * Of a worker's connections to a server so many at most carry bodies that are still coming. Who sends
 * a large body sets the pace of its connection; the rest is for whoever sends none.
 */
const SHARE_MAX = 3 / 4

interface Waiting {
  readonly start: () => void
}

/** The large bodies that one worker passes on to one server while they come. */
export class Uploads {
  readonly #max: number
  readonly #waiting = new Set<Waiting>()
  #coming = 0

  constructor(connections: number) {
    this.#max = Math.max(1, Math.floor(connections * SHARE_MAX))
  }

  /**
   * Calls `start` as soon as this body may take a connection, at once or when another one has come
   * whole; `onLeft` where it is broken off before. How long it may wait is the caller's business, and
   * how many may.
   */
  begin(body: Readable, start: () => void, onLeft: () => void): void {
    const waiting = { start }
    body.once('close', () => {
      if (this.#waiting.delete(waiting)) onLeft()
      else this.#leave()
    })
    if (this.#coming < this.#max) this.#start(waiting)
    else this.#waiting.add(waiting)
  }

  #start({ start }: Waiting): void {
    this.#coming++
    start()
  }

  #leave(): void {
    this.#coming--
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    this.#start(next)
  }
}
