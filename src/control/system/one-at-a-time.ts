import { Refused } from './refused.ts'

/** An operator who asks so often while one change is under way is a script that went wild. */
const WAITING_MAX = 16

/** Takes changes one after the other, in the order they came. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /** @throws Refused where too many wait already. */
  run<T>(change: () => Promise<T>): Promise<T> {
    if (this.#waiting >= WAITING_MAX) {
      return Promise.reject(new Refused(`${WAITING_MAX} changes are under way or wait already`))
    }
    this.#waiting++
    const done = this.#last.then(change).finally(() => this.#waiting--)
    this.#last = done.catch(() => undefined)
    return done
  }
}
