/** The minute in which the book was begun: nothing is told of the time before. */
const FIRST_MINUTE = 0

/** Minutes of which it is known how many places fell free: the minute, then the number. */
const MINUTES_KEPT = 60
const FREED = 1

/** The pace is told by a whole stay, but by no fewer minutes; and by no fewer places that fell free. */
const MINUTES_LEAST = 5
const FREED_LEAST = 4

const MINUTE = 60

/** How fast places of a room fall free, minute by minute, in shared memory. Changed under the lock of the room. */
export class Pace {
  static readonly WORDS = FREED + 2 * MINUTES_KEPT
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  /** `now` is in seconds, by the steady clock. */
  begin(now: number): void {
    if (this.#get(FIRST_MINUTE) === 0) this.#words[FIRST_MINUTE] = minuteOf(now)
  }

  /** A place fell free: for somebody else. */
  noteFreed(now: number): void {
    const minute = minuteOf(now)
    const at = FREED + 2 * (minute % MINUTES_KEPT)
    const count = this.#get(at) === minute ? this.#get(at + 1) : 0
    this.#words[at] = minute
    this.#words[at + 1] = count + 1
  }

  /** Seconds from one place that falls free to the next, by those of a whole stay; null where they are too few. */
  secondsAPlace(now: number, stayMinutes: number): number | null {
    const minute = minuteOf(now)
    const known = minute - (this.#get(FIRST_MINUTE) || minute) + 1
    const minutes = Math.min(Math.max(stayMinutes, MINUTES_LEAST), MINUTES_KEPT, known)
    let count = 0
    for (let at = FREED; at < Pace.WORDS; at += 2) {
      const ago = minute - this.#get(at)
      if (ago >= 0 && ago < minutes) count += this.#get(at + 1)
    }
    const seconds = (minutes - 1) * MINUTE + (now % MINUTE) + 1
    return count < FREED_LEAST ? null : seconds / count
  }

  #get(word: number): number {
    return this.#words[word] ?? 0
  }
}

/** From 1 on: 0 is none. */
function minuteOf(now: number): number {
  return Math.floor(now / MINUTE) + 1
}
