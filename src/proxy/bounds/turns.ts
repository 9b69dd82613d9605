/**
 * Pieces of long answers in one turn of the event loop. At 64 KiB each they take about half a
 * millisecond, which is what a page has to wait for them each time it needs a turn itself.
 */
const PIECES_PER_TURN = 8

/** Who may have to wait for a turn. */
export interface TurnTaker {
  readonly onTurn: () => void
}

/**
 * Lets long answers take turns. Where a thousand downloads have something to be read, one turn of
 * the event loop would read all of them, and a page, which needs some turns, would wait for
 * megabytes each time. As many wait here at most as there are exchanges, which are bounded elsewhere.
 */
export class Turns {
  readonly #waiting = new Set<TurnTaker>()
  readonly #perTurn: number
  readonly #rests: boolean
  #left: number
  #isEnding = false

  /**
   * @param perTurn How many pieces one turn of the event loop has time for.
   * @param options.rests Whether every other turn is for those alone who take none here.
   */
  constructor(perTurn = PIECES_PER_TURN, { rests = false } = {}) {
    this.#perTurn = perTurn
    this.#rests = rests
    this.#left = perTurn
  }

  /** A piece has been passed on: whether the next one may follow. If not, `onTurn` says when. */
  take(taker: TurnTaker): boolean {
    this.#endSoon()
    if (this.#waiting.size === 0 && --this.#left > 0) return true
    this.#waiting.add(taker)
    return false
  }

  /** Waits for a turn in any case; `onTurn` says when. */
  wait(taker: TurnTaker): void {
    this.#waiting.add(taker)
    this.#endSoon()
  }

  /** Waits no longer. */
  leave(taker: TurnTaker): void {
    this.#waiting.delete(taker)
  }

  /** Begins the next turn: who has waited for longest comes first. */
  next(): void {
    this.#isEnding = false
    this.#left = this.#perTurn
    let places = this.#perTurn
    for (const taker of this.#waiting) {
      if (places-- === 0) break
      this.#waiting.delete(taker)
      taker.onTurn()
    }
    if (this.#waiting.size > 0) this.#endSoon()
  }

  #endSoon(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    setImmediate(this.#rests ? rest : next, this)
  }
}

/** A function of its own, so that a turn does not need one. */
function next(turns: Turns): void {
  turns.next()
}

/** Lets a turn pass before the next one begins. */
function rest(turns: Turns): void {
  setImmediate(next, turns)
}
